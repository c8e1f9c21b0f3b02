"""Explainers, core dumps, shadow tests and VPC endpoints in a file, and each of their faults."""

from typing import get_args

import pytest
from botocore.session import get_session

from sagemaker_endpoints.network._vpc_endpoints import VpcService
from stacks.settings import (
    Environment,
    ExplainerTextSettings,
    FileBaselineSettings,
    InlineBaselineSettings,
    InvalidEnvironment,
    RealTimeEndpointSettings,
    VpcServiceName,
)
from tests.unit.stacks.settings.conftest import Load

VALID = """\
account: "111111111111"
region: eu-west-1
vpc:
  vpc_id: vpc-0c1d2e3f4a5b60001
  availability_zones: [eu-west-1a, eu-west-1b]
  private_subnet_ids: [subnet-0c1d2e3f4a5b6000a, subnet-0c1d2e3f4a5b6000b]
  cidr: 10.0.0.0/16
  route_table_ids: [rtb-0c1d2e3f4a5b6000a, rtb-0c1d2e3f4a5b6000a]
  endpoints: [s3, ecr, logs]
models:
  nlinear: {image: {uri: forecaster}}
  fresh: {image: {uri: forecaster}}
  several: {containers: [{image: {uri: clean}}, {image: {uri: forecaster}}]}
endpoints:
  live:
    kind: real_time
    variants:
      all:
        model: nlinear
        instance_type: ml.c6i.large
        core_dump: {prefix: crashes/live/}
    shadow_test:
      model: fresh
      instance_type: ml.c7i.large
      sampling_percentage: 50
      start: 2026-12-01T06:00:00Z
      end: 2026-12-15T06:00:00Z
      output: shadow-tests/live/
      test_name: live-december
    explainer:
      baseline: {inline: "0.1,0.5,3"}
      enable_explanations: "[0] > `0.8`"
      number_of_samples: 100
      seed: 0
      use_logit: true
      inference: {feature_headers: [price, holiday, weekday], probability_index: 0}
"""
LIVE, TEST, EXPLAINER = (
    "endpoints.live",
    "endpoints.live.shadow_test",
    "endpoints.live.explainer",
)


def live_of(environment: Environment) -> RealTimeEndpointSettings:
    live = environment.endpoints["live"]
    assert isinstance(live, RealTimeEndpointSettings)
    return live


def changed(old: str, new: str) -> str:
    assert VALID.count(old) == 1
    return VALID.replace(old, new)


def faults_of(load: Load, text: str) -> list[str]:
    """Every fault, its line checked against what stands there."""
    with pytest.raises(InvalidEnvironment) as caught:
        load(text)
    lines = text.splitlines()
    for fault in caught.value.faults:
        assert fault.line is not None
        keys = [key for key in fault.path if isinstance(key, str)]
        # A key that is missing is told at the nearest one above it.
        assert any(key in lines[fault.line - 1] for key in keys)
    return [str(fault).split(": ", 1)[1] for fault in caught.value.faults]


def test_each_loads_as_its_settings(load: Load) -> None:
    environment = load(VALID)

    live, vpc = live_of(environment), environment.vpc
    assert live.explainer is not None
    assert isinstance(live.explainer.baseline, InlineBaselineSettings)
    assert live.explainer.inference.feature_headers == ("price", "holiday", "weekday")
    assert live.variants["all"].core_dump is not None
    assert live.shadow_test is not None
    assert (live.shadow_test.name, live.shadow_test.end) == ("shadow", "2026-12-15T06:00:00Z")
    assert vpc is not None
    assert vpc.endpoints == ("s3", "ecr", "logs")


def test_baseline_may_be_a_file_of_the_data_bucket(load: Load) -> None:
    text = changed('{inline: "0.1,0.5,3"}', "{file: explanations/baseline.csv}")

    explainer = live_of(load(text)).explainer

    assert explainer is not None
    assert isinstance(explainer.baseline, FileBaselineSettings)
    assert explainer.baseline.mime_type == "text/csv"


def test_what_is_left_out_of_a_shadow_test_has_its_default(load: Load) -> None:
    start, end = VALID.index("      sampling_percentage"), VALID.index("    explainer")

    test = live_of(load(VALID[:start] + VALID[end:])).shadow_test

    assert test is not None
    assert (test.sampling_percentage, test.instance_count, test.output) == (100, 1, None)
    assert (test.start, test.end, test.test_name) == (None, None, None)


def test_services_are_those_that_the_construct_connects() -> None:
    assert get_args(VpcServiceName) == get_args(VpcService)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            '{inline: "0.1,0.5,3"}',
            "{data: x}",
            (
                f"{EXPLAINER}.baseline: must have exactly one of the keys inline or file, "
                "got none of them"
            ),
        ),
        (
            '"0.1,0.5,3"',
            '"0.1,0.5\\n0.1,0.5,3"',
            (
                f"{EXPLAINER}.baseline.inline: its records must have the same number of features, "
                "got 2, 3"
            ),
        ),
        (
            "[price, holiday, weekday]",
            "[price, holiday]",
            (
                f"{EXPLAINER}.inference.feature_headers: must be as many as the baseline's record "
                "has, which is 3, got 2"
            ),
        ),
        (
            "probability_index: 0",
            'probability_index: 0, content_template: "{}"',
            (
                f"{EXPLAINER}.inference.content_template: must have $features in it, where the "
                "features go"
            ),
        ),
        (
            "probability_index: 0",
            "probability_index: 0, probability_attribute: score",
            (
                f"{EXPLAINER}.inference.probability_attribute: is for answers of JSON Lines, and "
                "probability_index for CSV; leave one out"
            ),
        ),
        (
            "probability_index: 0",
            "label_index: 0, label_attribute: labels",
            (
                f"{EXPLAINER}.inference.label_attribute: is for answers of JSON Lines, and "
                "label_index for CSV; leave one out"
            ),
        ),
        (
            "probability_index: 0",
            "feature_types: [text, numerical, numerical]",
            (
                f"{EXPLAINER}.inference.feature_types: goes with the text of the explainer only; "
                "give both or none"
            ),
        ),
        (
            "probability_index: 0}",
            "feature_types: [numerical, numerical, categorical]}",
            (
                f"{EXPLAINER}.inference.feature_types: must have text among them, as types are for "
                "natural language alone"
            ),
        ),
        (
            "probability_index: 0}",
            "feature_types: [text]}\n      text: {language: en, granularity: token}",
            (
                f"{EXPLAINER}.inference.feature_types: must be as many as the feature_headers, "
                "which are 3, got 1"
            ),
        ),
        (
            "      seed: 0",
            "      text: {language: en, granularity: word}",
            (
                f'{EXPLAINER}.text.granularity: must be "token", "sentence" or "paragraph", got '
                '"word"'
            ),
        ),
        (
            "probability_index: 0",
            "max_payload_mb: 26",
            f"{EXPLAINER}.inference.max_payload_mb: must be at most 25, got 26",
        ),
        (
            "number_of_samples: 100",
            "number_of_samples: 0",
            f"{EXPLAINER}.number_of_samples: must be at least 1, got 0",
        ),
        (
            "number_of_samples: 100",
            "samples: 100",
            f"{EXPLAINER}.samples: unknown key; did you mean number_of_samples?",
        ),
    ],
)
def test_each_fault_of_an_explainer_is_told(load: Load, old: str, new: str, expected: str) -> None:
    faults = faults_of(load, changed(old, new))

    assert faults == [expected]


def test_a_language_that_clarify_does_not_know_is_told_with_those_that_it_does(load: Load) -> None:
    text = changed("      seed: 0", "      text: {language: english, granularity: token}")

    (fault,) = faults_of(load, text)

    assert fault.startswith(f'{EXPLAINER}.text.language: must be "af", "ar", "bg", ')
    assert fault.endswith('got "english"')


def test_languages_are_those_of_the_api() -> None:
    language = ExplainerTextSettings.model_fields["language"].annotation

    shape = get_session().get_service_model("sagemaker").shape_for("ClarifyTextLanguage")
    assert sorted(get_args(language)) == sorted(shape.metadata["enum"])


def test_a_baseline_of_a_folder_is_no_file(load: Load) -> None:
    (fault,) = faults_of(load, changed('{inline: "0.1,0.5,3"}', "{file: explanations/}"))

    assert fault.startswith(f"{EXPLAINER}.baseline.file: must be a file such as ")
    assert fault.endswith(', got "explanations/"')


@pytest.mark.parametrize("prefix", ["s3://elsewhere/crashes/", "crashes", "c" * 443 + "/"])
def test_core_dumps_go_below_a_short_prefix_of_the_data_bucket(load: Load, prefix: str) -> None:
    (fault,) = faults_of(load, changed("crashes/live/", f'"{prefix}"'))

    place = f"{LIVE}.variants.all.core_dump.prefix"
    assert fault.startswith(f"{place}: must be a prefix of at most 443 characters")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "2026-12-15T06:00:00Z",
            "2027-01-15T06:00:00Z",
            f"{TEST}.end: must be 1 to 720 hours (30 days) after start, got 1080",
        ),
        (
            "2026-12-15T06:00:00Z",
            "2026-12-01T06:30:00Z",
            f"{TEST}.end: must be 1 to 720 hours (30 days) after start, got 0.5",
        ),
        (
            "2026-12-15T06:00:00Z",
            "2027-02-30T06:00:00Z",
            f'{TEST}.end: no month has this day, got "2027-02-30T06:00:00Z"',
        ),
        (
            "2026-12-01T06:00:00Z",
            "2026-12-01",
            f'{TEST}.start: must be a time of UTC such as 2026-12-01T06:00:00Z, got "2026-12-01"',
        ),
        (
            "sampling_percentage: 50",
            "sampling_percentage: 101",
            f"{TEST}.sampling_percentage: must be at most 100, got 101",
        ),
        (
            "sampling_percentage: 50",
            "name: all",
            f'{TEST}.name: the name "all" is that of a variant already',
        ),
        (
            "live-december",
            "-december",
            (
                f"{TEST}.test_name: must be 1 to 120 letters, digits and hyphens, no hyphen first "
                'or last, got "-december"'
            ),
        ),
        (
            "ml.c7i.large",
            "ml.inf1.xlarge",
            (
                f'{TEST}.instance_type: got "ml.inf1.xlarge": there are no shadow tests on Inf1; '
                "use another type"
            ),
        ),
        (
            "      model: fresh",
            "      model: several",
            (
                f'{TEST}.model: got "several", which has several containers: there are no shadow '
                "tests of such models; use another model"
            ),
        ),
        (
            "      model: fresh",
            "      model: frsh",
            f'{TEST}.model: no model is called "frsh"; did you mean fresh?',
        ),
        (
            "    explainer:",
            "    shadow: {model: fresh, instance_type: ml.c7i.large}\n    explainer:",
            f"{TEST}: the endpoint has a shadow already, and SageMaker one at a time; drop one",
        ),
        (
            "    shadow_test:",
            "      two: {model: nlinear, instance_type: ml.c6i.large}\n    shadow_test:",
            f"{TEST}: goes with one variant only, got 2; leave it out",
        ),
        (
            "        instance_type: ml.c6i.large",
            "        instance_types: [ml.c6i.large, ml.c7i.large]",
            (
                f"{LIVE}.variants.all.instance_types: a shadow test is of variants on one type; "
                "give instance_type"
            ),
        ),
    ],
)
def test_each_fault_of_a_shadow_test_is_told(load: Load, old: str, new: str, expected: str) -> None:
    faults = faults_of(load, changed(old, new))

    assert faults == [expected]


def test_two_shadow_tests_have_names_of_their_own(load: Load) -> None:
    other = """\
  other:
    kind: real_time
    variants: {all: {model: nlinear, instance_type: ml.c6i.large}}
    shadow_test: {model: fresh, instance_type: ml.c6i.large, test_name: live-december}
"""

    faults = faults_of(load, VALID + other)

    assert faults == [
        f'endpoints.other.shadow_test.test_name: got "live-december", the name of {TEST} already'
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "  cidr: 10.0.0.0/16\n",
            "",
            "vpc.cidr: missing; the endpoint of ecr lets in these addresses alone",
        ),
        (
            "  route_table_ids: [rtb-0c1d2e3f4a5b6000a, rtb-0c1d2e3f4a5b6000a]\n",
            "",
            "vpc.route_table_ids: missing; the way to s3 is a route, which endpoints puts there",
        ),
        (
            "[rtb-0c1d2e3f4a5b6000a, rtb-0c1d2e3f4a5b6000a]",
            "[rtb-0c1d2e3f4a5b6000a]",
            "vpc.route_table_ids: must be as many as the private_subnet_ids, got 1 for 2",
        ),
        (
            "[s3, ecr, logs]",
            "[ecr, logs]",
            "vpc.route_table_ids: goes with s3 among the endpoints only; give both or none",
        ),
        (
            "[s3, ecr, logs]",
            "[s3]",
            "vpc.cidr: goes with endpoints other than s3 only; leave it out",
        ),
        (
            "[s3, ecr, logs]",
            "[s3, ecr, s3]",
            'vpc.endpoints[2]: given twice, got "s3"',
        ),
        (
            "10.0.0.0/16",
            "10.0.0.0/8",
            (
                "vpc.cidr: must be a range of addresses of /16 to /28, such as 10.0.0.0/16, "
                'got "10.0.0.0/8"'
            ),
        ),
        (
            "10.0.0.0/16",
            "10.0.256.0/16",
            (
                "vpc.cidr: must be a range of addresses of /16 to /28, such as 10.0.0.0/16, "
                'got "10.0.256.0/16"'
            ),
        ),
    ],
)
def test_each_fault_of_vpc_endpoints_is_told(load: Load, old: str, new: str, expected: str) -> None:
    faults = faults_of(load, changed(old, new))

    assert faults == [expected]


@pytest.mark.parametrize("key", ["cidr", "route_table_ids", "endpoints"])
def test_a_misspelt_key_of_a_vpc_is_told_once(load: Load, key: str) -> None:
    faults = faults_of(load, changed(f"  {key}: ", f"  {key}x: "))

    assert faults == [f"vpc.{key}x: unknown key; did you mean {key}?"]


def test_a_baseline_that_is_too_long_is_told_once(load: Load) -> None:
    faults = faults_of(load, changed("0.1,0.5,3", "1" * 200_000))

    assert len(faults) == 1
    assert faults[0].startswith(f"{EXPLAINER}.baseline.inline: must have at most 4096 characters")


def test_an_unknown_service_is_told_with_those_that_there_are(load: Load) -> None:
    (fault,) = faults_of(load, changed("[s3, ecr, logs]", "[s3, ecr, log]"))

    assert fault.startswith('vpc.endpoints[2]: must be "s3", "ecr", "logs", ')
    assert fault.endswith('got "log"')
