"""Models, endpoint configurations and tags of the emulated SageMaker."""

from collections.abc import Callable

import pytest

from sandbox.emulator.common._errors import AwsError
from sandbox.emulator.common._store import Record, Scope
from sandbox.emulator.control_plane._control_plane import ControlPlane

Make = Callable[..., str]
Refusal = Callable[[Callable[[], object]], AwsError]


def _variant(name: str, **changes: object) -> Record:
    return {"VariantName": name, "ModelName": "m", "InstanceType": "ml.m5.large"} | changes


def test_model_is_described_as_it_was_sent(
    sagemaker: ControlPlane, scope: Scope, publish: Make
) -> None:
    publish("Champion")

    model = sagemaker.call(scope, "DescribeModel", {"ModelName": "Champion"})

    assert model["ModelArn"] == "arn:aws:sagemaker:eu-west-1:111111111111:model/champion"
    assert model["PrimaryContainer"]["ModelDataUrl"] == "s3://models/Champion.tar.gz"
    assert model["CreationTime"] > 0


def test_accounts_and_regions_do_not_see_each_other(
    sagemaker: ControlPlane, scope: Scope, publish: Make
) -> None:
    publish("m")

    for account, region in (("222222222222", scope.region), (scope.account, "us-east-1")):
        elsewhere = Scope(account=account, region=region)
        assert sagemaker.call(elsewhere, "ListModels", {})["Models"] == []


@pytest.mark.parametrize(
    ("region", "partition"),
    [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("eu-west-1", "aws")],
)
def test_arn_has_the_partition_of_its_region(region: str, partition: str) -> None:
    scope = Scope(account="111111111111", region=region)

    assert scope.arn("sagemaker", "model/m").startswith(f"arn:{partition}:sagemaker:{region}:")


def test_taken_name_is_refused_in_the_words_of_sagemaker(
    sagemaker: ControlPlane, scope: Scope, configure: Make, refusal: Refusal
) -> None:
    configure("c", m=1)

    again = {"EndpointConfigName": "c", "ProductionVariants": [_variant("v")]}
    error = refusal(lambda: sagemaker.call(scope, "CreateEndpointConfig", again))

    assert error.code == "ValidationException"
    assert error.message == (
        "Cannot create already existing endpoint configuration "
        '"arn:aws:sagemaker:eu-west-1:111111111111:endpoint-config/c".'
    )


def test_configuration_of_an_unknown_model_is_refused(
    sagemaker: ControlPlane, scope: Scope, refusal: Refusal
) -> None:
    params = {"EndpointConfigName": "c", "ProductionVariants": [_variant("v")]}

    error = refusal(lambda: sagemaker.call(scope, "CreateEndpointConfig", params))

    assert error.message == (
        'Could not find model "arn:aws:sagemaker:eu-west-1:111111111111:model/m".'
    )


@pytest.mark.parametrize(
    ("variants", "reason"),
    [
        ([_variant("v"), _variant("v")], r"must be unique, got more than once: \['v'\]"),
        ([_variant("v", ServerlessConfig={})], "'v' needs either an InstanceType or a Serverless"),
        ([{"VariantName": "v", "ModelName": "m"}], "'v' needs either an InstanceType"),
        ([], "must hold 1 to 10, got 0"),
        ([_variant(f"v{i}") for i in range(11)], "must hold 1 to 10, got 11"),
    ],
)
def test_wrong_variants_are_refused(
    variants: list[Record], reason: str, sagemaker: ControlPlane, scope: Scope, publish: Make
) -> None:
    publish("m")
    params = {"EndpointConfigName": "c", "ProductionVariants": variants}

    with pytest.raises(AwsError, match=reason):
        sagemaker.call(scope, "CreateEndpointConfig", params)

    assert sagemaker.call(scope, "ListEndpointConfigs", {})["EndpointConfigs"] == []


def test_model_that_a_configuration_uses_can_be_deleted(
    sagemaker: ControlPlane, scope: Scope, configure: Make, refusal: Refusal
) -> None:
    configure("c", m=1)

    sagemaker.call(scope, "DeleteModel", {"ModelName": "m"})

    error = refusal(lambda: sagemaker.call(scope, "DescribeModel", {"ModelName": "m"}))
    assert error.message.startswith('Could not find model "')
    assert sagemaker.call(scope, "ListEndpointConfigs", {})["EndpointConfigs"]


def test_list_comes_in_pages_newest_first(
    sagemaker: ControlPlane, scope: Scope, publish: Make
) -> None:
    for name in ("a1", "a2", "b1", "a3"):
        publish(name)

    first = sagemaker.call(scope, "ListModels", {"MaxResults": 2, "NameContains": "A"})
    rest = {"MaxResults": 2, "NameContains": "A", "NextToken": first["NextToken"]}
    second = sagemaker.call(scope, "ListModels", rest)

    assert [m["ModelName"] for m in first["Models"]] == ["a3", "a2"]
    assert [m["ModelName"] for m in second["Models"]] == ["a1"]
    assert "NextToken" not in second


def test_tags_are_added_changed_and_deleted(
    sagemaker: ControlPlane, scope: Scope, publish: Make
) -> None:
    publish("m")
    arn = {"ResourceArn": "arn:aws:sagemaker:eu-west-1:111111111111:model/m"}

    tags = [{"Key": "env", "Value": "dev"}, {"Key": "team", "Value": "a"}]
    sagemaker.call(scope, "AddTags", arn | {"Tags": tags})
    sagemaker.call(scope, "AddTags", arn | {"Tags": [{"Key": "team", "Value": "b"}]})
    sagemaker.call(scope, "DeleteTags", arn | {"TagKeys": ["env", "never-there"]})

    assert sagemaker.call(scope, "ListTags", arn)["Tags"] == [{"Key": "team", "Value": "b"}]


def test_operation_that_is_not_emulated_says_so(
    sagemaker: ControlPlane, scope: Scope, refusal: Refusal
) -> None:
    error = refusal(lambda: sagemaker.call(scope, "CreateTrainingJob", {}))

    assert error.code == "UnknownOperationException"
    assert error.message == "the sandbox does not emulate sagemaker:CreateTrainingJob"
