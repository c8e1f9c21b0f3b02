"""Whether variants answer their samples."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_hosting.operate import AwsProblem, Kind
from sagemaker_hosting.operate.smoke import Limits

CHAMPION, CHALLENGER = "champion answers nlinear/week", "challenger answers nlinear/week"
DENIED = (
    "User: arn:aws:sts::111111111111:assumed-role/smoke/s is not authorized to perform: "
    "sagemaker:InvokeEndpoint on resource: arn:aws:sagemaker:eu-west-1:111111111111:endpoint/x "
    "because no identity-based policy allows the sagemaker:InvokeEndpoint action"
)


@pytest.fixture
def dev(deployment: Any) -> Any:
    deployment.sample(
        accept="application/json",
        expect=[
            {"at": "predictions", "length": 1},
            {
                "at": "predictions.0",
                "length": {"variable": "FORECAST_HORIZON", "otherwise": 9},
                "numbers_between": [0, 10],
            },
        ],
    )
    deployment.deploy()
    return deployment


def test_request_is_what_the_sample_says(dev: Any) -> None:
    dev.smoke()

    assert dev.cloud.parameters("InvokeEndpoint")[0] == {
        "EndpointName": dev.name,
        "Body": b'{"instances": [[1, 2]]}',
        "ContentType": "application/json",
        "Accept": "application/json",
        "TargetVariant": "champion",
    }


def test_forecast_of_another_length_or_size_fails(dev: Any) -> None:
    dev.answers({"predictions": [[1.0, 99.0]]})

    wrong = dev.wrong()

    assert wrong[CHAMPION] == (
        "failed: predictions.0 has 2 items, 3 were expected; "
        "predictions.0 holds 99, numbers from 0 to 10 were expected"
    )


def test_answer_of_another_type_fails(dev: Any) -> None:
    dev.answers("1,2,3\n", "text/csv")

    assert dev.wrong()[CHAMPION] == (
        "failed: the answer is text/csv, application/json was asked for"
    )


def test_answer_of_another_variant_fails(dev: Any) -> None:
    invoked = dev.cloud.answers["InvokeEndpoint"]
    dev.cloud.answers["InvokeEndpoint"] = lambda _: invoked({"TargetVariant": "champion"})

    assert dev.wrong() == {CHALLENGER: "failed: champion answered instead"}


def test_error_of_the_model_is_told_short(dev: Any) -> None:
    said = "Traceback\n" + "x" * 1000
    details = {"OriginalStatusCode": 500, "OriginalMessage": said}
    dev.cloud.fail("InvokeEndpoint", "ModelError", "Received ...", status=424, details=details)

    wrong = dev.wrong()

    assert wrong[CHAMPION].startswith("failed: the model answered 500: Traceback xxx")
    assert wrong[CHAMPION].endswith(f"...; its log group is /aws/sagemaker/Endpoints/{dev.name}")
    assert len(wrong[CHAMPION]) < 450
    assert dev.cloud.times("InvokeEndpoint") == 2


def test_throttled_requests_are_sent_again_with_longer_and_longer_waits(dev: Any) -> None:
    dev.cloud.fail_first(
        "InvokeEndpoint", "ThrottlingException", "ServiceUnavailable", "ModelNotReadyException"
    )

    assert dev.wrong(limits=Limits(tries=4)) == {}
    assert dev.slept == [1.0, 2.0, 4.0]


def test_throttling_that_does_not_end_leaves_it_unchecked(dev: Any) -> None:
    dev.cloud.fail("InvokeEndpoint", "ThrottlingException", "Rate exceeded")

    wrong = dev.wrong(limits=Limits(tries=3))

    assert wrong[CHAMPION] == (
        "unchecked: AWS throttled sagemaker:InvokeEndpoint (ThrottlingException): "
        "try again later (after 3 tries)"
    )
    assert dev.slept == [1.0, 2.0] * 2


def test_model_that_does_not_get_ready_fails(dev: Any) -> None:
    dev.cloud.fail("InvokeEndpoint", "ModelNotReadyException", "Wait and try again", status=429)

    wrong = dev.wrong(limits=Limits(tries=2))

    assert wrong[CHAMPION] == (
        "failed: sagemaker:InvokeEndpoint: Wait and try again (after 2 tries)"
    )


def test_right_that_is_missing_is_told_with_its_resource(dev: Any) -> None:
    dev.cloud.fail("InvokeEndpoint", "AccessDeniedException", DENIED, status=403)

    wrong = dev.wrong()

    assert wrong[CHAMPION] == (
        "unchecked: access denied: arn:aws:sts::111111111111:assumed-role/smoke/s may not "
        "sagemaker:InvokeEndpoint on arn:aws:sagemaker:eu-west-1:111111111111:endpoint/x: "
        "allow it, or take on a role that may with --assume-role"
    )
    assert set(wrong) == {CHAMPION, CHALLENGER}


def test_credentials_that_expire_on_the_way_end_the_run(dev: Any) -> None:
    dev.cloud.fail("InvokeEndpoint", "ExpiredTokenException", "expired", status=403)

    with pytest.raises(AwsProblem, match="the AWS credentials have expired") as ended:
        dev.smoke()
    assert ended.value.kind is Kind.CREDENTIALS


def test_slow_answer_fails_if_none_of_the_tries_is_faster(dev: Any) -> None:
    dev.answer_seconds = 0.3

    checks = dev.checks(limits=Limits(tries=3, max_latency_ms=250))

    assert checks[CHAMPION].outcome == "failed"
    assert checks[CHAMPION].detail == ("at most 250 ms are allowed, and none of 3 tries was faster")
    assert checks[CHAMPION].milliseconds == pytest.approx(300)
    assert dev.cloud.times("InvokeEndpoint") == 6


def test_first_answer_may_be_slow(dev: Any) -> None:
    invoked, seconds = dev.cloud.answers["InvokeEndpoint"], [0.9, 0.1]

    def warming_up(parameters: Any) -> Any:
        dev.answer_seconds = seconds.pop(0) if seconds else 0.1
        return invoked(parameters)

    dev.cloud.answers["InvokeEndpoint"] = warming_up

    checks = dev.checks(limits=Limits(tries=3, max_latency_ms=250))

    assert checks[CHAMPION].outcome == "passed"
    assert checks[CHAMPION].milliseconds == pytest.approx(100)
    assert dev.cloud.times("InvokeEndpoint") == 3


def test_limit_of_the_run_counts_instead_of_that_of_a_sample(deployment: Any) -> None:
    deployment.sample(max_latency_ms=500)
    deployment.answer_seconds = 1.0
    deployment.deploy()

    assert "at most 500 ms are allowed" in deployment.wrong()[CHAMPION]
    assert deployment.wrong(limits=Limits(max_latency_ms=2000)) == {}


def test_variant_without_a_sample_is_unchecked(deployment: Any) -> None:
    deployment.sample(models=["another-model"])
    deployment.deploy()

    assert deployment.wrong() == {
        "champion answers": "unchecked: there is no sample for Nlinear",
        "challenger answers": "unchecked: there is no sample for Nlinear",
    }


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        ({}, ["champion", "challenger"]),
        ({"models": ["n*r"]}, ["champion", "challenger"]),
        ({"models": ["N-Linear"]}, ["champion", "challenger"]),
        ({"variants": ["cham*"]}, ["champion"]),
        ({"endpoints": ["demand"]}, ["champion", "challenger"]),
        ({"endpoints": ["intraday"]}, []),
    ],
)
def test_sample_goes_where_its_patterns_lead(
    deployment: Any, keys: dict[str, Any], asked: list[str]
) -> None:
    deployment.sample(**keys)
    deployment.deploy()

    deployment.smoke()

    sent = deployment.cloud.parameters("InvokeEndpoint")
    assert [parameters["TargetVariant"] for parameters in sent] == asked


def test_several_samples_are_all_sent(deployment: Any) -> None:
    deployment.variants = [deployment.variant("live")]
    deployment.sample("a")
    deployment.sample("b", body=None, text="1,2\n", content_type="text/csv")
    deployment.deploy()

    checks = deployment.checks()

    assert [name for name in checks if "answers" in name] == [
        "live answers nlinear/a",
        "live answers nlinear/b",
    ]
