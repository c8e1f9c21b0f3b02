"""What images of private registries and models of the Hugging Face Hub become."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.stacks.kinds.test_explainers_and_more import VPC, statements_of, the
from tests.unit.stacks.kinds.test_explainers_and_more import build as build_live

MODEL = "AWS::SageMaker::Model"
OF_LAMBDA = "arn:aws:lambda:eu-west-1:111111111111:function"
OF_SECRETS = "arn:aws:secretsmanager:eu-west-1:111111111111:secret"
REGISTRY = {"private_registry": "registry.example.com/forecaster:1.2"}
HUB = {"hugging_face": "our-team/forecaster", "revision": "a1b2c3d", "task": "text-classification"}
CONTAINER = {"image": {"repository": "team/hub-server", "tag": "1.0"}}


def built(
    context: dict[str, Any], outdir: Path, model: dict[str, Any], **changes: Any
) -> dict[str, Any]:
    """The template of an endpoint of this one model."""
    return build_live(context, outdir, models={"nlinear": model}, **changes)["Live"]


@pytest.mark.parametrize(
    ("credentials", "arn"),
    [
        ("keeper", f"{OF_LAMBDA}:keeper"),
        (f"{OF_LAMBDA.replace('111111111111', '222222222222')}:keeper:live", None),
    ],
    ids=["a function of the environment", "a function by its ARN"],
)
def test_registry_is_reached_through_the_vpc_with_what_a_function_tells(
    credentials: str, arn: str | None, cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    image = REGISTRY | {"credentials": credentials}

    template = built(cdk_context, tmp_path, {"image": image}, vpc=VPC)

    model = the(template, MODEL)
    expected = arn if arn is not None else credentials
    assert model["PrimaryContainer"] == {
        "Image": "registry.example.com/forecaster:1.2",
        "ImageConfig": {
            "RepositoryAccessMode": "Vpc",
            "RepositoryAuthConfig": {"RepositoryCredentialsProviderArn": expected},
        },
    }
    assert model["VpcConfig"]["Subnets"] == VPC["private_subnet_ids"]
    rights = statements_of(template, "Nlinear")
    assert rights["AskForRegistryCredentials"]["Action"] == "lambda:InvokeFunction"
    assert rights["AskForRegistryCredentials"]["Resource"] == expected
    assert "LogInToEcr" not in rights


def test_registry_that_asks_for_nothing_gets_no_credentials(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    template = built(cdk_context, tmp_path, {"image": REGISTRY}, vpc=VPC)

    container = the(template, MODEL)["PrimaryContainer"]
    assert container["ImageConfig"] == {"RepositoryAccessMode": "Vpc"}
    assert "AskForRegistryCredentials" not in statements_of(template, "Nlinear")


def test_multi_model_container_may_come_from_a_registry(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    model = {"image": REGISTRY | {"credentials": "keeper"}, "data": {"prefix": "stores/"}}
    several = {"kind": "multi_model", "model": "nlinear", "instance_type": "ml.c6i.large"}

    template = built(cdk_context, tmp_path, model, vpc=VPC, endpoint=several)

    container = the(template, MODEL)["PrimaryContainer"]
    assert container["Mode"] == "MultiModel"
    assert container["ImageConfig"]["RepositoryAccessMode"] == "Vpc"


def test_container_is_told_what_to_fetch_from_the_hub(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    model = CONTAINER | {"data": HUB, "environment": {"LEVEL": "1"}}

    template = built(cdk_context, tmp_path, model)

    container = the(template, MODEL)["PrimaryContainer"]
    assert container["Environment"] == {
        "HF_MODEL_ID": "our-team/forecaster",
        "HF_MODEL_REVISION": "a1b2c3d",
        "HF_TASK": "text-classification",
        "LEVEL": "1",
    }
    assert "ModelDataUrl" not in container
    assert "ReadSecret" not in statements_of(template, "Nlinear")


@pytest.mark.parametrize(
    ("secret", "told", "readable"),
    [
        # Secrets Manager ends an ARN with six characters of its own.
        ("hub-token", f"{OF_SECRETS}:hub-token", f"{OF_SECRETS}:hub-token-??????"),
        (f"{OF_SECRETS}:hub-AbCdEf", f"{OF_SECRETS}:hub-AbCdEf", f"{OF_SECRETS}:hub-AbCdEf"),
    ],
    ids=["by its name", "by its ARN"],
)
def test_token_stays_in_its_secret_which_the_model_alone_may_read(
    secret: str, told: str, readable: str, cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    model = CONTAINER | {"data": HUB | {"token_secret": secret}}

    template = built(cdk_context, tmp_path, model)

    environment = the(template, MODEL)["PrimaryContainer"]["Environment"]
    right = statements_of(template, "Nlinear")["ReadSecret"]
    assert environment["HF_TOKEN_SECRET_ARN"] == told
    assert (right["Action"], right["Resource"]) == ("secretsmanager:GetSecretValue", readable)


def test_image_of_aws_for_the_hub_follows_the_instances(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    image = {"framework": "huggingface", "version": "5.5.3"}
    champion = {"model": "nlinear", "instance_type": "ml.g5.xlarge"}

    template = built(
        cdk_context, tmp_path, {"image": image, "data": HUB}, variants={"all": champion}
    )

    container = the(template, MODEL)["PrimaryContainer"]
    assert "-gpu-" in str(container["Image"])
    assert container["Environment"]["HF_MODEL_ID"] == "our-team/forecaster"


def test_model_may_be_called_like_the_secret_of_another(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    hub = CONTAINER | {"data": HUB | {"token_secret": "team/key"}}
    variants = {
        key: {"model": key, "instance_type": "ml.c6i.large"} for key in ("hub", "hub-token")
    }

    template = build_live(
        cdk_context, tmp_path, models={"hub": hub, "hub-token": CONTAINER}, variants=variants
    )["Live"]

    models = [name for name, resource in template["Resources"].items() if resource["Type"] == MODEL]
    assert len(models) == 2
