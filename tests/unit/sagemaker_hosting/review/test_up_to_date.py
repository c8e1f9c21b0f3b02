"""What a review says of templates that are older than their files, and of those not there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sagemaker_hosting.review import (
    Review,
    Risk,
    cases_of,
    html_report,
    markdown_report,
    outdated_of,
    read_sides,
    review_of,
    text_report,
)
from tests.unit.sagemaker_hosting.projects import assembled, committed, edited, made, started


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two environments, all of it committed; it is the current folder."""
    started(tmp_path, monkeypatch, "dev", "prod")
    committed(tmp_path)
    return tmp_path


def review(base: str, head: str) -> Review:
    return review_of(*read_sides(base, head))


def stale(found: Review) -> list[str]:
    return [case.says for case in cases_of(found, {Risk.STALE})]


@pytest.mark.usefixtures("project")
def test_review_of_what_the_files_give_says_nothing_of_it() -> None:
    found = review("main", ".")

    assert found.is_same
    assert (found.remarks, found.not_compared) == ((), ())


def test_edit_that_was_synthesized_changes_the_endpoint_alone(project: Path) -> None:
    edited(project, "dev", "ml.c6i.xlarge")
    made(project, "dev")

    found = review("main", ".")

    assert [item.name for item in found.items] == ["dev/Demand"]
    assert found.sections == ()
    assert stale(found) == []


@pytest.mark.parametrize("head", [".", "templates", "templates/dev", "cdk.out"])
def test_edit_that_was_not_synthesized_is_told_first(project: Path, head: str) -> None:
    assembled(project, "dev", "prod")
    edited(project, "dev", "ml.c6i.xlarge")

    found = review("main", head)

    assert found.is_same
    (says,) = stale(found)
    assert says.startswith("dev was synthesized from another version of environments/dev.yaml; ")
    assert [case.fix for case in cases_of(found)] == [
        "make synth"
        if head == "cdk.out"
        else "make templates, or make synth ENV=dev and endpoints review BASE cdk.out"
    ]


@pytest.mark.parametrize("report", [text_report, markdown_report, html_report])
def test_every_form_tells_it_though_nothing_differs(
    project: Path, report: Callable[[Review], str]
) -> None:
    edited(project, "dev", "ml.c6i.xlarge")

    told = report(review("main", "."))

    assert "no change from main to ." in told
    assert "out of date" in told
    assert "Fix: make templates" in told or "fix: make templates" in told


def test_revision_whose_templates_were_out_of_date_is_told(project: Path) -> None:
    edited(project, "dev", "ml.c6i.xlarge")
    committed(project)

    assert [case.risk for case in cases_of(review("main~1", "main"))] == [Risk.STALE]


def test_edit_of_an_earlier_change_is_noted(project: Path) -> None:
    edited(project, "dev", "ml.c6i.xlarge")
    committed(project)
    made(project, "dev")

    found = review("main", ".")

    assert [item.name for item in found.items] == ["dev/Demand"]
    (remark,) = found.remarks
    assert remark.risk is None
    assert remark.says == (
        "main: dev was synthesized from another version of environments/dev.yaml; part of this "
        "change may be older"
    )


def test_folder_that_was_kept_to_compare_with_is_meant_to_be_older(project: Path) -> None:
    shutil.copytree(project / "templates", project / "before")
    edited(project, "dev", "ml.c6i.xlarge")
    made(project, "dev")

    assert review("before", "templates").remarks == ()


def test_environment_without_templates_is_told_of_all_of_templates_alone(project: Path) -> None:
    edited(project, "lab")

    of_all, of_dev = (read_sides("main", head)[1] for head in (".", "templates/dev"))

    assert [fault.environment for fault in outdated_of(of_all)] == ["lab"]
    assert outdated_of(of_dev) == []


# --- what git was not given


def test_commit_without_the_template_of_a_new_endpoint_is_told(project: Path) -> None:
    edited(project, "dev", prices="ml.c6i.large")
    made(project, "dev")
    committed(project, "environments", "templates/dev/environment-file.txt")

    (case,) = cases_of(review("main~1", "main"))

    assert (case.risk, case.fix) == (Risk.STALE, "make templates, then git add templates/dev")
    assert case.says == (
        "dev lacks Prices.json, which the synth wrote; what that changes is not reviewed"
    )


def test_commit_that_keeps_the_template_of_an_endpoint_that_went_is_told(project: Path) -> None:
    edited(project, "dev", prices="ml.c6i.large")
    made(project, "dev")
    committed(project)
    edited(project, "dev")
    made(project, "dev")
    committed(project, "environments", "templates/dev/environment-file.txt")

    (case,) = cases_of(review("main~1", "main"))

    assert case.says.startswith("dev still has Prices.json, which the synth did not write; ")


def test_commit_with_the_template_of_a_new_endpoint_is_reviewed(project: Path) -> None:
    edited(project, "dev", prices="ml.c6i.large")
    made(project, "dev")
    committed(project)

    found = review("main~1", "main")

    assert [item.name for item in found.items] == ["dev/Prices"]
    assert stale(found) == []


@pytest.mark.parametrize("head", ["templates/dev", "templates/dev/Demand.json", "cdk.out"])
def test_part_of_what_was_synthesized_lacks_nothing(project: Path, head: str) -> None:
    assembled(project, "dev", "prod")

    assert outdated_of(read_sides("main", head)[1]) == []


# --- what is not synthesized


def test_environments_that_were_not_synthesized_are_not_compared(project: Path) -> None:
    edited(project, "dev", "ml.c6i.xlarge")
    assembled(project, "dev")

    found = review("main", "cdk.out")

    assert found.not_compared == ("prod",)
    assert [item.name for item in found.items] == ["dev/Demand"]
    assert cases_of(found) == ()
    assert "\nnot synthesized, not compared: prod\n" in text_report(found)


def test_nothing_differs_in_what_was_synthesized(project: Path) -> None:
    assembled(project, "dev")

    assert text_report(review("main", "cdk.out")) == (
        "no change from main to cdk.out: 2 stacks as before; not synthesized, not compared: prod\n"
    )


def test_environment_whose_file_is_gone_is_deleted(project: Path) -> None:
    (project / "environments" / "prod.yaml").unlink()
    assembled(project, "dev")

    found = review("main", "cdk.out")

    assert found.not_compared == ()
    assert [item.name for item in found.items] == ["prod/Demand"]
    assert Risk.DELETED in {case.risk for case in cases_of(found)}


def test_environment_that_tells_of_no_file_is_deleted(project: Path) -> None:
    for path in (project / "templates").glob("*/*.json"):
        template = json.loads(path.read_text())
        del template["Metadata"]
        path.write_text(json.dumps(template))
    committed(project)
    shutil.rmtree(project / "templates" / "prod")

    found = review("main", "templates")

    assert found.not_compared == ()
    assert [item.name for item in found.items] == ["prod/Demand"]


def test_stack_that_is_gone_from_an_environment_is_deleted(project: Path) -> None:
    manifest = assembled(project, "dev") / "assembly-dev" / "manifest.json"
    content = json.loads(manifest.read_text())
    del content["artifacts"]["Demand"]
    manifest.write_text(json.dumps(content))

    found = review("main", "cdk.out")

    assert found.not_compared == ("prod",)
    assert [item.name for item in found.items] == ["dev/Demand"]
    assert Risk.DELETED in {case.risk for case in cases_of(found)}


def test_two_environments_can_be_compared_with_each_other(project: Path) -> None:
    edited(project, "prod", "ml.c6i.xlarge")
    made(project, "prod")

    found = review("templates/dev", "templates/prod")

    assert found.not_compared == ()
    assert [item.name for item in found.items] == ["Demand"]
