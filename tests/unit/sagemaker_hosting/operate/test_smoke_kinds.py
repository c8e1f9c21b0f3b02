"""Every kind of hosting is asked as it wants to be asked."""

from __future__ import annotations

from typing import Any

import pytest

THEN = "2026-11-22T12:00:00Z"
OUTPUT = "s3://data/backfill/answers/1.out"
FAILURE = "s3://data/backfill/failures/1.out"


@pytest.fixture
def lab(deployment: Any) -> Any:
    deployment.sample(accept="application/json", expect=[{"at": "predictions", "length": 1}])
    return deployment


# --- serverless


def test_serverless_endpoint_is_compared_and_asked(lab: Any) -> None:
    serverless = {"MemorySizeInMB": 2048, "MaxConcurrency": 5}
    lab.variants = [
        lab.variant(
            "AllTraffic",
            InstanceType=None,
            InitialInstanceCount=None,
            ServerlessConfig=serverless,
        )
    ]
    lab.deploy()
    serving = lab.cloud.answers["DescribeEndpointConfig"]["ProductionVariants"]
    serving[0]["ServerlessConfig"] = serverless | {"MaxConcurrency": 7}

    wrong = lab.wrong()

    assert wrong == {
        "variant AllTraffic of the template": "failed: MaxConcurrency is 7, 5 in the template"
    }
    [sent] = lab.cloud.parameters("InvokeEndpoint")
    assert "TargetVariant" not in sent


# --- asynchronous


@pytest.fixture
def queue(lab: Any) -> Any:
    lab.variants = [lab.variant("AllTraffic")]
    lab.config = {"AsyncInferenceConfig": {"OutputConfig": {"S3OutputPath": "s3://data/backfill/"}}}
    lab.deploy()
    lab.cloud.answers["InvokeEndpointAsync"] = {
        "InferenceId": "1",
        "OutputLocation": OUTPUT,
        "FailureLocation": FAILURE,
    }
    lab.objects = {}

    def get_object(parameters: dict[str, Any]) -> Any:
        found = lab.objects.get(f"s3://{parameters['Bucket']}/{parameters['Key']}")
        if found is None or found[0] > lab.now:
            return lab.missing
        return {"Body": found[1], "ContentType": found[2]}

    lab.cloud.fail("GetObject", "NoSuchKey", status=404)
    lab.missing = lab.cloud.answers["GetObject"]
    lab.cloud.answers["GetObject"] = get_object
    return lab


NAME = "AllTraffic answers nlinear/week"


def test_answer_of_a_queue_is_waited_for_in_s3(queue: Any) -> None:
    queue.objects[OUTPUT] = (5.0, b'{"predictions": [[1]]}', "application/json")

    checks = queue.checks()

    assert checks[NAME].outcome == "passed"
    assert checks[NAME].milliseconds == pytest.approx(6000)
    assert queue.slept == [2.0, 2.0, 2.0]
    [sent] = queue.cloud.parameters("InvokeEndpointAsync")
    assert sent == {
        "EndpointName": queue.name,
        "ContentType": "application/json",
        "Accept": "application/json",
        "Body": b'{"instances": [[1, 2]]}',
    }


def test_type_that_s3_does_not_know_is_taken_for_the_one_asked_for(queue: Any) -> None:
    queue.objects[OUTPUT] = (0.0, b'{"predictions": []}', "binary/octet-stream")

    assert queue.wrong() == {NAME: "failed: predictions has 0 items, 1 were expected"}


def test_failure_of_a_queue_is_told(queue: Any) -> None:
    queue.objects[FAILURE] = (0.0, b"Received client error (400)", "text/plain")

    assert queue.wrong() == {NAME: "failed: the model failed: Received client error (400)"}


def test_answer_that_does_not_come_fails(queue: Any) -> None:
    assert queue.wrong() == {NAME: f"failed: there is no answer after 300 s at {OUTPUT}"}


def test_answer_that_may_not_be_read_is_unchecked(queue: Any) -> None:
    queue.cloud.fail("GetObject", "AccessDenied", "Access Denied", status=403)

    wrong = queue.wrong()

    assert wrong == {
        NAME: f"unchecked: there is no answer after 300 s at {OUTPUT}, or it may not be read, "
        "which takes s3:GetObject and s3:ListBucket: access denied: s3:GetObject on data: "
        "Access Denied"
    }


def test_request_that_is_too_large_for_a_queue_fails(queue: Any) -> None:
    queue.sample(body="x" * 128_000)

    assert queue.wrong() == {
        NAME: "failed: the request has 128002 bytes; at most 128000 go without S3"
    }


def test_queue_that_is_scaled_to_zero_is_not_asked(queue: Any) -> None:
    queue.described()["ProductionVariants"][0]["CurrentInstanceCount"] = 0

    wrong = queue.wrong()

    assert wrong == {"AllTraffic answers": "skipped: nothing of it runs: it is scaled to zero"}
    assert queue.cloud.times("InvokeEndpointAsync") == 0


# --- several models


def test_multi_model_endpoint_is_asked_for_the_artifact_of_the_sample(lab: Any) -> None:
    lab.variants = [lab.variant("AllTraffic")]
    lab.model = {
        "PrimaryContainer": {"Image": "i", "Mode": "MultiModel", "ModelDataUrl": "s3://b/"}
    }
    lab.sample("one-of-many", target_model="leeds.tar.gz")
    lab.deploy()

    checks = lab.checks()

    assert [name for name in checks if "answers" in name] == [
        "AllTraffic answers nlinear/one-of-many"
    ]
    [sent] = lab.cloud.parameters("InvokeEndpoint")
    assert sent["TargetModel"] == "leeds.tar.gz"


def test_containers_that_are_called_one_by_one_are_named_by_the_sample(lab: Any) -> None:
    lab.variants = [lab.variant("AllTraffic")]
    lab.model = {"InferenceExecutionConfig": {"Mode": "Direct"}}
    lab.sample("second", target_container="second")
    lab.deploy()

    lab.smoke()

    [sent] = lab.cloud.parameters("InvokeEndpoint")
    assert sent["TargetContainerHostname"] == "second"


# --- shadows and pools


def test_shadow_is_compared_and_not_asked(lab: Any) -> None:
    lab.variants = [lab.variant("live")]
    lab.config = {"ShadowProductionVariants": [lab.variant("fresh", InitialVariantWeight=0.5)]}
    lab.deploy()
    lab.described()["ShadowProductionVariants"][0]["CurrentWeight"] = 0.1

    wrong = lab.wrong()

    assert wrong == {
        "variant fresh of the template": "failed: its weight is 0.1, 0.5 in the template",
        "fresh answers": "skipped: a shadow answers nobody",
    }


def test_shadow_test_may_change_the_configuration_while_it_runs(lab: Any) -> None:
    lab.variants = [lab.variant("live")]
    lab.resources = {
        "Test": {
            "Type": "AWS::SageMaker::InferenceExperiment",
            "Properties": {"EndpointName": {"Fn::GetAtt": ["Endpoint", "EndpointName"]}},
        }
    }
    lab.deploy()
    lab.described()["EndpointConfigName"] = "of-the-test"
    serving = lab.cloud.answers["DescribeEndpointConfig"]["ProductionVariants"]
    serving.append(serving[0] | {"VariantName": "shadow"})

    assert lab.wrong() == {
        "configuration of the stack": "skipped: of-the-test serves, as it may while the shadow "
        "test runs"
    }


def test_types_of_a_pool_are_compared_without_order(lab: Any) -> None:
    pools = [{"InstanceType": f"ml.c{n}i.xlarge", "Priority": n} for n in (6, 7)]
    lab.variants = [lab.variant("live", InstanceType=None, InstancePools=pools)]
    lab.deploy()
    serving = lab.cloud.answers["DescribeEndpointConfig"]["ProductionVariants"][0]
    serving["InstancePools"] = serving["InstancePools"][::-1]

    assert lab.wrong() == {}


# --- inference components


@pytest.fixture
def shared(lab: Any) -> Any:
    lab.variants = [lab.variant("AllTraffic", ModelName=None, InitialVariantWeight=None)]
    lab.resources = {
        "Component": {
            "Type": "AWS::SageMaker::InferenceComponent",
            "Properties": {
                "EndpointName": {"Fn::GetAtt": ["Endpoint", "EndpointName"]},
                "VariantName": "AllTraffic",
                "Specification": {"ModelName": {"Fn::GetAtt": ["Nlinear", "ModelName"]}},
            },
            "Metadata": {"aws:cdk:path": "dev/Demand/Endpoint/Forecaster/Resource"},
        }
    }
    lab.physical = {"Component": lab.arn("inference-component", "Forecaster-1aB")}
    lab.deploy()
    identity = {
        "InferenceComponentName": "Forecaster-1aB",
        "InferenceComponentArn": lab.arn("inference-component", "Forecaster-1aB"),
        "EndpointName": lab.name,
        "EndpointArn": lab.arn("endpoint", lab.name),
        "VariantName": "AllTraffic",
        "CreationTime": THEN,
        "LastModifiedTime": THEN,
    }
    lab.cloud.answers["ListInferenceComponents"] = {"InferenceComponents": [identity]}
    lab.cloud.answers["DescribeInferenceComponent"] = identity | {
        "InferenceComponentStatus": "InService",
        "Specification": {"ModelName": lab.cloud.answers["DescribeModel"]["ModelName"]},
        "RuntimeConfig": {"CurrentCopyCount": 1, "DesiredCopyCount": 2},
    }
    return lab


def test_component_is_asked_by_its_name(shared: Any) -> None:
    checks = shared.checks()

    assert checks["component Forecaster"].detail == "1 of 2 copies run"
    assert checks["Forecaster answers nlinear/week"].outcome == "passed"
    [sent] = shared.cloud.parameters("InvokeEndpoint")
    assert sent["InferenceComponentName"] == "Forecaster-1aB"
    assert "TargetVariant" not in sent


def test_component_that_failed_tells_why(shared: Any) -> None:
    described = shared.cloud.answers["DescribeInferenceComponent"]
    described |= {"InferenceComponentStatus": "Failed", "FailureReason": "No GPU is free."}

    assert shared.wrong(invoke=False) == {"component Forecaster": "failed: Failed: No GPU is free."}


def test_component_that_serves_another_model_fails(shared: Any) -> None:
    shared.cloud.answers["DescribeInferenceComponent"]["Specification"]["ModelName"] = "old"

    assert shared.wrong(invoke=False) == {
        "component Forecaster": "failed: serves old, the stack has "
        "sagemaker-dev-demand-nlinear0a0d003c-9def"
    }


def test_component_that_is_gone_fails(shared: Any) -> None:
    shared.cloud.answers["ListInferenceComponents"] = {"InferenceComponents": []}

    assert shared.wrong() == {
        "component Forecaster": f"failed: {shared.name} has no such component; the stack should "
        "have made it"
    }


def test_component_without_copies_is_not_asked(shared: Any) -> None:
    described = shared.cloud.answers["DescribeInferenceComponent"]
    described["RuntimeConfig"] = {"CurrentCopyCount": 0, "DesiredCopyCount": 0}

    assert shared.wrong() == {
        "Forecaster answers": "skipped: nothing of it runs: it is scaled to zero"
    }
