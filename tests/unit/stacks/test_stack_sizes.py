"""What many endpoints in one environment become: stacks that stay small, and stay themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from stacks.environment_stage import EnvironmentStage
from stacks.settings import InvalidEnvironment, load_environment
from stacks.settings.__main__ import planned_stacks
from stacks.settings.checks._stack_size import planned
from stacks.settings.yaml._plain import Entry

Templates = dict[str, dict[str, Any]]

HEAD = """\
account: "111111111111"
region: eu-west-1
models:
  nlinear: {image: {uri: "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1"}}
"""
ENDPOINT = """\
  {name}:
    kind: real_time
    variants:
      all:
        model: nlinear
        instance_type: ml.m5.large
        scaling: {{min: 1, max: 2, cpu_percent: 50}}
"""
SHARED = """\
endpoints:
  pool:
    kind: inference_component
    instance_type: ml.g5.2xlarge
    min_instances: 0
    max_instances: 9
    alarms: {model_latency_p99_ms: 500}
    components:
"""
COMPONENT = """\
      c{number}:
        model: nlinear
        memory_mb: 512
        accelerators: 1
        scaling: {{min: 0, max: 2, invocations_per_copy: 70}}
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    """The path of an environment file of this text."""

    def write(text: str) -> Path:
        file = tmp_path / "environments" / "many.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        return file

    return write


@pytest.fixture
def templates_of(
    written: Callable[[str], Path], cdk_context: dict[str, Any], tmp_path: Path
) -> Callable[[str], Templates]:
    """The templates by stack name of an environment file of this text."""

    def synthesized(text: str) -> Templates:
        app = cdk.App(context=cdk_context, outdir=str(tmp_path / "cdk.out"))
        stage = EnvironmentStage(app, environment=load_environment(written(text)))
        return {stack.stack_name: stack.template for stack in stage.synth().stacks}

    return synthesized


def environment_of(*names: str) -> str:
    return HEAD + "endpoints:\n" + "".join(ENDPOINT.format(name=name) for name in names)


def components(count: int) -> str:
    return HEAD + SHARED + "".join(COMPONENT.format(number=number) for number in range(count))


def test_another_endpoint_moves_no_other(templates_of: Callable[[str], Templates]) -> None:
    before = templates_of(environment_of("demand", "wind"))

    after = templates_of(environment_of("demand", "prices", "wind"))

    assert set(after) - set(before) == {"sagemaker-many-prices"}
    assert {name: after[name] for name in before} == before


def test_planned_stacks_are_those_that_are_built(
    templates_of: Callable[[str], Templates], written: Callable[[str], Path]
) -> None:
    text = environment_of("demand", "wind")

    told = [line.partition(":")[0] for line in planned_stacks(load_environment(written(text)))]

    assert told == ["sagemaker-many-shared", "sagemaker-many-demand", "sagemaker-many-wind"]
    assert sorted(told) == sorted(templates_of(text))


def test_components_beyond_what_a_stack_takes_are_a_fault_of_the_file(
    written: Callable[[str], Path],
) -> None:
    file = written(components(71))

    with pytest.raises(InvalidEnvironment) as fault:
        load_environment(file)

    assert str(fault.value).splitlines()[-1].strip() == (
        "environments/many.yaml:12: endpoints.pool.components: the stack sagemaker-many-pool "
        "would hold 502 resources or more, and CloudFormation takes 500; part the components among "
        "several endpoints"
    )


def test_planned_components_are_those_that_are_built(
    templates_of: Callable[[str], Templates], written: Callable[[str], Path]
) -> None:
    file = load_environment(written(components(3)))
    (settings,) = file.endpoints.values()
    data = settings.model_dump()

    templates = templates_of(components(3))

    assert planned(Entry(path=(), value=data)) == len(templates["sagemaker-many-pool"]["Resources"])


def test_alarm_emails_beyond_what_a_stack_takes_are_a_fault_of_the_file(
    written: Callable[[str], Path],
) -> None:
    emails = "".join(f"  - someone-{number}@example.com\n" for number in range(494))
    file = written(f"{environment_of('demand')}alarm_emails:\n{emails}")

    with pytest.raises(InvalidEnvironment, match="alarm_emails: the stack sagemaker-many-shared"):
        load_environment(file)


def test_largest_endpoint_of_variants_is_far_from_what_a_stack_takes(
    templates_of: Callable[[str], Templates],
) -> None:
    variants = "".join(
        f"      v{number}: {{model: m{number}, instance_type: ml.m5.large, "
        "scaling: {min: 1, max: 2, cpu_percent: 50}}\n"
        for number in range(10)
    )
    models = "".join(
        f"  m{number}: {{image: {{dlc: pytorch-inference, tag: 2.6.0-cpu-py{number}}}}}\n"
        for number in range(10)
    )
    alarms = "    alarms: {model_latency_p99_ms: 500}\n"
    endpoint = f"endpoints:\n  demand:\n    kind: real_time\n    variants:\n{variants}{alarms}"

    templates = templates_of(f"{HEAD}{models}{endpoint}")

    # A rollout would add 10 alarms, SageMaker's most; instance pools 4 models for each variant.
    assert len(templates["sagemaker-many-demand"]["Resources"]) == 62
