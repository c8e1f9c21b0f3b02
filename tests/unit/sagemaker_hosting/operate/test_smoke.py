"""What a deploy may have left otherwise than its template says."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_hosting.operate.smoke import NothingToCheck, Outcome

IN_SERVICE, CONFIGURATION = "in service", "configuration of the stack"
CHAMPION = "variant champion of the template"


@pytest.fixture
def dev(deployment: Any) -> Any:
    """A deployment with all as it should be, and a sample for its model."""
    deployment.sample(
        models=["nlinear*"],
        accept="application/json",
        expect=[
            {"at": "predictions.0", "length": {"variable": "FORECAST_HORIZON", "otherwise": 9}}
        ],
    )
    deployment.deploy()
    return deployment


def test_deploy_that_is_what_its_template_says_passes(dev: Any) -> None:
    report = dev.smoke()

    [result] = report.endpoints
    assert [(check.what, check.outcome, check.detail) for check in result.checks] == [
        ("stack sagemaker-dev-demand", Outcome.PASSED, "UPDATE_COMPLETE"),
        (IN_SERVICE, Outcome.PASSED, ""),
        (CONFIGURATION, Outcome.PASSED, dev.config_name),
        (CHAMPION, Outcome.PASSED, "1 x ml.c6i.large, weight 3"),
        ("variant challenger of the template", Outcome.PASSED, "1 x ml.c6i.large, weight 1"),
        ("champion answers nlinear/week", Outcome.PASSED, ""),
        ("challenger answers nlinear/week", Outcome.PASSED, ""),
    ]
    assert (result.endpoint, result.name) == ("dev/Demand", dev.name)
    assert report.places == ("111111111111/eu-west-1",)
    assert [p["TargetVariant"] for p in dev.cloud.parameters("InvokeEndpoint")] == [
        "champion",
        "challenger",
    ]


def test_update_that_was_taken_back_is_found_though_cloudformation_is_content(dev: Any) -> None:
    dev.described()["EndpointConfigName"] = "the-old-one"
    dev.described()["FailureReason"] = "The alarm ErrorRate went off."

    wrong = dev.wrong(invoke=False)

    assert wrong == {
        CONFIGURATION: "failed: the-old-one serves, the stack has "
        f"{dev.config_name.lower()}: the update was taken back: The alarm ErrorRate went off."
    }


@pytest.mark.parametrize(
    ("status", "detail"),
    [
        ("UPDATE_ROLLBACK_COMPLETE", "what serves, if anything, is older: no capacity"),
        ("UPDATE_ROLLBACK_IN_PROGRESS", "what serves, if anything, is older: no capacity"),
        ("CREATE_FAILED", "what serves, if anything, is older: no capacity"),
        ("UPDATE_IN_PROGRESS", "the deploy is not at its end: no capacity"),
    ],
)
def test_stack_that_is_not_deployed_fails(dev: Any, status: str, detail: str) -> None:
    [stack] = dev.cloud.answers["DescribeStacks"]["Stacks"]
    stack |= {"StackStatus": status, "StackStatusReason": "no capacity"}

    wrong = dev.wrong(invoke=False)

    assert wrong == {"stack sagemaker-dev-demand": f"failed: {status}: {detail}"}


def test_endpoint_that_failed_tells_why(dev: Any) -> None:
    dev.described().update(EndpointStatus="Failed", FailureReason="The container did not start.")
    del dev.described()["ProductionVariants"]

    wrong = dev.wrong()

    assert wrong[IN_SERVICE] == "failed: Failed; The container did not start."
    assert wrong["answers"] == f"skipped: {dev.name} has no variant that could answer"


def test_endpoint_whose_rollback_failed_tells_what_that_means(dev: Any) -> None:
    dev.described()["EndpointStatus"] = "UpdateRollbackFailed"

    wrong = dev.wrong(invoke=False)

    assert wrong[IN_SERVICE] == (
        "failed: UpdateRollbackFailed: the update and its rollback failed: both configurations "
        "serve"
    )


def test_endpoint_that_scales_is_waited_for(dev: Any) -> None:
    described = dev.described()
    dev.cloud.answers["DescribeEndpoint"] = [
        described | {"EndpointStatus": "Updating"},
        described | {"EndpointStatus": "Updating"},
        described,
    ]

    wrong = dev.wrong(wait_seconds=60, invoke=False)

    assert wrong == {}
    assert dev.slept == [5.0, 5.0]


def test_endpoint_that_is_still_changed_after_the_wait_fails(dev: Any) -> None:
    pending = {"EndpointConfigName": "the-next-one"}
    dev.described().update(EndpointStatus="Updating", PendingDeploymentSummary=pending)

    wrong = dev.wrong(wait_seconds=12, invoke=False)

    assert wrong == {
        IN_SERVICE: "failed: Updating; on the way to the-next-one; --wait-seconds waits longer"
    }
    assert dev.slept == [5.0, 5.0, 5.0]


def test_endpoint_that_was_deleted_by_hand_is_absent_and_the_nearest_are_told(dev: Any) -> None:
    dev.cloud.fail("DescribeEndpoint", "ValidationException", 'Could not find endpoint "arn".')
    listed = dev.cloud.answers["ListEndpoints"]["Endpoints"]
    listed[0] |= {"EndpointName": f"{dev.name}2", "EndpointArn": dev.arn("endpoint", "another")}

    wrong = dev.wrong()

    assert wrong == {
        IN_SERVICE: f"failed: there is no endpoint {dev.name} in eu-west-1, though the stack "
        f"sagemaker-dev-demand has it: it was deleted by hand; nearest: {dev.name}2"
    }


def test_name_is_found_by_the_arn_where_the_stack_does_not_tell_it(deployment: Any) -> None:
    deployment.outputs = False
    deployment.deploy()

    [result] = deployment.smoke(invoke=False).endpoints

    assert result.name == deployment.name
    assert deployment.cloud.times("ListEndpoints") == 1


def test_fixed_name_is_asked_for_as_it_is_written(deployment: Any) -> None:
    deployment.endpoint = {"EndpointName": "Demand-Forecasts"}
    deployment.deploy()
    deployment.described()["EndpointName"] = "Demand-Forecasts"

    [result] = deployment.smoke(invoke=False).endpoints

    assert result.name == "Demand-Forecasts"
    assert deployment.cloud.times("ListEndpoints") == 0


def test_weight_that_was_set_by_hand_fails(dev: Any) -> None:
    dev.described()["ProductionVariants"][0]["CurrentWeight"] = 8.0

    wrong = dev.wrong(invoke=False)

    assert wrong == {CHAMPION: "failed: its weight is 8, 3 in the template"}


@pytest.mark.parametrize("excluded", [True, False])
def test_weight_that_a_deploy_keeps_is_compared_only_if_it_is_excluded(
    deployment: Any, *, excluded: bool
) -> None:
    deployment.endpoint = {"RetainAllVariantProperties": True}
    if excluded:
        kept = [{"VariantPropertyType": "DesiredWeight"}]
        deployment.endpoint["ExcludeRetainedVariantProperties"] = kept
    deployment.deploy()
    deployment.described()["ProductionVariants"][0]["CurrentWeight"] = 8.0

    wrong = deployment.wrong(invoke=False)

    assert (CHAMPION in wrong) is excluded


def test_weight_of_32_bits_is_the_one_of_the_template(deployment: Any) -> None:
    deployment.variants[0]["InitialVariantWeight"] = 0.1
    deployment.deploy()
    deployment.described()["ProductionVariants"][0]["CurrentWeight"] = 0.10000000149011612

    assert deployment.wrong(invoke=False) == {}


def test_type_and_model_that_serve_are_compared(dev: Any) -> None:
    serving = dev.cloud.answers["DescribeEndpointConfig"]["ProductionVariants"][0]
    serving |= {"InstanceType": "ml.m5.large", "ModelName": "Another-Model"}

    wrong = dev.wrong(invoke=False)

    assert wrong == {
        CHAMPION: "failed: runs on ml.m5.large, not on ml.c6i.large; serves the model "
        "Another-Model, the stack has sagemaker-dev-demand-nlinear0a0d003c-9def"
    }


def test_artifact_and_variables_of_the_model_are_compared(dev: Any) -> None:
    container = dev.cloud.answers["DescribeModel"]["PrimaryContainer"]
    container["ModelDataUrl"] = "s3://artifacts/nlinear/0/model.tar.gz"
    container["Environment"] = {}

    wrong = dev.wrong(invoke=False)

    assert wrong[CHAMPION] == (
        "failed: its artifact is s3://artifacts/nlinear/0/model.tar.gz, not "
        "s3://artifacts/nlinear/1/model.tar.gz; its FORECAST_HORIZON is not set, not 3"
    )
    assert dev.cloud.times("DescribeModel") == 1


def test_model_that_serves_and_was_deleted_fails_with_all_else_that_is_wrong(dev: Any) -> None:
    serving = dev.cloud.answers["DescribeEndpointConfig"]["ProductionVariants"][0]
    serving["InstanceType"] = "ml.m5.large"
    dev.cloud.fail("DescribeModel", "ValidationException", 'Could not find model "x".')

    wrong = dev.wrong(invoke=False)

    assert wrong[CHAMPION] == (
        "failed: runs on ml.m5.large, not on ml.c6i.large; its model cannot be looked at "
        '(sagemaker:DescribeModel: Could not find model "x".)'
    )


def test_configuration_that_serves_and_was_deleted_leaves_the_variants_unchecked(dev: Any) -> None:
    dev.described()["EndpointConfigName"] = "gone"
    dev.cloud.fail("DescribeEndpointConfig", "ValidationException", "Could not find it.")

    wrong = dev.wrong(invoke=False)

    assert wrong[CONFIGURATION].startswith("failed: gone serves, ")
    assert wrong["variants of the template"] == (
        "unchecked: sagemaker:DescribeEndpointConfig: Could not find it."
    )


def test_configuration_that_is_in_no_template_leaves_the_variants_unchecked(
    deployment: Any,
) -> None:
    deployment.endpoint = {"EndpointConfigName": deployment.config_name}
    deployment.deploy()

    checks = deployment.checks()

    assert checks[CONFIGURATION].outcome == "passed"
    assert checks["variants of the template"].outcome == "unchecked"
    assert deployment.cloud.times("InvokeEndpoint") == 0


def test_variant_whose_name_only_a_deploy_decides_is_unchecked(deployment: Any) -> None:
    deployment.deploy()
    deployment.variants[0]["VariantName"] = {"Fn::ImportValue": "champion"}

    wrong = deployment.wrong()

    assert wrong["variant ProductionVariants[0] of the template"] == (
        "unchecked: the template does not tell its name"
    )


def test_missing_and_additional_variants_fail(dev: Any) -> None:
    serving = dev.cloud.answers["DescribeEndpointConfig"]["ProductionVariants"]
    serving[0]["VariantName"] = "veteran"

    wrong = dev.wrong(invoke=False)

    assert wrong == {
        CHAMPION: "failed: there is none of this name",
        "no other variants": "failed: veteran serves, and is not in the template",
    }


def test_resource_that_the_stack_does_not_have_fails(dev: Any) -> None:
    summaries = dev.cloud.answers["ListStackResources"]["StackResourceSummaries"]
    summaries[:] = [s for s in summaries if s["LogicalResourceId"] != "Endpoint"]

    wrong = dev.wrong()

    assert wrong == {
        IN_SERVICE: "failed: the stack sagemaker-dev-demand has no Endpoint "
        "(AWS::SageMaker::Endpoint): what is deployed is not this template"
    }


def test_parameters_are_those_of_the_stack(deployment: Any, monkeypatch: Any) -> None:
    deployment.deploy()
    deployment.variants[0]["InstanceType"] = {"Ref": "Type"}
    written = deployment.template() | {"Parameters": {"Type": {"Type": "String"}}}
    [stack] = deployment.cloud.answers["DescribeStacks"]["Stacks"]
    stack["Parameters"] = [{"ParameterKey": "Type", "ParameterValue": "ml.c7i.large"}]
    monkeypatch.setattr(deployment, "template", lambda: written)

    wrong = deployment.wrong(invoke=False)

    assert wrong == {CHAMPION: "failed: runs on ml.c6i.large, not on ml.c7i.large"}


@pytest.mark.parametrize("name", ["dev/Demand", "demand", "Demand"])
def test_one_endpoint_is_chosen_by_what_it_is_called(dev: Any, name: str) -> None:
    assert len(dev.smoke(only=(name,), invoke=False).endpoints) == 1


def test_choice_of_what_is_not_there_tells_the_nearest(dev: Any) -> None:
    with pytest.raises(NothingToCheck) as ended:
        dev.smoke(only=("demnd", "Demand", "x"))

    assert str(ended.value).splitlines() == [
        "dev has no endpoint demnd; nearest: dev/Demand",
        "dev has no endpoint x; nearest: dev/Demand",
    ]
    assert dev.cloud.asked == []


def test_several_endpoints_of_a_stack_are_told_apart(deployment: Any) -> None:
    deployment.resources = {
        "Second": {
            "Type": "AWS::SageMaker::Endpoint",
            "Properties": {"EndpointConfigName": {"Fn::GetAtt": ["Config", "EndpointConfigName"]}},
        }
    }
    deployment.deploy()

    report = deployment.smoke(invoke=False)

    assert [result.endpoint for result in report.endpoints] == [
        "dev/Demand/Endpoint",
        "dev/Demand/Second",
    ]
    assert [result.name for result in report.endpoints] == [deployment.name, None]
