"""Where images come from: their address, and what a role may pull."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_ecr_assets as ecr_assets

from sagemaker_endpoints import ConfigurationError, ContainerDefinition, ContainerImage, Model
from sagemaker_hosting.facts.images import UnknownImage

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]

PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
DIGEST = f"sha256:{'0a' * 32}"


def model_of(stack: cdk.Stack, *images: ContainerImage, name: str = "Model") -> Model:
    return Model(stack, name, containers=[ContainerDefinition(image=image) for image in images])


def image_and_pulls(stack: cdk.Stack, resources: Resources) -> tuple[Any, list[Any]]:
    """The image of the only model, and what its role may pull."""
    (model,) = resources(stack, "AWS::SageMaker::Model")
    (role,) = resources(stack, "AWS::IAM::Role")
    statements = role["Policies"][0]["PolicyDocument"]["Statement"]
    pulls = [statement["Resource"] for statement in statements if statement["Action"] == PULL]
    return model["PrimaryContainer"]["Image"], pulls


@pytest.mark.parametrize(
    ("image", "account", "repository", "tag"),
    [
        (
            ContainerImage.from_framework("pytorch", version="2.6.0"),
            "763104351884",
            "pytorch-inference",
            "2.6.0-cpu-py312",
        ),
        (
            ContainerImage.from_framework("pytorch", version="2.6.0", processor="gpu"),
            "763104351884",
            "pytorch-inference",
            "2.6.0-gpu-py312",
        ),
        (
            ContainerImage.from_framework("pytorch", version="2.6", instance_type="ml.g5.xlarge"),
            "763104351884",
            "pytorch-inference",
            "2.6-gpu-py312",
        ),
        (
            ContainerImage.from_framework("sklearn", version="1.2-1"),
            "141502667606",
            "sagemaker-scikit-learn",
            "1.2-1-cpu-py3",
        ),
        (
            ContainerImage.from_dlc("djl-inference", "0.33.0-lmi15.0.0-cu128"),
            "763104351884",
            "djl-inference",
            "0.33.0-lmi15.0.0-cu128",
        ),
        (
            ContainerImage.from_dlc("pytorch-inference", "9.9", account_id="222222222222"),
            "222222222222",
            "pytorch-inference",
            "9.9",
        ),
    ],
    ids=["framework", "gpu", "instance type", "built-in", "dlc", "dlc of an account"],
)
def test_image_of_aws_may_be_pulled_from_its_own_repository_alone(
    stack: cdk.Stack,
    resources: Resources,
    *,
    image: ContainerImage,
    account: str,
    repository: str,
    tag: str,
) -> None:
    model_of(stack, image)

    found = image_and_pulls(stack, resources)

    assert found == (
        f"{account}.dkr.ecr.eu-west-1.amazonaws.com/{repository}:{tag}",
        [f"arn:aws:ecr:eu-west-1:{account}:repository/{repository}"],
    )


@pytest.mark.parametrize(
    "image",
    [
        ContainerImage.from_framework("pytorch", version="2.6.0"),
        ContainerImage.from_dlc("pytorch-inference", "2.6.0-cpu-py312"),
    ],
    ids=["framework", "dlc"],
)
def test_china_has_accounts_and_a_partition_of_its_own(
    china_stack: cdk.Stack, resources: Resources, image: ContainerImage
) -> None:
    model_of(china_stack, image)

    found = image_and_pulls(china_stack, resources)

    assert found == (
        "727897471807.dkr.ecr.cn-north-1.amazonaws.com.cn/pytorch-inference:2.6.0-cpu-py312",
        ["arn:aws-cn:ecr:cn-north-1:727897471807:repository/pytorch-inference"],
    )


def test_login_is_allowed_everywhere_because_ecr_knows_no_less(
    stack: cdk.Stack, resources: Resources
) -> None:
    model_of(stack, ContainerImage.from_framework("pytorch", version="2.6.0"))

    (role,) = resources(stack, "AWS::IAM::Role")

    statements = role["Policies"][0]["PolicyDocument"]["Statement"]
    assert [s["Resource"] for s in statements if s["Action"] == "ecr:GetAuthorizationToken"] == [
        "*"
    ]


def test_unknown_version_names_the_nearest() -> None:
    with pytest.raises(UnknownImage, match=r"2\.6\.9.*nearest: .*2\.6\.0"):
        ContainerImage.from_framework("pytorch", version="2.6.9")


def test_dlc_in_a_region_without_known_registry_is_refused_unless_its_account_is_given(
    app: cdk.App, resources: Resources
) -> None:
    env = cdk.Environment(account="111111111111", region="eu-nowhere-1")
    elsewhere = cdk.Stack(app, "Elsewhere", env=env)

    with pytest.raises(ConfigurationError, match=r"'eu-nowhere-1'; pass account_id .*eu-west-1"):
        model_of(elsewhere, ContainerImage.from_dlc("pytorch-inference", "2.6.0"), name="Refused")
    model_of(
        elsewhere,
        ContainerImage.from_dlc("pytorch-inference", "2.6.0", account_id="222222222222"),
    )

    uri, _ = image_and_pulls(elsewhere, resources)
    assert uri == "222222222222.dkr.ecr.eu-nowhere-1.amazonaws.com/pytorch-inference:2.6.0"


@pytest.mark.parametrize(("version", "separator"), [("v7", ":"), (DIGEST, "@")])
def test_own_repository_gives_a_tag_or_a_digest(
    stack: cdk.Stack, resources: Resources, version: str, separator: str
) -> None:
    repository = ecr.Repository(stack, "Repository")
    model_of(stack, ContainerImage.from_ecr_repository(repository, tag_or_digest=version))

    uri, pulls = image_and_pulls(stack, resources)

    assert uri["Fn::Join"][1][-1] == f"{separator}{version}"
    assert pulls == [{"Fn::GetAtt": [stack.get_logical_id(child_of(repository)), "Arn"]}]


def test_repository_of_another_account_keeps_its_account(
    stack: cdk.Stack, resources: Resources
) -> None:
    arn = "arn:aws:ecr:eu-west-1:222222222222:repository/team/forecaster"
    repository = ecr.Repository.from_repository_arn(stack, "Repository", arn)
    model_of(stack, ContainerImage.from_ecr_repository(repository, tag_or_digest="v7"))

    uri, pulls = image_and_pulls(stack, resources)

    assert uri["Fn::Join"][1][0] == "222222222222.dkr.ecr.eu-west-1."
    assert uri["Fn::Join"][1][-1] == "/team/forecaster:v7"
    assert pulls == [arn]


@pytest.mark.parametrize("digest", ["sha256:", "sha256:abc", f"sha256:{'0A' * 32}"])
def test_malformed_digest_is_refused(stack: cdk.Stack, digest: str) -> None:
    repository = ecr.Repository.from_repository_name(stack, "Repository", "forecaster")

    with pytest.raises(ConfigurationError, match="64 hexadecimal digits"):
        model_of(stack, ContainerImage.from_ecr_repository(repository, tag_or_digest=digest))


def test_late_tag_stays_late(stack: cdk.Stack, resources: Resources) -> None:
    tag = cdk.CfnParameter(stack, "Tag").value_as_string
    repository = ecr.Repository.from_repository_name(stack, "Repository", "forecaster")
    model_of(stack, ContainerImage.from_ecr_repository(repository, tag_or_digest=tag))

    uri, _ = image_and_pulls(stack, resources)

    assert uri["Fn::Join"][1][-2:] == ["/forecaster:", {"Ref": "Tag"}]


def test_folder_with_a_dockerfile_is_built_by_the_deploy(
    app: cdk.App, stack: cdk.Stack, docker_folder: Path, resources: Resources
) -> None:
    model_of(stack, ContainerImage.from_asset(str(docker_folder), build_args={"PYTHON": "3.12"}))

    uri, pulls = image_and_pulls(stack, resources)

    repository = "cdk-hnb659fds-container-assets-111111111111-eu-west-1"
    manifest = json.loads(Path(app.outdir, "Stack.assets.json").read_text())
    ((asset_id, asset),) = manifest["dockerImages"].items()
    assert asset["source"]["platform"] == "linux/amd64"
    assert asset["source"]["dockerBuildArgs"] == {"PYTHON": "3.12"}
    assert repository in str(uri)
    assert str(uri).find(asset_id) > 0
    assert pulls == [f"arn:aws:ecr:eu-west-1:111111111111:repository/{repository}"]


def test_folder_of_an_image_may_be_a_path(docker_folder: Path, stack: cdk.Stack) -> None:
    model = model_of(stack, ContainerImage.from_asset(docker_folder))

    assert model.node.try_find_child("Image") is not None


@pytest.mark.parametrize("folder", ["", "missing"], ids=["no Dockerfile", "no folder"])
def test_folder_without_a_dockerfile_is_refused(tmp_path: Path, folder: str) -> None:
    with pytest.raises(ConfigurationError, match="a folder with a Dockerfile is needed"):
        ContainerImage.from_asset(tmp_path / folder)


def test_platform_of_the_built_image_can_be_chosen(
    app: cdk.App, stack: cdk.Stack, docker_folder: Path
) -> None:
    image = ContainerImage.from_asset(str(docker_folder), platform=ecr_assets.Platform.LINUX_ARM64)
    model_of(stack, image)

    app.synth()

    manifest = json.loads(Path(app.outdir, "Stack.assets.json").read_text())
    (asset,) = manifest["dockerImages"].values()
    assert asset["source"]["platform"] == "linux/arm64"


@pytest.mark.parametrize(
    ("uri", "repository_arn"),
    [
        (
            "222222222222.dkr.ecr.eu-west-1.amazonaws.com/team/forecaster:v7",
            "arn:aws:ecr:eu-west-1:222222222222:repository/team/forecaster",
        ),
        (
            f"222222222222.dkr.ecr.eu-west-1.amazonaws.com/forecaster@{DIGEST}",
            "arn:aws:ecr:eu-west-1:222222222222:repository/forecaster",
        ),
        (
            "222222222222.dkr.ecr-fips.eu-west-1.amazonaws.com/forecaster:v7",
            "arn:aws:ecr:eu-west-1:222222222222:repository/forecaster",
        ),
    ],
)
def test_right_to_pull_is_read_from_the_address(
    stack: cdk.Stack, resources: Resources, uri: str, repository_arn: str
) -> None:
    model_of(stack, ContainerImage.from_uri(uri))

    found = image_and_pulls(stack, resources)

    assert found == (uri, [repository_arn])


def elsewhere(stack: cdk.Stack) -> list[ContainerImage]:
    """An image in another Region than the stack, by both ways to name one."""
    arn = "arn:aws:ecr:us-east-1:222222222222:repository/forecaster"
    repository = ecr.Repository.from_repository_arn(stack, "Repository", arn)
    return [
        ContainerImage.from_uri("222222222222.dkr.ecr.us-east-1.amazonaws.com/forecaster:v7"),
        ContainerImage.from_ecr_repository(repository, tag_or_digest="v7"),
    ]


def test_image_of_another_region_is_refused(stack: cdk.Stack) -> None:
    for number, image in enumerate(elsewhere(stack)):
        with pytest.raises(
            ConfigurationError,
            match=rf"Model 'Stack/Model{number}' is for eu-west-1, got a repository in us-east-1: "
            r".*replicate the repository to eu-west-1",
        ):
            model_of(stack, image, name=f"Model{number}")


def test_region_of_an_image_is_not_judged_where_the_stack_has_none(
    agnostic_stack: cdk.Stack, resources: Resources
) -> None:
    images = elsewhere(agnostic_stack)

    model_of(agnostic_stack, *images)

    (model,) = resources(agnostic_stack, "AWS::SageMaker::Model")
    assert len(model["Containers"]) == 2


def test_address_may_have_255_characters_and_no_more() -> None:
    registry = "222222222222.dkr.ecr.eu-west-1.amazonaws.com/"
    longest = registry + "f" * (255 - len(registry))

    ContainerImage.from_uri(longest)

    with pytest.raises(ConfigurationError, match="got 256 characters, allowed are 255"):
        ContainerImage.from_uri(f"{longest}f")


def test_late_address_grants_nothing(stack: cdk.Stack, resources: Resources) -> None:
    model_of(stack, ContainerImage.from_uri(cdk.CfnParameter(stack, "Uri").value_as_string))

    found = image_and_pulls(stack, resources)

    assert found == ({"Ref": "Uri"}, [])


@pytest.mark.parametrize(
    "uri", ["forecaster:1", "docker.io/library/python:3.12", "public.ecr.aws/team/forecaster:1"]
)
def test_registry_that_sagemaker_cannot_reach_is_refused(uri: str) -> None:
    with pytest.raises(ConfigurationError, match=f"from_uri: got '{uri}'.*Amazon ECR"):
        ContainerImage.from_uri(uri)


def child_of(repository: ecr.Repository) -> cdk.CfnElement:
    element = repository.node.default_child
    assert isinstance(element, cdk.CfnElement)
    return element


@pytest.mark.parametrize("tag", ["", "a b", "-1", "x" * 129])
def test_what_is_no_tag_is_refused(stack: cdk.Stack, tag: str) -> None:
    repository = ecr.Repository(stack, "Repository")

    with pytest.raises(ConfigurationError, match=f"from_dlc: tag: got '{tag}', allowed are 1 to"):
        ContainerImage.from_dlc("pytorch-inference", tag)
    with pytest.raises(ConfigurationError, match=f"tag_or_digest: got '{tag}', allowed are 1 to"):
        ContainerImage.from_ecr_repository(repository, tag_or_digest=tag)


def test_longest_tag_is_taken() -> None:
    ContainerImage.from_dlc("pytorch-inference", "_" + "x" * 127)


@pytest.mark.parametrize("name", ["", "a b", "PyTorch-Inference", "x" * 257])
def test_what_is_no_repository_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"repository_name: got '{name}', allowed is tha"):
        ContainerImage.from_dlc(name, "1")


def test_registry_of_no_account_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="account_id: got '76310435188', allowed are 12"):
        ContainerImage.from_dlc("pytorch-inference", "1", account_id="76310435188")


def test_architecture_that_no_instance_has_is_refused(docker_folder: Path) -> None:
    unknown: Any = "amd64"
    told = "architecture: got 'amd64', allowed is 'x86_64' or 'arm64'"

    with pytest.raises(ConfigurationError, match=told):
        ContainerImage.from_uri(
            "111111111111.dkr.ecr.eu-west-1.amazonaws.com/own:1", architecture=unknown
        )
    with pytest.raises(ConfigurationError, match=told):
        ContainerImage.from_asset(docker_folder, architecture=unknown)


def test_framework_image_is_not_looked_up_by_a_late_value(stack: cdk.Stack) -> None:
    late = cdk.CfnParameter(stack, "Late").value_as_string

    with pytest.raises(ConfigurationError) as refusal:
        ContainerImage.from_framework("pytorch", version=late, instance_type=late)

    assert [fault.split(":")[0] for fault in refusal.value.faults] == ["version", "instance_type"]
