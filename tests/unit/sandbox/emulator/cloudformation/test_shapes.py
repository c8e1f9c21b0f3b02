"""Template properties in the shape of AWS's service models."""

import pytest

from sandbox.emulator.cloudformation._shapes import conform
from sandbox.emulator.common._errors import AwsError


def test_text_of_a_template_becomes_numbers_and_booleans() -> None:
    shaped = conform(
        "sagemaker",
        "CreateEndpointConfig",
        {
            "EndpointConfigName": "c",
            "ProductionVariants": [
                {
                    "VariantName": "v",
                    "ModelName": "m",
                    "InitialInstanceCount": "2",
                    "InitialVariantWeight": "0.5",
                    "EnableSSMAccess": "true",
                    "InstanceType": "ml.newer-than-our-tables.large",
                }
            ],
            "Tags": [{"Key": "cost-centre", "Value": 42}],
        },
    )

    [variant] = shaped["ProductionVariants"]
    assert variant["InitialInstanceCount"] == 2
    assert variant["InitialVariantWeight"] == 0.5
    assert variant["EnableSSMAccess"] is True
    assert variant["InstanceType"] == "ml.newer-than-our-tables.large"
    assert shaped["Tags"] == [{"Key": "cost-centre", "Value": "42"}]


def test_every_fault_is_told_at_once() -> None:
    wrong = {
        "ModelName": "has_underscore",
        "EnableNetworkIsolation": "perhaps",
        "PrimaryContainer": {"Imge": "x", "Environment": "HORIZON=24"},
        "Tags": [{"Key": "env"}],
    }

    with pytest.raises(AwsError) as caught:
        conform("sagemaker", "CreateModel", wrong)

    assert caught.value.message.startswith("5 validation errors detected: ")
    for fault in (
        "Value 'has_underscore' at 'ModelName' failed to satisfy constraint: Member must satisfy",
        "EnableNetworkIsolation must be of type boolean, got 'perhaps'",
        "Encountered unsupported property PrimaryContainer.Imge",
        "PrimaryContainer.Environment must be a map, got str",
        "required key [Tags.1.member.Value] not found",
    ):
        assert fault in caught.value.message


def test_name_that_is_too_long_is_refused() -> None:
    with pytest.raises(AwsError, match=r"1 validation error detected: .*less than or equal to 63"):
        conform("sagemaker", "CreateModel", {"ModelName": "m" * 64})


def test_arn_is_no_model_name() -> None:
    arn = "arn:aws:sagemaker:eu-west-1:111111111111:model/m"
    variant = {"VariantName": "v", "ModelName": arn}

    with pytest.raises(AwsError, match=r"at 'ProductionVariants\.1\.member\.ModelName' failed"):
        conform(
            "sagemaker",
            "CreateEndpointConfig",
            {"EndpointConfigName": "c", "ProductionVariants": [variant]},
        )
