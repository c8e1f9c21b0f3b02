"""Models of the Hugging Face Hub, and secrets for containers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import IConstruct

from sagemaker_endpoints import (
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    Model,
    ModelData,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
Warnings = Callable[[IConstruct], list[str]]

OWN = ContainerImage.from_uri("111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1")
HUGGING_FACE = ContainerImage.from_framework("huggingface", version="5.5.3")
CHRONOS, COMMIT = "amazon/chronos-bolt-small", "8f2f3d7a1c"
HUB_ARN = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:hub-AbCdEf"
TOKEN = f"hf_{'a1B2' * 9}"


@pytest.fixture
def secret(stack: cdk.Stack) -> secretsmanager.ISecret:
    return secretsmanager.Secret.from_secret_complete_arn(stack, "Secret", HUB_ARN)


def secret_rights(resources: list[dict[str, Any]]) -> dict[str, Any]:
    (role,) = resources
    statements = role["Policies"][0]["PolicyDocument"]["Statement"]
    return {each["Sid"]: each for each in statements if "Secret" in each["Sid"]}


def test_container_is_told_what_to_fetch(
    stack: cdk.Stack, resources: Resources, warnings_of: Warnings
) -> None:
    container = ContainerDefinition.from_hugging_face_hub(
        CHRONOS,
        image=HUGGING_FACE,
        task="time-series-forecasting",
        revision=COMMIT,
        environment={"HF_HUB_ENABLE_HF_TRANSFER": "1"},
    )
    model = Model(stack, "Model", containers=[container])

    (made,) = resources(stack, "AWS::SageMaker::Model")

    assert made["PrimaryContainer"]["Environment"] == {
        "HF_MODEL_ID": CHRONOS,
        "HF_TASK": "time-series-forecasting",
        "HF_MODEL_REVISION": COMMIT,
        "HF_HUB_ENABLE_HF_TRANSFER": "1",
    }
    assert warnings_of(model) == []


def test_token_stays_in_its_secret_which_the_role_may_read(
    stack: cdk.Stack, secret: secretsmanager.ISecret, resources: Resources, warnings_of: Warnings
) -> None:
    container = ContainerDefinition.from_hugging_face_hub(
        CHRONOS, image=OWN, revision=COMMIT, token=secret
    )
    model = Model(stack, "Model", containers=[container])

    (made,) = resources(stack, "AWS::SageMaker::Model")

    assert made["PrimaryContainer"]["Environment"]["HF_TOKEN_SECRET_ARN"] == HUB_ARN
    assert secret_rights(resources(stack, "AWS::IAM::Role")) == {
        "ReadSecret": {
            "Sid": "ReadSecret",
            "Effect": "Allow",
            "Action": "secretsmanager:GetSecretValue",
            "Resource": HUB_ARN,
        }
    }
    assert warnings_of(model) == []


def test_key_of_the_secret_may_be_used_for_secrets_alone(
    stack: cdk.Stack, resources: Resources
) -> None:
    key_arn = "arn:aws:kms:eu-west-1:111111111111:key/1"
    encrypted = secretsmanager.Secret.from_secret_attributes(
        stack,
        "Encrypted",
        secret_complete_arn=HUB_ARN,
        encryption_key=kms.Key.from_key_arn(stack, "Key", key_arn),
    )
    container = ContainerDefinition(image=OWN, secrets={"DATABASE": encrypted})
    Model(stack, "Model", containers=[container])

    rights = secret_rights(resources(stack, "AWS::IAM::Role"))

    assert rights["DecryptSecret"]["Resource"] == key_arn
    assert rights["DecryptSecret"]["Condition"] == {
        "StringEquals": {"kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com"}
    }


def test_secret_by_name_may_be_read_whatever_its_suffix(
    stack: cdk.Stack, resources: Resources
) -> None:
    named = secretsmanager.Secret.from_secret_name_v2(stack, "Named", "hub")
    container = ContainerDefinition(image=OWN, secrets={"HUB": named})
    Model(stack, "Model", containers=[container])

    rights = secret_rights(resources(stack, "AWS::IAM::Role"))

    assert str(rights["ReadSecret"]["Resource"]).count(":secret:hub-??????") == 1


@pytest.mark.parametrize(
    "environment",
    [
        {"HF_TOKEN": "anything"},
        {"HUGGING_FACE_HUB_TOKEN": "anything"},
        {"HF_API_TOKEN": "{{resolve:secretsmanager:hub}}"},
        {"MY_SETTING": TOKEN},
        {"HEADERS": f"Authorization: Bearer {TOKEN}"},
    ],
)
def test_token_in_plain_text_is_refused_and_not_repeated(environment: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        ContainerDefinition(image=OWN, environment=environment)

    (name,) = environment
    told = str(refusal.value)
    assert told.startswith(
        f"ContainerDefinition: environment['{name}']: holds a Hugging Face token"
    )
    assert told.endswith(
        "keep it in AWS Secrets Manager and give secrets={'HF_TOKEN_SECRET_ARN': secret}, which "
        "tells the container where it lies"
    )
    assert TOKEN not in told


@pytest.mark.parametrize(
    "environment",
    [
        {"HF_HUB_DOWNLOAD": "hf_transfer"},
        {"HF_TOKEN_SECRET_ARN": HUB_ARN},
        {"TABLE": "hf_features"},
    ],
)
def test_what_is_no_token_is_taken(environment: dict[str, str]) -> None:
    assert ContainerDefinition(image=OWN, environment=environment).environment == environment


def test_variable_is_given_once(secret: secretsmanager.ISecret) -> None:
    with pytest.raises(
        ConfigurationError, match=r"secrets\['HUB'\]: environment has this variable"
    ):
        ContainerDefinition(image=OWN, environment={"HUB": "a"}, secrets={"HUB": secret})


def test_names_of_secrets_are_variables_too(secret: secretsmanager.ISecret) -> None:
    with pytest.raises(ConfigurationError, match=r"secrets\['1ST'\]: name: got '1ST'"):
        ContainerDefinition(image=OWN, secrets={"1ST": secret})


def test_arn_is_not_given_where_a_token_is_read(secret: secretsmanager.ISecret) -> None:
    with pytest.raises(
        ConfigurationError, match=r"secrets\['HF_TOKEN'\]: holds the secret's ARN, .*name it 'HF_T"
    ):
        ContainerDefinition(image=OWN, secrets={"HF_TOKEN": secret})


@pytest.mark.parametrize("model_id", ["", "https://huggingface.co/amazon/chronos", "a/b/c", "a b"])
def test_what_names_no_model_of_the_hub_is_refused(model_id: str) -> None:
    with pytest.raises(ConfigurationError, match=r"model_id: got .*, allowed is the Hub's"):
        ContainerDefinition.from_hugging_face_hub(model_id, image=OWN)


@pytest.mark.parametrize("revision", [None, "main"])
def test_model_that_may_change_on_the_hub_warns(
    stack: cdk.Stack, warnings_of: Warnings, revision: str | None
) -> None:
    container = ContainerDefinition.from_hugging_face_hub(CHRONOS, image=OWN, revision=revision)

    model = Model(stack, "Model", containers=[container])

    (warning,) = warnings_of(model)
    assert warning.startswith(f"{CHRONOS} is fetched from the Hugging Face Hub without a revision")
    assert warning.endswith("[ack: sagemaker-endpoints::UnpinnedHubModel]")


@pytest.mark.parametrize(
    "environment",
    [
        {"HF_MODEL_ID": CHRONOS, "OPTION_REVISION": COMMIT},
        {"HF_MODEL_ID": "/opt/ml/model"},
        {"HF_MODEL_ID": "s3://my-bucket/chronos/"},
        {"HF_TASK": "fill-mask"},
    ],
    ids=["pinned otherwise", "in the artifact", "in S3", "none"],
)
def test_model_that_is_pinned_or_not_of_the_hub_does_not_warn(
    stack: cdk.Stack, warnings_of: Warnings, environment: dict[str, str]
) -> None:
    model = Model(
        stack, "Model", containers=[ContainerDefinition(image=OWN, environment=environment)]
    )

    assert warnings_of(model) == []


def test_secret_that_an_image_of_aws_does_not_read_warns(
    stack: cdk.Stack, secret: secretsmanager.ISecret, warnings_of: Warnings
) -> None:
    container = ContainerDefinition.from_hugging_face_hub(
        CHRONOS, image=HUGGING_FACE, revision=COMMIT, token=secret
    )

    model = Model(stack, "Model", containers=[container])

    (warning,) = warnings_of(model)
    assert warning.startswith(f"AWS's huggingface image reads no secret: it fetches {CHRONOS}")


def test_isolated_container_that_would_have_to_fetch_warns(
    stack: cdk.Stack, warnings_of: Warnings
) -> None:
    fetching = ContainerDefinition.from_hugging_face_hub(CHRONOS, image=OWN, revision=COMMIT)
    bringing = ContainerDefinition(
        image=OWN,
        environment={"HF_MODEL_ID": CHRONOS, "HF_MODEL_REVISION": COMMIT},
        model_data=ModelData.from_uri("s3://my-bucket/model.tar.gz"),
    )

    cut_off = Model(stack, "CutOff", containers=[fetching], network_isolation=True)
    fed = Model(stack, "Fed", containers=[bringing], network_isolation=True)
    free = Model(stack, "Free", containers=[fetching])

    (warning,) = warnings_of(cut_off)
    assert "[ack: sagemaker-endpoints::IsolatedDownload]" in warning
    assert warnings_of(fed) == warnings_of(free) == []
