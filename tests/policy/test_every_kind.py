"""Whatever kind of hosting an environment file asks for, the packs find nothing in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from stacks.checks import add_checks
from stacks.environment_stage import EnvironmentStage
from stacks.settings import load_environment
from tests.policy.conftest import PACKS

_IMAGE = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1.2"
_ENVIRONMENT = f"""\
account: "111111111111"
region: eu-west-1
dashboards: true
models:
  forecaster: {{image: {{uri: "{_IMAGE}"}}}}
  stores: {{image: {{uri: "{_IMAGE}"}}, data: {{prefix: stores/}}}}
  hub:
    image: {{uri: "{_IMAGE}"}}
    data: {{hugging_face: our-team/forecaster, revision: a1b2c3d, token_secret: hub-token}}
endpoints:
  live:
    kind: real_time
    variants:
      all:
        model: forecaster
        instance_type: ml.c6i.large
        scaling: {{min: 1, max: 4, invocations_per_minute: 70}}
    shadow: {{model: forecaster, instance_type: ml.c7i.large, sampling_weight: 0.5}}
    data_capture: {{sampling_percentage: 20}}
    alarms: {{model_latency_p99_ms: 500}}
  guarded:
    kind: real_time
    variants: {{all: {{model: forecaster, instance_type: ml.c6i.large}}}}
    rollout: {{canary: {{percent: 10, bake_minutes: 10}}}}
  pooled:
    kind: real_time
    variants:
      all:
        model: forecaster
        instance_types: [ml.c7i.large, ml.c6i.large, ml.m5d.large]
        enable_ssm_access: true
  explained:
    kind: real_time
    variants:
      all: {{model: forecaster, instance_type: ml.c6i.large, core_dump: {{prefix: crashes/}}}}
    explainer: {{baseline: {{file: explanations/baseline.csv}}, number_of_samples: 100}}
  tested:
    kind: real_time
    variants: {{all: {{model: forecaster, instance_type: ml.c6i.large}}}}
    shadow_test: {{model: forecaster, instance_type: ml.c7i.large, output: shadow-tests/}}
  fetched: {{kind: real_time, variants: {{all: {{model: hub, instance_type: ml.c6i.large}}}}}}
  local-disks:
    kind: real_time
    variants: {{all: {{model: forecaster, instance_type: ml.m5d.large}}}}
  backfill:
    kind: async
    model: forecaster
    instance_type: ml.m5.xlarge
    output: backfill/answers/
    failures: backfill/failures/
    notify: true
    scaling: {{min: 0, max: 5, backlog_per_instance: 5}}
    rollout: {{canary: {{percent: 10, bake_minutes: 10}}}}
  stores: {{kind: multi_model, model: stores, instance_type: ml.c6i.xlarge}}
  components:
    kind: inference_component
    instance_type: ml.g5.2xlarge
    min_instances: 0
    max_instances: 2
    components:
      chronos:
        model: forecaster
        memory_mb: 1024
        accelerators: 1
        rollout: {{batch_percent: 50, bake_minutes: 5}}
        scaling: {{min: 0, max: 2, concurrent_requests_per_copy: 5}}
batch:
  nightly:
    model: forecaster
    instance_type: ml.m5.xlarge
    input: batch/input/
    output: s3://forecasts-of-another/nightly/
    content_type: text/csv
    split_type: Line
    assemble_with: Line
    schedule: cron(0 2 * * ? *)
    time_zone: Europe/Paris
"""
_REGISTRY = """\
  theirs:
    image: {private_registry: registry.example.com/forecaster:1.2, credentials: keeper}
"""
_OF_REGISTRY = """\
  theirs: {kind: real_time, variants: {all: {model: theirs, instance_type: ml.c6i.large}}}
"""
_SERVERLESS = """\
  rare:
    kind: serverless
    model: forecaster
    memory_mb: 2048
    max_concurrency: 10
    provisioned_concurrency: 2
    scaling: {min: 1, max: 8}
"""
_VPC = """\
vpc:
  vpc_id: vpc-0c1d2e3f4a5b60001
  availability_zones: [eu-west-1a, eu-west-1b]
  private_subnet_ids: [subnet-0c1d2e3f4a5b6000a, subnet-0c1d2e3f4a5b6000b]
"""
_CLOSED_VPC = f"""\
{_VPC}  cidr: 10.0.0.0/16
  route_table_ids: [rtb-0c1d2e3f4a5b6000a, rtb-0c1d2e3f4a5b6000b]
  endpoints: [s3, ecr, logs, monitoring, sagemaker_runtime, kms, sts]
"""
IN_A_CLOSED_VPC = _ENVIRONMENT.replace("models:\n", f"{_CLOSED_VPC}models:\n")
_INTERFACES_ALONE = f"{_VPC}  cidr: 10.0.0.0/16\n  endpoints: [ecr]\n"


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param(
            _ENVIRONMENT.replace("endpoints:\n", f"endpoints:\n{_SERVERLESS}"), id="outside a VPC"
        ),
        pytest.param(
            _ENVIRONMENT.replace("models:\n", f"{_VPC}models:\n{_REGISTRY}").replace(
                "endpoints:\n", f"endpoints:\n{_OF_REGISTRY}"
            ),
            id="in a VPC",
        ),
        pytest.param(IN_A_CLOSED_VPC, id="in a closed VPC"),
        pytest.param(
            _ENVIRONMENT.replace("models:\n", f"{_INTERFACES_ALONE}models:\n"),
            id="in a VPC with interfaces alone",
        ),
    ],
)
def test_packs_find_nothing(environment: str, cdk_context: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "environments" / "dev.yaml"
    file.parent.mkdir()
    file.write_text(environment)
    app = cdk.App(context=cdk_context, outdir=str(tmp_path / "cdk.out"))
    EnvironmentStage(app, environment=load_environment(file))
    add_checks(app)

    app.synth()  # raises what was found

    report = json.loads((tmp_path / "cdk.out" / "validation-report.json").read_text())
    suppressed = {
        each["pluginName"]: len(each["suppressedViolations"]) for each in report["pluginReports"]
    }
    assert all(suppressed[pack] > 0 for pack in PACKS)
