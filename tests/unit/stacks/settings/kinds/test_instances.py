"""What a file may say of instances and their load, and each fault by the smallest wrong file."""

import pytest

from stacks.settings import (
    InferenceComponentEndpointSettings,
    PrefixAwareRoutingSettings,
    RealTimeEndpointSettings,
)
from tests.unit.stacks.settings.conftest import Load, faults_of

VALID = """\
account: "111111111111"
region: eu-west-1
models: {forecaster: {image: {uri: forecaster}}}
endpoints:
  live:
    kind: real_time
    variants:
      pooled:
        model: forecaster
        instance_types: [ml.g5.2xlarge, ml.g4dn.2xlarge]
        routing: {prefix_aware: {prefix_length: 4096, concurrency_threshold: 8}}
        model_data_download_timeout_seconds: 1200
        inference_ami_version: al2023-ami-sagemaker-inference-gpu-4-1
        enable_ssm_access: true
        scaling: {min: 1, max: 4, gpu_percent: 60, disable_scale_in: true}
      single:
        model: forecaster
        instance_type: ml.c6i.large
        routing: random
        volume_size_gb: 64
        container_startup_timeout_seconds: 600
        capacity_reservation: arn:aws:sagemaker:eu-west-1:111111111111:training-plan/a
        scaling: {min: 1, max: 4, cpu_percent: 60}
    metrics: {enhanced: true, detailed_observability: false, publish_frequency_seconds: 10}
  queue:
    kind: async
    model: forecaster
    instance_type: ml.m5.large
    output: answers/
    volume_size_gb: 32
    rollout: {rolling: {batch_percent: 25, bake_minutes: 5}}
  shared:
    kind: inference_component
    instance_type: ml.g5.2xlarge
    max_instances: 2
    routing: least_outstanding_requests
    components:
      one: {model: forecaster, memory_mb: 128, rollout: {batch_percent: 25, bake_minutes: 5}}
"""
VALID = VALID.replace("  shared:", "  gpu:")
POOLED, SINGLE = "endpoints.live.variants.pooled", "endpoints.live.variants.single"
TYPES = "instance_types: [ml.g5.2xlarge, ml.g4dn.2xlarge]"
PLAN = "arn:aws:sagemaker:eu-west-1:111111111111:training-plan/a"
LOADS = (
    "invocations_per_minute, max_requests_per_second, concurrent_requests, cpu_percent, "
    "gpu_percent or memory_percent"
)


def test_types_stay_in_the_order_they_are_tried(load: Load) -> None:
    live = load(VALID).endpoints["live"]

    assert isinstance(live, RealTimeEndpointSettings)
    assert live.variants["pooled"].candidate_types == ("ml.g5.2xlarge", "ml.g4dn.2xlarge")
    assert live.variants["single"].candidate_types == ("ml.c6i.large",)


def test_routing_is_a_word_or_has_numbers(load: Load) -> None:
    endpoints = load(VALID).endpoints

    live, gpu = endpoints["live"], endpoints["gpu"]
    assert isinstance(live, RealTimeEndpointSettings)
    assert isinstance(gpu, InferenceComponentEndpointSettings)
    routing = live.variants["pooled"].routing
    assert isinstance(routing, PrefixAwareRoutingSettings)
    assert routing.prefix_aware.prefix_length == 4096
    assert (live.variants["single"].routing, gpu.routing) == (
        "random",
        "least_outstanding_requests",
    )


@pytest.mark.parametrize("load_of_instance", ["cpu_percent: 100", "memory_percent: 0.5"])
def test_utilization_is_a_load_to_hold(load: Load, load_of_instance: str) -> None:
    live = load(VALID.replace("cpu_percent: 60", load_of_instance)).endpoints["live"]

    assert isinstance(live, RealTimeEndpointSettings)
    scaling = live.variants["single"].scaling
    assert scaling is not None
    assert {scaling.cpu_percent, scaling.memory_percent} in ({100, None}, {None, 0.5})


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        # on what
        (
            f"        {TYPES}\n",
            "",
            (
                f"8: {POOLED}: must have exactly one of the keys instance_type or instance_types, "
                "got none of them"
            ),
        ),
        (
            TYPES,
            f"{TYPES}\n        instance_type: ml.g5.2xlarge",
            (
                f"8: {POOLED}: must have exactly one of the keys instance_type or instance_types, "
                "got instance_type and instance_types"
            ),
        ),
        (
            TYPES,
            "instance_types: []",
            (f"10: {POOLED}.instance_types: must have 1 to 5 items, got 0"),
        ),
        (
            TYPES,
            "instance_types: [ml.g5.2xlarge, ml.g4dn.2xlarge, ml.g5.2xlarge]",
            (
                f'10: {POOLED}.instance_types[2]: got "ml.g5.2xlarge" twice: what had no capacity '
                "is not tried again"
            ),
        ),
        (
            TYPES,
            "instance_types: [ml.g5.2xlarge, 5]",
            f'10: {POOLED}.instance_types[1]: must be text, got 5: put it in quotes, "5"',
        ),
        (
            TYPES,
            "instance_types: ml.g5.2xlarge",
            (
                f'10: {POOLED}.instance_types: must be a list, got "ml.g5.2xlarge": '
                "put it in brackets, [ml.g5.2xlarge]"
            ),
        ),
        (TYPES, "instance_types: [ml.g5.2xlarge, g5.large]", f"10: {POOLED}.instance_types[1]: "),
        # what they are told
        (
            "routing: random",
            "routing: randomly",
            (
                f"19: {SINGLE}.routing: must be least_outstanding_requests, random or a mapping "
                'with the key prefix_aware, got "randomly"'
            ),
        ),
        ("routing: random", "routing: [random]", f"19: {SINGLE}.routing: must be text, got a list"),
        (
            "{prefix_aware: {",
            "{prefix_awar: {",
            f"11: {POOLED}.routing.prefix_awar: unknown key; did you mean prefix_aware?",
        ),
        (
            "prefix_length: 4096",
            "prefix_length: 100",
            f"11: {POOLED}.routing.prefix_aware.prefix_length: must be at least 1024, got 100",
        ),
        (
            ", concurrency_threshold: 8",
            "",
            f"11: {POOLED}.routing.prefix_aware.concurrency_threshold: missing",
        ),
        (
            "volume_size_gb: 64",
            "volume_size_gb: 513",
            f"20: {SINGLE}.volume_size_gb: must be at most 512, got 513",
        ),
        (
            "enable_ssm_access: true",
            "volume_size_gb: 64",
            (
                f"14: {POOLED}.volume_size_gb: ml.g5.2xlarge and ml.g4dn.2xlarge: "
                "instances with local disks"
            ),
        ),
        (
            "timeout_seconds: 1200",
            "timeout_seconds: 3601",
            f"12: {POOLED}.model_data_download_timeout_seconds: must be at most 3600, got 3601",
        ),
        (
            "timeout_seconds: 600",
            "timeout_seconds: 59",
            f"21: {SINGLE}.container_startup_timeout_seconds: must be at least 60, got 59",
        ),
        (
            "al2023-ami-sagemaker-inference-gpu-4-1",
            "al2023",
            (
                f"13: {POOLED}.inference_ami_version: must be a version of SageMaker's inference "
                'images such as al2023-ami-sagemaker-inference-gpu-4-1, got "al2023"'
            ),
        ),
        (
            "enable_ssm_access: true",
            "enable_ssm_access: yes",
            f'14: {POOLED}.enable_ssm_access: must be true or false, got "yes": write true',
        ),
        (
            f"capacity_reservation: {PLAN}",
            "capacity_reservation: cr-0a1b2c3d",
            (
                f"22: {SINGLE}.capacity_reservation: must be the ARN of a SageMaker training plan, "
                'got "cr-0a1b2c3d"'
            ),
        ),
        (
            "enable_ssm_access: true",
            f"capacity_reservation: {PLAN}b",
            f"22: {SINGLE}.capacity_reservation: got ",
        ),
        # loads
        (
            "cpu_percent: 60",
            "cpu_percent: 60, memory_percent: 60",
            (
                f"23: {SINGLE}.scaling: must have exactly one of the keys {LOADS}, got cpu_percent "
                "and memory_percent"
            ),
        ),
        (
            "cpu_percent: 60",
            "cpu_percent: 101",
            f"23: {SINGLE}.scaling.cpu_percent: must be at most 100, got 101",
        ),
        (
            "cpu_percent: 60",
            "gpu_percent: 60",
            f"23: {SINGLE}.scaling.gpu_percent: ml.c6i.large has no GPU; follow another load",
        ),
        (
            "ml.c6i.large",
            "ml.c99i.large",
            (
                f"23: {SINGLE}.scaling.cpu_percent: the number of vCPUs of ml.c99i.large is "
                "unknown; follow another load; no table of 2026-11-22 knows ml.c99i.large: it is "
                "newer, or misspelt (nearest: "
            ),
        ),
        (
            "ml.g4dn.2xlarge]",
            "ml.g4dn.12xlarge]",
            (
                f"15: {POOLED}.scaling.gpu_percent: no one target fits all instance_types "
                "(ml.g5.2xlarge has 1 and ml.g4dn.12xlarge has 4 GPUs); follow another load"
            ),
        ),
        (
            "ml.g4dn.2xlarge]",
            "ml.p6e-gb200.36xlarge]",
            (
                f"15: {POOLED}.scaling.gpu_percent: the number of GPUs of ml.p6e-gb200.36xlarge is "
                "unknown; follow another load"
            ),
        ),
        # metrics
        (
            "publish_frequency_seconds: 10",
            "publish_frequency_seconds: 45",
            (
                "24: endpoints.live.metrics.publish_frequency_seconds: must be 10, 30, 60, 120, "
                "180, 240 or 300, got 45"
            ),
        ),
        (
            "enhanced: true",
            "enhance: true",
            "24: endpoints.live.metrics.enhance: unknown key; did you mean enhanced?",
        ),
        # rollouts
        (
            "{rolling: {batch_percent: 25, bake",
            "{rolling: {bake",
            (
                "31: endpoints.queue.rollout.rolling: must have exactly one of the keys "
                "batch_percent or batch_instance_count, got none of them"
            ),
        ),
        (
            "rollout: {batch_percent: 25, bake",
            "rollout: {bake",
            (
                "38: endpoints.gpu.components.one.rollout: must have exactly one of the keys "
                "batch_percent or batch_copy_count, got none of them"
            ),
        ),
        (
            "rollout: {batch_percent: 25, bake",
            "rollout: {batch_percent: 60, bake",
            "38: endpoints.gpu.components.one.rollout.batch_percent: must be at most 50, got 60",
        ),
    ],
)
def test_fault_names_line_key_value_and_fix(load: Load, right: str, wrong: str, fault: str) -> None:
    assert VALID.count(right) == 1

    (got,) = faults_of(load, VALID.replace(right, wrong))

    assert got.startswith(fault)
