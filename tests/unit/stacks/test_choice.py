"""The command line chooses environments, and a wrong one ends with a plain message."""

from __future__ import annotations

from pathlib import Path

import aws_cdk as cdk
import pytest

from stacks.choice import (
    UnknownEnvironment,
    choose_environments,
    tell_what_was_read,
    told_plainly,
)
from stacks.settings import InvalidEnvironment

VALID = """\
account: "111111111111"
region: eu-west-1
models:
  nlinear: {image: {repository: team/forecaster, tag: "1.2"}}
endpoints:
  demand: {kind: serverless, endpoint_name: demand, model: nlinear, memory_mb: 1024, max_concurrency: 5}
"""  # noqa: E501  # a line of YAML
WRONG = "acount: '111111111111'\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which dev and prod are right, and staging is wrong."""
    folder = tmp_path / "environments"
    folder.mkdir()
    (folder / "dev.yaml").write_text(VALID)
    (folder / "staging.yaml").write_text(WRONG)
    (folder / "prod.yaml").write_text(VALID.replace("1111", "3333"))
    return folder


def names(folder: Path, **context: object) -> list[str]:
    chosen_ones = choose_environments(cdk.App(context=context), folder)
    return [environment.name for environment in chosen_ones]


def refusal(folder: Path, **context: object) -> str:
    with pytest.raises(UnknownEnvironment) as refused:
        choose_environments(cdk.App(context=context), folder)
    return str(refused.value)


def test_all_environments_are_built_when_none_is_named(folder: Path) -> None:
    for digit, name in enumerate(("staging", "shops", "lab"), start=5):
        (folder / f"{name}.yaml").write_text(VALID.replace("1111", str(digit) * 4))

    assert names(folder) == ["dev", "staging", "prod", "lab", "shops"]


@pytest.mark.parametrize(
    "chosen", ["prod, dev", "dev,prod,", "dev prod", " prod  dev ", ["prod", "dev"]]
)
def test_only_the_named_environments_are_built(folder: Path, chosen: object) -> None:
    assert names(folder, environments=chosen) == ["dev", "prod"]


@pytest.mark.parametrize("context", [{"environments": "staging"}, {}])
def test_fault_of_a_file_is_told_when_it_is_chosen_and_when_all_are(
    folder: Path, context: dict[str, str]
) -> None:
    with pytest.raises(InvalidEnvironment, match=r"staging\.yaml:1: acount"):
        names(folder, **context)


def test_endpoint_name_that_two_files_have_is_told_where_both_are_read(folder: Path) -> None:
    (folder / "staging.yaml").write_text(VALID)
    clash = r'staging\.yaml:6: .* got "demand", a name of dev in the same account and Region'

    assert names(folder, environments="staging") == ["staging"]
    for context in ({"environments": "dev,staging"}, {}):
        with pytest.raises(InvalidEnvironment, match=clash):
            names(folder, **context)


def test_file_of_another_ending_is_told_when_its_environment_is_chosen(folder: Path) -> None:
    (folder / "prod.yml").touch()

    assert names(folder, environments="dev") == ["dev"]
    with pytest.raises(InvalidEnvironment, match=r"prod\.yml: is not read; call it prod\.yaml"):
        names(folder, environments="prod")


@pytest.mark.parametrize(
    ("chosen", "got"),
    [
        ("dve", "'dve' (did you mean dev?)"),
        ("dev,Prod,x", "'Prod' (did you mean prod?), 'x'"),
        ("", "''"),
        (" , ", "''"),
    ],
)
def test_unknown_environment_is_refused_with_the_nearest_and_all_there_are(
    folder: Path, chosen: str, got: str
) -> None:
    expected = f"-c environments, or ENV of make: got {got}, environments/ has dev, staging, prod"

    assert refusal(folder, environments=chosen) == expected


def test_unknown_environment_of_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, environments="dev").endswith(f"{tmp_path.name}/ has no *.yaml file")


@pytest.mark.parametrize("key", ["environment", "env"])
def test_key_that_is_written_for_environments_is_refused_and_not_passed_over(
    folder: Path, key: str
) -> None:
    assert refusal(folder, **{key: "dev"}) == f"-c {key}=dev: write -c environments=dev"


def test_other_keys_are_nobodys_business_beside_the_right_one(folder: Path) -> None:
    assert names(folder, env="of another tool", environments="dev") == ["dev"]


def test_what_was_read_and_what_was_not_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environments = choose_environments(cdk.App(context={"environments": "prod"}), folder)

    tell_what_was_read(environments, folder)

    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "environments/ read: prod (not read: dev, staging)\n")


def test_that_all_were_read_is_told_with_what_is_doubtful(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "staging.yaml").unlink()
    (folder / "prod.yaml").write_text(VALID.replace("eu-west-1", "eu-west-9"))

    tell_what_was_read(choose_environments(cdk.App(), folder), folder)

    assert capsys.readouterr().err == (
        "environments/ read: dev, prod\n"
        'note: environments/prod.yaml:2: region: got "eu-west-9", which no table of Regions has; '
        "did you mean eu-west-1?\n"
    )


def test_a_wrong_file_ends_the_program_with_the_message_alone(folder: Path) -> None:
    with pytest.raises(SystemExit) as ended, told_plainly():
        choose_environments(cdk.App(), folder)

    assert "staging.yaml:1: acount" in str(ended.value)
