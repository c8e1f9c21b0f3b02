"""Every kind of hosting in a file: what it may say, and each fault by the smallest wrong file."""

import pytest

from stacks.settings import (
    AsyncEndpointSettings,
    InferenceComponentEndpointSettings,
    MultiModelEndpointSettings,
    PackageImageSettings,
    PrefixDataSettings,
    RealTimeEndpointSettings,
    ServerlessEndpointSettings,
)
from tests.unit.stacks.settings.conftest import Load, faults_of

VALID = """\
account: "111111111111"
region: eu-west-1
models:
  nlinear: {image: {uri: forecaster}}
  stores: {image: {uri: forecaster}, data: {prefix: stores/}}
  registered: {image: {package: "arn:aws:sagemaker:eu-west-1:111111111111:model-package/demand/3"}}
  isolated: {image: {uri: forecaster}, network_isolation: true}
endpoints:
  live:
    kind: real_time
    variants: {all: {model: nlinear, instance_type: ml.c6i.large}}
    shadow: {model: registered, instance_type: ml.c7i.large, sampling_weight: 0.5}
    rollout: {canary: {percent: 10, bake_minutes: 10}}
    data_capture: {sampling_percentage: 20}
  rare:
    kind: serverless
    model: nlinear
    memory_mb: 2048
    max_concurrency: 10
    provisioned_concurrency: 2
    scaling: {min: 1, max: 8}
  backfill:
    kind: async
    model: nlinear
    instance_type: ml.m5.xlarge
    output: backfill/answers/
    failures: backfill/failures/
    notify: true
    scaling: {min: 0, max: 5, backlog_per_instance: 5}
  stores: {kind: multi_model, model: stores, instance_type: ml.c6i.xlarge, model_cache: false}
  shared-gpu:
    kind: inference_component
    instance_type: ml.g5.2xlarge
    min_instances: 0
    max_instances: 2
    components:
      chronos: {model: nlinear, memory_mb: 1024, accelerators: 1, scaling: SCALING}
batch:
  nightly:
    model: nlinear
    instance_type: ml.m5.xlarge
    input: batch/input/
    output: s3://forecasts-dev/nightly/
    content_type: text/csv
    split_type: Line
    strategy: MultiRecord
    max_payload_mb: 6
    max_concurrent_transforms: 4
    schedule: cron(0 2 * * ? *)
    time_zone: Europe/Paris
"""
VALID = VALID.replace("SCALING", "{min: 0, max: 4, concurrent_requests_per_copy: 5}")
LIVE, RARE, GPU = "endpoints.live", "endpoints.rare", "endpoints.shared-gpu"
CHRONOS = f"{GPU}.components.chronos"
PACKAGE = 'image: {package: "arn:aws:sagemaker:eu-west-1:111111111111:model-package/demand/3"}'


def test_every_kind_loads_as_its_settings(load: Load) -> None:
    environment = load(VALID)

    assert {key: type(endpoint) for key, endpoint in environment.endpoints.items()} == {
        "live": RealTimeEndpointSettings,
        "rare": ServerlessEndpointSettings,
        "backfill": AsyncEndpointSettings,
        "stores": MultiModelEndpointSettings,
        "shared-gpu": InferenceComponentEndpointSettings,
    }
    assert environment.batch["nightly"].time_zone == "Europe/Paris"
    assert isinstance(environment.models["stores"].data, PrefixDataSettings)
    assert isinstance(environment.models["registered"].image, PackageImageSettings)


def test_what_is_left_out_of_a_kind_has_its_default(load: Load) -> None:
    endpoints = load(VALID).endpoints

    live, stores = endpoints["live"], endpoints["stores"]
    assert isinstance(live, RealTimeEndpointSettings)
    assert isinstance(stores, MultiModelEndpointSettings)
    assert live.shadow is not None
    assert (live.shadow.name, live.shadow.instance_count) == ("shadow", 1)
    assert (stores.instance_count, stores.scaling, stores.endpoint_name) == (1, None, None)


def test_batch_alone_is_an_environment(load: Load) -> None:
    start, end = VALID.index("endpoints:"), VALID.index("batch:")

    environment = load(VALID[:start] + VALID[end:])

    assert environment.endpoints == {}
    assert list(environment.batch) == ["nightly"]


@pytest.mark.parametrize(
    ("way", "right"),
    [
        ("canary", "instance_count: 1, bake_minutes: 5, termination_wait_minutes: 5"),
        ("linear", "step_percent: 25, bake_minutes: 5, timeout_minutes: 60"),
        ("linear", "step_instance_count: 1, bake_minutes: 0"),
        ("rolling", "batch_percent: 5, bake_minutes: 5"),
        ("rolling", "batch_instance_count: 2, bake_minutes: 5"),
        ("all_at_once", "bake_minutes: 10"),
    ],
)
def test_every_rollout_loads_as_its_settings(load: Load, way: str, right: str) -> None:
    text = VALID.replace("{canary: {percent: 10, bake_minutes: 10}}", f"{{{way}: {{{right}}}}}")

    live = load(text).endpoints["live"]

    assert isinstance(live, RealTimeEndpointSettings)
    assert hasattr(live.rollout, way)


def test_schedules_may_stand_beside_a_load_or_alone(load: Load) -> None:
    morning = "morning: {schedule: cron(0 6 ? * MON-FRI *), time_zone: Europe/Paris, min: 2}"
    alone = f"scaling: {{min: 1, max: 4, schedules: {{{morning}}}}}"
    beside = alone.replace("max: 4", "max: 4, concurrent_requests: 5")

    for scaling in (alone, beside):
        live = load(VALID.replace("ml.c6i.large}", f"ml.c6i.large, {scaling}}}")).endpoints["live"]

        assert isinstance(live, RealTimeEndpointSettings)
        chosen = live.variants["all"].scaling
        assert chosen is not None
        assert chosen.schedules["morning"].min == 2


def test_image_for_cpus_is_looked_up_for_a_serverless_endpoint(load: Load) -> None:
    image = '{framework: djl-lmi, version: "0.33.0"}'  # there is one for GPUs only
    text = VALID.replace("  isolated:", f"  llm: {{image: {image}}}\n  isolated:")
    line = "    kind: serverless\n    model: "

    load(text.replace("{model: nlinear, memory_mb", "{model: llm, memory_mb"))
    environment = load(text.replace(f"{line}nlinear", f"{line}llm"))

    assert environment.models["llm"].image is not None


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        # kinds
        (
            "kind: async",
            "kind: asynch",
            (
                '23: endpoints.backfill.kind: must be "real_time", "serverless", "async", '
                '"multi_model" or "inference_component", got "asynch"; did you mean async?'
            ),
        ),
        (
            "kind: async",
            "kind: [async]",
            (
                '23: endpoints.backfill.kind: must be "real_time", "serverless", "async", '
                '"multi_model" or "inference_component", got a list'
            ),
        ),
        ("    kind: async\n", "", "22: endpoints.backfill.kind: missing, such as real_time"),
        (
            "{kind: multi_model, model: stores, instance_type: ml.c6i.xlarge, model_cache: false}",
            "[]",
            "30: endpoints.stores: must be a mapping of keys, got an empty list",
        ),
        (
            "max_concurrency: 10",
            "max_concurency: 10",
            f"19: {RARE}.max_concurency: unknown key; did you mean max_concurrency?",
        ),
        (
            "memory_mb: 2048",
            "memory_mb: 2000",
            f"18: {RARE}.memory_mb: must be 1024, 2048, 3072, 4096, 5120 or 6144, got 2000",
        ),
        (
            "    output: backfill/answers/\n",
            "",
            "22: endpoints.backfill.output: missing, such as backfill/answers/",
        ),
        # one stack each, and one construct
        (
            "  isolated: {",
            "  endpoint: {",
            "7: models.endpoint: endpoint is what something else of a stack is called; rename it",
        ),
        (
            "  nightly:",
            "  rare:",
            "39: batch.rare: is endpoints.rare already, and both name a stack; rename one",
        ),
        (
            "  nightly:",
            "  shared_gpu:",
            "39: batch.shared_gpu: too like shared-gpu: _ and - make one name; rename one",
        ),
        (
            "  nightly:",
            "  shared:",
            "39: batch.shared: shared is the stack of what all share; rename it",
        ),
        # models that a kind cannot run
        (
            "model: nlinear\n    memory_mb",
            "model: isolated\n    memory_mb",
            (
                f'17: {RARE}.model: got "isolated", whose network_isolation is true: serverless '
                "endpoints do not take it; use another model"
            ),
        ),
        (
            "model: nlinear\n    memory_mb",
            "model: stores\n    memory_mb",
            (
                f'17: {RARE}.model: got "stores", whose data is a prefix: serverless endpoints '
                f"do not "
                "take it; use another model"
            ),
        ),
        (
            "  nightly:\n    model: nlinear",
            "  nightly:\n    model: stores",
            (
                '40: batch.nightly.model: got "stores", whose data is a prefix: batch '
                "transforms do "
                "not take it; use another model"
            ),
        ),
        (
            "multi_model, model: stores",
            "multi_model, model: nlinear",
            (
                '30: endpoints.stores.model: got "nlinear", whose data is no prefix: multi-model '
                "endpoints need the prefix that holds the models"
            ),
        ),
        (
            "model: nlinear\n    instance_type: ml.m5.xlarge\n    output: b",
            "model: nlinaer\n    instance_type: ml.m5.xlarge\n    output: b",
            '24: endpoints.backfill.model: no model is called "nlinaer"; did you mean nlinear?',
        ),
        (
            "chronos: {model: nlinear",
            "chronos: {model: linear",
            f'37: {CHRONOS}.model: no model is called "linear"; did you mean nlinear?',
        ),
        (
            "shadow: {model: registered",
            "shadow: {model: register",
            f'12: {LIVE}.shadow.model: no model is called "register"; did you mean registered?',
        ),
        (
            PACKAGE,
            f"{PACKAGE}, data: {{uri: s3://models-dev/model.tar.gz}}",
            (
                "6: models.registered.data: goes with other images only, as a package brings "
                "its data; "
                "leave it out"
            ),
        ),
        (
            "model-package/demand/3",
            "model/demand",
            (
                "6: models.registered.image.package: must be the ARN of a model package, got "
                '"arn:aws:sagemaker:eu-west-1:111111111111:model/demand"'
            ),
        ),
        (
            "prefix: stores/",
            "prefix: /stores",
            (
                "5: models.stores.data.prefix: must be a prefix such as stores/, or its address "
                "such "
                'as s3://bucket/stores/, got "/stores"'
            ),
        ),
        (
            "prefix: stores/",
            "prefix: s3://-shops/stores/",
            (
                "5: models.stores.data.prefix: the bucket's name must be 3 to 63 lower-case "
                "letters, digits, dots and hyphens, no dot or hyphen first or last, got "
                '"s3://-shops/stores/"'
            ),
        ),
        # instance types
        (
            "shared-gpu:\n    kind: inference_component\n    instance_type: ml.g5",
            "shared-gpu:\n    kind: inference_component\n    instance_type: g5",
            f"33: {GPU}.instance_type: 'g5.2xlarge' is no hosting type: write ml.g5.2xlarge",
        ),
        # shadow, rollout, data capture
        (
            "{all: {model: nlinear, instance_type: ml.c6i.large}}",
            (
                "{all: {model: nlinear, instance_type: ml.c6i.large}, "
                "b: {model: nlinear, instance_type: ml.c6i.large}}"
            ),
            f"12: {LIVE}.shadow: goes with one variant only, got 2; leave it out",
        ),
        (
            "{all: {model",
            "{shadow: {model",
            f'12: {LIVE}.shadow: the name "shadow" is that of a variant already',
        ),
        (
            "shadow: {model: registered",
            "shadow: {name: all, model: registered",
            f'12: {LIVE}.shadow.name: the name "all" is that of a variant already',
        ),
        (
            "percent: 10, ",
            "percent: 60, ",
            f"13: {LIVE}.rollout.canary.percent: must be at most 50, got 60",
        ),
        (
            "percent: 10, ",
            "",
            (
                f"13: {LIVE}.rollout.canary: must have exactly one of the keys percent or "
                "instance_count, got none of them"
            ),
        ),
        (
            "{canary: {percent: 10, bake_minutes: 10}}",
            "{canary: {percent: 10, bake_minutes: 10}, all_at_once: {bake_minutes: 1}}",
            (
                f"13: {LIVE}.rollout: must have exactly one of the keys canary, linear, rolling or "
                "all_at_once, got canary and all_at_once"
            ),
        ),
        (
            "10}}",
            "10}, alarms: {error_rate_percent: 100}}",
            f"13: {LIVE}.rollout.alarms.error_rate_percent: must be less than 100, got 100",
        ),
        (
            "10}}",
            "10}, alarms: {model_latency_ms: 0.5}}",
            f"13: {LIVE}.rollout.alarms.model_latency_ms: must be a whole number, got 0.5",
        ),
        (
            "10}}",
            "10}, alarms: {latency: 300}}",
            f"13: {LIVE}.rollout.alarms.latency: unknown key; did you mean model_latency_ms?",
        ),
        (
            "10}}",
            "10}, alarms: {evaluation_periods: 61}}",
            f"13: {LIVE}.rollout.alarms.evaluation_periods: must be at most 60, got 61",
        ),
        (
            "bake_minutes: 10",
            "bake_minutes: 61",
            f"13: {LIVE}.rollout.canary.bake_minutes: must be at most 60, got 61",
        ),
        (
            "sampling_percentage: 20",
            "sampling_percentage: 120",
            f"14: {LIVE}.data_capture.sampling_percentage: must be at most 100, got 120",
        ),
        # serverless
        (
            "provisioned_concurrency: 2",
            "provisioned_concurrency: 11",
            (
                f"20: {RARE}.provisioned_concurrency: must be at most max_concurrency, which is "
                f"10, "
                "got 11"
            ),
        ),
        (
            "    provisioned_concurrency: 2\n",
            "",
            f"20: {RARE}.scaling: goes with provisioned_concurrency only; give both or none",
        ),
        (
            "{min: 1, max: 8}",
            "{min: 1, max: 11}",
            f"21: {RARE}.scaling.max: must be at most max_concurrency, which is 10, got 11",
        ),
        (
            "{min: 1, max: 8}",
            "{min: 1, max: 8, utilization: 70}",
            f"21: {RARE}.scaling.utilization: must be at most 1, got 70; did you mean 0.7?",
        ),
        # async, components
        (
            "failures: backfill/failures/",
            "failures: s3://elsewhere/failures/",
            (
                "27: endpoints.backfill.failures: must be a prefix such as failures/, got "
                '"s3://elsewhere/failures/"'
            ),
        ),
        (
            "{min: 0, max: 5, b",
            "{min: 6, max: 5, b",
            "29: endpoints.backfill.scaling.min: must be at most max, which is 5, got 6",
        ),
        (
            "min_instances: 0",
            "min_instances: 3",
            f"34: {GPU}.min_instances: must be at most max_instances, which is 2, got 3",
        ),
        (
            "memory_mb: 1024",
            "memory_mb: 64",
            f"37: {CHRONOS}.memory_mb: must be at least 128, got 64",
        ),
        (
            "accelerators: 1",
            "accelerators: 0.5",
            f"37: {CHRONOS}.accelerators: must be a whole number, got 0.5",
        ),
        (
            ", concurrent_requests_per_copy: 5",
            "",
            (
                f"37: {CHRONOS}.scaling: must have exactly one of the keys "
                "concurrent_requests_per_copy or invocations_per_copy, got none of them"
            ),
        ),
        # batch
        (
            "    split_type: Line\n",
            "",
            "45: batch.nightly.strategy: goes with split_type only; give both or none",
        ),
        (
            "max_payload_mb: 6",
            "max_payload_mb: 50",
            (
                "47: batch.nightly.max_payload_mb: max_payload_mb times "
                "max_concurrent_transforms must "
                "be at most 100, got 200"
            ),
        ),
        (
            "cron(0 2 * * ? *)",
            "cron(0 2 * * *)",
            (
                "49: batch.nightly.schedule: must be cron(...) with six fields, such as "
                'cron(0 2 * * ? *), rate(...) or at(...), got "cron(0 2 * * *)"'
            ),
        ),
        (
            "cron(0 2 * * ? *)",
            "cron(0 25 * * ? *)",
            ("49: batch.nightly.schedule: got 'cron(0 25 * * ? *)': hours '25' is not in 0 to 23"),
        ),
        (
            "cron(0 2 * * ? *)",
            "cron(0 2 * * * *)",
            (
                "49: batch.nightly.schedule: one of the third field, day of month, and the "
                "fifth, day "
                'of week, must be ?, got "cron(0 2 * * * *)"'
            ),
        ),
        (
            "Europe/Paris",
            "Europe/Pairs",
            (
                '50: batch.nightly.time_zone: no time zone is called "Europe/Pairs"; did you mean '
                "Europe/Paris?"
            ),
        ),
        (
            "    schedule: cron(0 2 * * ? *)\n",
            "",
            "49: batch.nightly.time_zone: goes with schedule only; leave it out",
        ),
        (
            "output: s3://forecasts-dev/nightly/",
            "output: s3://forecasts-dev",
            (
                "43: batch.nightly.output: must be a prefix such as stores/, or its address "
                "such as "
                's3://bucket/stores/, got "s3://forecasts-dev"'
            ),
        ),
    ],
)
def test_fault_names_line_key_value_and_fix(load: Load, right: str, wrong: str, fault: str) -> None:
    assert VALID.count(right) >= 1
    text = VALID.replace(right, wrong, 1)

    faults = faults_of(load, text)

    assert faults == [fault]


def test_batch_transform_has_instance_types_of_its_own(load: Load) -> None:
    text = VALID.replace(
        "instance_type: ml.m5.xlarge\n    input", "instance_type: ml.c7g.large\n    input"
    )

    (fault,) = faults_of(load, text)

    assert fault.startswith("41: batch.nightly.instance_type: ml.c7g.large is no batch transform")


def test_misspelt_kind_hides_no_other_fault(load: Load) -> None:
    text = VALID.replace("kind: serverless", "kind: server_less").replace(
        "memory_mb: 2048", "mem: 1"
    )

    faults = faults_of(load, text)

    assert [fault.split(": ")[1] for fault in faults] == [f"{RARE}.kind", f"{RARE}.mem"]


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ("min: 5", "must be at most max, which is 4, got 5"),
        ("min: 0", "must be at least 1, for a real-time variant does not scale to zero"),
    ],
)
def test_bounds_of_a_schedule_are_those_of_scaling(load: Load, wrong: str, fault: str) -> None:
    morning = f"morning: {{schedule: cron(0 6 ? * MON-FRI *), max: 4, {wrong}}}"
    scaling = f"scaling: {{min: 1, max: 4, schedules: {{{morning}}}}}"

    (got,) = faults_of(load, VALID.replace("ml.c6i.large}", f"ml.c6i.large, {scaling}}}"))

    assert got.startswith(f"11: {LIVE}.variants.all.scaling.schedules.morning.min: {fault}")


def test_schedule_that_changes_nothing_is_a_fault(load: Load) -> None:
    scaling = "scaling: {min: 1, max: 4, schedules: {morning: {schedule: rate(1 day)}}}"

    faults = faults_of(load, VALID.replace("ml.c6i.large}", f"ml.c6i.large, {scaling}}}"))

    assert faults == [
        f"11: {LIVE}.variants.all.scaling.schedules.morning: changes nothing; give min, max or both"
    ]


def test_rolling_update_is_for_one_variant(load: Load) -> None:
    rolling = "{rolling: {batch_percent: 25, bake_minutes: 5}}"
    text = VALID.replace("{canary: {percent: 10, bake_minutes: 10}}", rolling)
    second = "ml.c6i.large}, b: {model: nlinear, instance_type: ml.c6i.large}}"
    start, end = text.index("    shadow:"), text.index("    rollout:")
    text = (text[:start] + text[end:]).replace("ml.c6i.large}}", second)

    faults = faults_of(load, text)

    assert faults == [
        f"12: {LIVE}.rollout.rolling: goes with one variant only, got 2; use canary or linear"
    ]


def test_file_that_deploys_nothing_is_a_fault(load: Load) -> None:
    head = VALID[: VALID.index("endpoints:")]

    assert faults_of(load, head) == ["1: endpoints: missing; give endpoints, batch or both"]
    assert faults_of(load, f"{head}batch: {{}}\n") == [
        "8: batch: must have at least 1 entry, got none"
    ]
    assert faults_of(load, f"{head}endpoint: {{}}\n") == [
        "8: endpoint: unknown key; did you mean endpoints?"
    ]
