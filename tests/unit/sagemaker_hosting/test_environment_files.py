"""Whether templates are what an environment file gives, as digests tell it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sagemaker_hosting._digests import digests_of
from sagemaker_hosting.environment_files import (
    VERSION,
    EnvironmentFiles,
    Versions,
    version_told,
    versions_of,
)
from sagemaker_hosting.templates import read_templates

FILE = """\
region: eu-west-1
monthly_budget_usd: 400
endpoints:
  demand:
    variants: {champion: {instance_type: ml.c6i.large, weight: 3}, challenger: {weight: 1}}
    traffic: {requests_per_day: 1000}
    components: {chronos: {copies: 2, traffic: {requests_per_day: 10}}}
batch:
  nightly: {traffic: {duration_minutes: 30}}
"""


def digests(text: str) -> tuple[str, str]:
    found = digests_of(text.encode())
    return found["deployed"], found["stated"]


def changed(old: str, new: str) -> tuple[bool, bool]:
    """Tell which digests change when a text of the file does."""
    assert old in FILE
    deployed, stated = digests(FILE.replace(old, new))
    before = digests(FILE)
    return deployed != before[0], stated != before[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("region: eu-west-1\n", "# where\nregion: 'eu-west-1'\n\n"),
        ("{champion: {", "{champion: {  "),
        (
            "  nightly: {traffic: {duration_minutes: 30}}",
            "  nightly:\n    traffic:\n      duration_minutes: 30",
        ),
        ("\n", "\r\n"),
    ],
)
def test_how_a_file_is_written_does_not_count(old: str, new: str) -> None:
    assert changed(old, new) == (False, False)


def test_mark_of_the_byte_order_does_not_count() -> None:
    assert digests_of(FILE.encode("utf-8-sig")) == digests_of(FILE.encode())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ml.c6i.large", "ml.c6i.xlarge"),
        ("weight: 3", "weight: 3.5"),
        ("copies: 2", "copies: 3"),
        ("  nightly:", "  hourly: {}\n  nightly:"),
        # The order of variants is that of the template.
        (
            "champion: {instance_type: ml.c6i.large, weight: 3}, challenger: {weight: 1}",
            "challenger: {weight: 1}, champion: {instance_type: ml.c6i.large, weight: 3}",
        ),
    ],
)
def test_what_is_deployed_counts_apart_from_what_is_stated(old: str, new: str) -> None:
    assert changed(old, new) == (True, False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("eu-west-1", "eu-west-2"),
        ("monthly_budget_usd: 400", "monthly_budget_usd: 401"),
        ("monthly_budget_usd: 400\n", ""),
        ("requests_per_day: 1000", "requests_per_day: 2000"),
        ("requests_per_day: 10}", "requests_per_day: 20}"),
        ("duration_minutes: 30", "duration_minutes: 31"),
    ],
)
def test_traffic_budget_and_region_are_stated(old: str, new: str) -> None:
    assert changed(old, new) == (False, True)


def test_variant_called_traffic_is_deployed() -> None:
    assert changed("champion", "traffic") == (True, False)
    assert digests(FILE.replace("champion: {", "traffic: {")) != digests(
        FILE.replace(
            "champion: {instance_type: ml.c6i.large", "traffic: {instance_type: ml.m5.large"
        )
    )


@pytest.mark.parametrize("content", [b"", b"- a\n", b"endpoints: [a]\n", b"endpoints: {demand: 1}"])
def test_file_that_is_no_environment_has_digests_of_its_own(content: bytes) -> None:
    assert digests_of(content) != digests_of(FILE.encode())


@pytest.mark.parametrize("content", [b"a: [", b"\xff", b"a: &a [*a]", b"a: 1\na: 2\n"])
def test_file_that_cannot_be_read_has_the_digest_of_its_bytes(content: bytes) -> None:
    found = digests_of(content)

    assert found["deployed"] == found["stated"]
    assert found != digests_of(content + b"\n")


# --- templates and files


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the environment prod, whose templates are of its file."""
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "prod.yaml").write_text(FILE)
    synthesized(tmp_path, "prod")
    return tmp_path


def synthesized(project: Path, name: str) -> None:
    """Write what a synth does of an environment, as far as it matters here."""
    content = (project / "environments" / f"{name}.yaml").read_bytes()
    folder = project / "templates" / name
    folder.mkdir(parents=True)
    for stack in ("Demand", "Shared"):
        template = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
        (folder / f"{stack}.json").write_text(json.dumps(template))
    (folder / VERSION).write_text(version_told(name, content, stacks=("Shared", "Demand")))


def files_and_versions(project: Path) -> tuple[EnvironmentFiles, Versions]:
    files = EnvironmentFiles.beside(project / "templates")
    assert files is not None
    return files, versions_of(read_templates([project / "templates"]))


def outdated(project: Path, *, stated: bool = True) -> list[str]:
    files, versions = files_and_versions(project)
    return [f"{o.environment} {o.says}" for o in files.outdated(versions, stated=stated)]


def test_what_lies_beside_templates_is_for_people_as_well() -> None:
    told = version_told("prod", FILE.encode(), stacks=["Shared", "Demand"])

    deployed, stated = digests(FILE)
    comment, *rest = told.splitlines()
    assert comment.startswith("# Digests of environments/prod.yaml")
    assert rest == [
        "environment: prod",
        f"deployed: {deployed}",
        f"stated: {stated}",
        "stacks: Demand, Shared",
    ]


def test_templates_of_the_file_are_up_to_date(project: Path) -> None:
    assert outdated(project) == []


def test_templates_of_another_version_are_outdated(project: Path) -> None:
    file = project / "environments" / "prod.yaml"
    file.write_text(FILE.replace("large", "xlarge").replace("400", "500"))

    assert outdated(project) == [
        "prod was synthesized from another version of environments/prod.yaml"
    ]


def test_other_traffic_counts_where_templates_hold(project: Path) -> None:
    file = project / "environments" / "prod.yaml"
    file.write_text(FILE.replace("1000", "2000"))

    (told,) = outdated(project)
    assert told.startswith("prod was synthesized with another Region, budget or traffic than")
    assert outdated(project, stated=False) == []


def test_templates_of_an_environment_whose_file_is_gone_are_outdated(project: Path) -> None:
    (project / "environments" / "prod.yaml").rename(project / "environments" / "live.yaml")

    assert outdated(project) == ["prod has templates, but no environments/prod.yaml any more"]


def test_environment_without_templates_is_found(project: Path) -> None:
    (project / "environments" / "new.yaml").write_text(FILE)
    files, versions = files_and_versions(project)

    assert [o.environment for o in files.without_templates(versions)] == ["new"]
    assert files.without_templates({}) == []


def test_template_that_is_not_there_is_told(project: Path) -> None:
    (project / "templates" / "prod" / "Demand.json").unlink()

    assert outdated(project) == ["prod lacks Demand.json, which the synth wrote"]


def test_template_that_was_not_synthesized_is_told(project: Path) -> None:
    folder = project / "templates" / "prod"
    (folder / "Demand.json").rename(folder / "Old.json")

    (told,) = outdated(project)
    assert told == (
        "prod lacks Demand.json, which the synth wrote, and still has Old.json, which the synth "
        "did not write"
    )


def test_templates_beside_which_no_stacks_are_told_may_be_any(project: Path) -> None:
    version = project / "templates" / "prod" / VERSION
    version.write_text(version.read_text().replace("stacks: Demand, Shared\n", ""))
    (project / "templates" / "prod" / "Demand.json").unlink()

    assert outdated(project) == []


@pytest.mark.parametrize("beside", [None, b"", b"no version", b"deployed: 1", b"\xff"])
def test_templates_beside_which_nothing_lies_are_never_outdated(
    project: Path, beside: bytes | None
) -> None:
    version = project / "templates" / "prod" / VERSION
    version.unlink()
    if beside is not None:
        version.write_bytes(beside)
    (project / "environments" / "prod.yaml").write_text("region: eu-west-2\n")

    assert outdated(project) == []


def test_files_are_the_nearest_above(project: Path) -> None:
    inner = project / "copy" / "cdk.out" / "assembly-prod"
    inner.mkdir(parents=True)
    (project / "copy" / "environments").mkdir()
    above = EnvironmentFiles.beside(inner)
    (project / "copy" / "environments" / "dev.yaml").write_text(FILE)
    (project / "copy" / "environments" / ".#dev.yaml").write_text("an editor's")

    nearest = EnvironmentFiles.beside(inner)

    assert above is not None
    assert list(above.contents) == ["prod"]
    assert nearest is not None
    assert list(nearest.contents) == ["dev"]


def test_no_files_above_are_told(tmp_path: Path) -> None:
    assert EnvironmentFiles.beside(tmp_path / "templates") is None
