"""What environment files give when they are loaded, one and many."""

import errno
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from stacks.settings import (
    AssetDataSettings,
    Environment,
    FrameworkImageSettings,
    InvalidEnvironment,
    RealTimeEndpointSettings,
    RepositoryImageSettings,
    ScalingSettings,
    UriDataSettings,
    load_environment,
    load_environments,
)
from stacks.settings.__main__ import main

PROJECT = Path(__file__).parents[5]
SMALLEST = """\
account: "111111111111"
region: eu-west-1
models:
  nlinear: {image: {uri: forecaster}}
endpoints:
  demand: {kind: real_time, variants: {all: {model: nlinear, instance_type: ml.c6i.large}}}
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file of the folder environments, the smallest valid one unless told."""
    folder = tmp_path / "environments"
    folder.mkdir()

    def write_file(name: str, text: str = SMALLEST) -> Path:
        path = folder / name
        path.write_text(text, encoding="utf-8")
        return path

    return write_file


def demand(environment: Environment) -> RealTimeEndpointSettings:
    endpoint = environment.endpoints["demand"]
    assert isinstance(endpoint, RealTimeEndpointSettings)
    return endpoint


def test_environment_is_named_by_its_file(write: Write) -> None:
    environment = load_environment(write("load-test.yaml"))

    assert environment.name == "load-test"


def test_file_name_that_cannot_name_stacks_is_a_fault(write: Write) -> None:
    path = write("Load_Test.yaml")

    with pytest.raises(InvalidEnvironment) as caught:
        load_environment(path)

    assert [str(fault) for fault in caught.value.faults] == [
        (
            "environments/Load_Test.yaml:1: the file's name must be lower-case words with hyphens "
            'between them, the first of 2 characters or more, got "Load_Test"'
        )
    ]


def test_what_is_left_out_has_its_default(write: Write) -> None:
    environment = load_environment(write("dev.yaml"))

    endpoint, model = demand(environment), environment.models["nlinear"]
    variant = endpoint.variants["all"]
    assert not environment.termination_protection
    assert environment.vpc is None
    assert (environment.tags, environment.alarm_emails) == ({}, ())
    assert (model.data, model.environment, model.acknowledge) == (None, {}, {})
    assert not model.network_isolation
    assert (endpoint.endpoint_name, endpoint.alarms.model_latency_p99_ms) == (None, None)
    assert (variant.weight, variant.instance_count, variant.scaling) == (1, 1, None)


def test_null_is_as_good_as_left_out(write: Write) -> None:
    path = write("dev.yaml", SMALLEST.replace("kind:", "endpoint_name: null, kind:") + "vpc:\n")

    environment = load_environment(path)

    assert environment == load_environment(write("dev.yaml"))


def test_alternatives_are_told_apart_by_their_key(write: Write) -> None:
    image = "{repository: team/forecaster, tag: '1.2'}"
    data = "data: {uri: 's3://models-dev/a/model.tar.gz'}"
    text = SMALLEST.replace("{uri: forecaster}", f"{image}, {data}")

    model = load_environment(write("dev.yaml", text)).models["nlinear"]

    assert model.image == RepositoryImageSettings(repository="team/forecaster", tag="1.2")
    assert model.data == UriDataSettings(uri="s3://models-dev/a/model.tar.gz")


def test_scaling_by_load_test_uses_half_of_what_was_measured(write: Write) -> None:
    scaling = "scaling: {min: 1, max: 3, max_requests_per_second: 30}"
    text = SMALLEST.replace("ml.c6i.large", f"ml.c6i.large, {scaling}")

    environment = load_environment(write("dev.yaml", text))

    assert demand(environment).variants["all"].scaling == ScalingSettings(
        min=1, max=3, max_requests_per_second=30, safety_factor=0.5
    )


def test_paths_go_from_the_folder_above_and_become_absolute(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model_code").mkdir()
    (tmp_path / "model_code" / "model.bin").touch()
    text = SMALLEST.replace("forecaster}", "forecaster}, data: {asset: model_code}")
    path = write("dev.yaml", text)
    monkeypatch.chdir(tmp_path / "model_code")

    environment = load_environment(Path("..", "environments", path.name))

    data = environment.models["nlinear"].data
    assert isinstance(data, AssetDataSettings)
    assert data.asset.is_absolute()
    assert data.asset.resolve() == (tmp_path / "model_code").resolve()


def test_loaded_environment_cannot_be_changed(write: Write) -> None:
    environment = load_environment(write("dev.yaml"))

    with pytest.raises(ValidationError, match="frozen"):
        environment.region = "eu-west-2"  # type: ignore[misc] # that is the point


def test_environments_come_in_the_order_of_promotion_then_by_name(write: Write) -> None:
    names = ["prod", "alpha", "dev", "zulu", "staging"]
    paths = [write(f"{name}.yaml") for name in names]

    environments = load_environments(paths[0].parent)

    assert [environment.name for environment in environments] == [
        "dev", "staging", "prod", "alpha", "zulu",
    ]  # fmt: skip


def test_faults_of_all_files_are_one_error_in_the_order_of_the_files(write: Write) -> None:
    write("prod.yaml", SMALLEST.replace("eu-west-1", "Ireland"))
    write("dev.yaml", SMALLEST.replace("model: nlinear", "model: linear") + "x: 1\n")
    path = write("staging.yaml")

    with pytest.raises(InvalidEnvironment, match="3 faults in 2 environment files") as caught:
        load_environments(path.parent)

    assert [(fault.file, fault.line) for fault in caught.value.faults] == [
        ("environments/dev.yaml", 6),
        ("environments/dev.yaml", 7),
        ("environments/prod.yaml", 2),
    ]


def test_one_endpoint_name_in_two_files_of_one_account_and_region_is_a_fault(
    write: Write,
) -> None:
    text = SMALLEST.replace("kind:", "endpoint_name: demand, kind:")
    path = write("dev.yaml", text)
    write("prod.yaml", text.replace("1111", "2222"))
    write("test.yaml", text)

    with pytest.raises(InvalidEnvironment) as caught:
        load_environments(path.parent)

    assert [str(fault) for fault in caught.value.faults] == [
        (
            'environments/test.yaml:6: endpoints.demand.endpoint_name: got "demand", a name of dev '
            "in the same account and Region"
        )
    ]


def test_missing_file_is_told_with_the_nearest_one(write: Write) -> None:
    path = write("staging.yaml").with_name("stagin.yaml")

    with pytest.raises(InvalidEnvironment) as caught:
        load_environment(path)

    assert [str(fault) for fault in caught.value.faults] == [
        "environments/stagin.yaml: no such file; did you mean staging.yaml?"
    ]


def test_missing_file_with_none_beside_it_is_only_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidEnvironment, match=r"/dev\.yaml: no such file$"):
        load_environment(tmp_path / "dev.yaml")


def test_link_to_nothing_is_called_so(write: Write) -> None:
    path = write("dev.yaml").with_name("prod.yaml")
    path.symlink_to("elsewhere.yaml")

    with pytest.raises(InvalidEnvironment, match=r"/prod\.yaml: is a link that leads nowhere$"):
        load_environment(path)


def test_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InvalidEnvironment, match="environments: no such folder"):
        load_environments(tmp_path / "environments")


def test_folder_that_may_not_be_listed_is_not_taken_for_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path) -> Iterator[Path]:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "iterdir", refuse)

    with pytest.raises(InvalidEnvironment, match=r": cannot be read: permission denied$"):
        load_environments(tmp_path)


def test_folder_without_files_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InvalidEnvironment, match=r"holds no \*\.yaml file"):
        load_environments(tmp_path)


def test_file_that_would_be_passed_over_for_its_ending_is_a_fault(write: Write) -> None:
    path = write("dev.yaml")
    write("prod.yml")

    with pytest.raises(InvalidEnvironment, match=r"prod\.yml: is not read; call it prod\.yaml"):
        load_environments(path.parent)


def test_what_an_editor_keeps_beside_a_file_is_no_environment(write: Write) -> None:
    path = write("dev.yaml")
    path.with_name(".#dev.yaml").symlink_to("somebody@laptop.4711")
    path.with_name("._dev.yml").touch()

    assert [environment.name for environment in load_environments(path.parent)] == ["dev"]


def test_only_the_named_files_are_opened(write: Write) -> None:
    path = write("dev.yaml")
    path.with_name("prod.yaml").mkdir()

    environments = load_environments(path.parent, ["dev"])

    assert [environment.name for environment in environments] == ["dev"]
    with pytest.raises(InvalidEnvironment, match=r"prod\.yaml: cannot be read: is a directory"):
        load_environments(path.parent)


def test_environment_can_be_built_without_a_file() -> None:
    environment = Environment.model_validate(
        {
            "name": "dev",
            "account": "111111111111",
            "region": "eu-west-1",
            "models": {"m": {"image": {"framework": "pytorch", "version": "2.6.0"}}},
            "endpoints": {
                "e": {
                    "kind": "real_time",
                    "variants": {"v": {"model": "m", "instance_type": "ml.c6i.large"}},
                }
            },
        }
    )

    assert isinstance(environment.models["m"].image, FrameworkImageSettings)


def test_own_environments_are_loaded_whatever_they_are() -> None:
    folder = PROJECT / "environments"

    loaded = {environment.name for environment in load_environments(folder)}

    assert loaded
    assert loaded == {path.stem for path in folder.glob("*.yaml")}


def test_examples_are_dev_staging_prod_and_lab(example_project: Path) -> None:
    dev, staging, prod, lab = load_environments(example_project / "environments")

    assert [dev.name, staging.name, prod.name, lab.name] == ["dev", "staging", "prod", "lab"]
    assert dev.vpc is None
    assert prod.vpc is not None
    assert [dev.termination_protection, prod.termination_protection] == [False, True]
    assert prod.alarm_emails


def test_staging_of_the_examples_has_what_their_prod_has(example_project: Path) -> None:
    _, staging, prod, _ = load_environments(example_project / "environments")

    def shape(environment: Environment) -> dict[str, dict[str, str]]:
        return {
            key: {name: variant.model for name, variant in endpoint.variants.items()}
            for key, endpoint in environment.endpoints.items()
            if isinstance(endpoint, RealTimeEndpointSettings)
        }

    assert shape(staging) == shape(prod)
    assert staging.models == prod.models


def test_command_says_which_files_are_valid(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write("dev.yaml").parent
    write("prod.yaml")

    code = main([str(folder)])

    assert (code, capsys.readouterr().out) == (0, "valid: dev, prod\n")


@pytest.mark.parametrize("named", ["dev", "dev.yaml", "environments/dev.yaml", "environments"])
def test_command_takes_an_environment_its_file_or_their_folder(
    write: Write,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    named: str,
) -> None:
    monkeypatch.chdir(write("dev.yaml").parent.parent)

    code = main([named])

    assert (code, capsys.readouterr().out) == (0, "valid: dev\n")


def test_path_that_may_not_be_looked_at_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "exists", refuse)

    assert main(["closed/dev.yaml"]) == 1
    assert capsys.readouterr().err == "closed/dev.yaml: cannot be read (Permission denied)\n"


def test_command_fails_with_the_faults(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write("dev.yaml", SMALLEST + "x: 1\n")

    code = main([str(path)])

    assert code == 1
    assert "environments/dev.yaml:7: x: unknown key" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_output_that_cannot_be_written_is_told_in_a_line(root: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "stacks.settings", "--schema"],
            cwd=root, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr == "the output cannot be written (No space left on device)\n"
