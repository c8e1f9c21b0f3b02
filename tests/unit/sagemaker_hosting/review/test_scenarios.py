"""What a review says of the changes that people make.

The reviews that are expected lie in __snapshots__/test_scenarios/, one file for each scenario.
`pytest tests/unit/sagemaker_hosting/review --snapshot-update` rewrites them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from sagemaker_hosting.review import Review, Risk, cases_of, markdown_report

Stacks = dict[str, dict[str, Any]]
REFUSED, REPLACED, DELETED = Risk.REFUSED, Risk.REPLACED, Risk.DELETED
WIDENED, EXPOSED, SILENT = Risk.WIDENED, Risk.EXPOSED, Risk.SILENT
BUDGET, FINDINGS = Risk.BUDGET, Risk.FINDINGS


class Markdown(SingleFileSnapshotExtension):
    """Keeps each review in a file that GitHub shows."""

    _write_mode = WriteMode.TEXT
    file_extension = "md"


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """A change, and the risks that its review must tell."""

    edit: Callable[[Stacks], None]
    risks: frozenset[Risk]
    bases: dict[str, str] = field(default_factory=dict)


SCENARIOS: dict[str, Scenario] = {}


def scenario(*risks: Risk, **bases: str) -> Callable[..., Callable[[Stacks], None]]:
    """Add a function that edits stacks to the scenarios, under its own name."""

    def add(edit: Callable[[Stacks], None]) -> Callable[[Stacks], None]:
        given = bases or {"Demand": "demand"}
        SCENARIOS[edit.__name__] = Scenario(edit=edit, risks=frozenset(risks), bases=given)
        return edit

    return add


def properties(stacks: Stacks, logical_id: str, stack: str = "Demand") -> dict[str, Any]:
    found: dict[str, Any] = stacks[stack]["Resources"][logical_id]["Properties"]
    return found


def variants(stacks: Stacks, stack: str = "Demand") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = properties(stacks, "Config", stack)["ProductionVariants"]
    return found


def statements(stacks: Stacks) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = properties(stacks, "Role")["Policies"][0]["PolicyDocument"][
        "Statement"
    ]
    return found


@scenario()
def no_change_at_all(stacks: Stacks) -> None:
    assert stacks


@scenario()
def only_the_order_of_keys(stacks: Stacks) -> None:
    resources = stacks["Demand"]["Resources"]
    stacks["Demand"]["Resources"] = dict(reversed(resources.items()))


@scenario()
def weights(stacks: Stacks) -> None:
    variants(stacks)[0]["InitialVariantWeight"] = 3


@scenario()
def champion_gets_no_requests(stacks: Stacks) -> None:
    variants(stacks)[0]["InitialVariantWeight"] = 0


@scenario(SILENT)
def weights_that_are_retained(stacks: Stacks) -> None:
    variants(stacks)[0]["InitialVariantWeight"] = 3
    del properties(stacks, "Endpoint")["ExcludeRetainedVariantProperties"]


@scenario(SILENT)
def count_that_is_retained(stacks: Stacks) -> None:
    variants(stacks)[1]["InitialInstanceCount"] = 2


@scenario(REFUSED)
def type_of_a_scaled_variant(stacks: Stacks) -> None:
    variants(stacks)[0]["InstanceType"] = "ml.c6i.xlarge"


@scenario()
def type_of_a_variant_that_does_not_scale(stacks: Stacks) -> None:
    variants(stacks)[1]["InstanceType"] = "ml.c7i.xlarge"


@scenario()
def version_of_the_model(stacks: Stacks) -> None:
    key = "nlinear/ffeeddccbbaa99887766554433221100/model.tar.gz"
    container = properties(stacks, "Model")["PrimaryContainer"]
    container["ModelDataUrl"] = f"s3://models/{key}"
    container["Image"] = container["Image"].replace("1.2", "1.3")
    statements(stacks)[2]["Resource"] = f"arn:aws:s3:::models/{key}"


@scenario(SILENT, Small="small")
def model_under_the_same_key(stacks: Stacks) -> None:
    container = properties(stacks, "Model", "Small")["PrimaryContainer"]
    container["Environment"] = {"FORECAST_HORIZON": "24"}


@scenario(SILENT, Small="small")
def image_without_a_version(stacks: Stacks) -> None:
    container = properties(stacks, "Model", "Small")["PrimaryContainer"]
    container["Image"] = container["Image"].replace("1.2", "latest")
    container["ModelDataUrl"] = "s3://models/nlinear/v4/model.tar.gz"


@scenario()
def new_variant(stacks: Stacks) -> None:
    variants(stacks).append({**variants(stacks)[1], "VariantName": "candidate"})


@scenario()
def variant_that_goes(stacks: Stacks) -> None:
    del variants(stacks)[1]


@scenario(REFUSED)
def scaled_variant_under_another_name(stacks: Stacks) -> None:
    variants(stacks)[0]["VariantName"] = "leader"
    properties(stacks, "Count")["ResourceId"] = {
        "Fn::Sub": "endpoint/${Endpoint.EndpointName}/variant/leader"
    }


@scenario()
def scaling_limits(stacks: Stacks) -> None:
    properties(stacks, "Count").update(MinCapacity=1, MaxCapacity=3)
    properties(stacks, "Policy")["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] = 600


@scenario()
def hours_of_an_office(stacks: Stacks) -> None:
    properties(stacks, "Count")["ScheduledActions"] = [
        {
            "ScheduledActionName": "Night",
            "Schedule": "cron(0 20 * * ? *)",
            "Timezone": "Europe/Paris",
            "ScalableTargetAction": {"MinCapacity": 1, "MaxCapacity": 1},
        },
        {
            "ScheduledActionName": "Day",
            "Schedule": "cron(0 6 * * ? *)",
            "Timezone": "Europe/Paris",
            "ScalableTargetAction": {"MinCapacity": 2, "MaxCapacity": 8},
        },
    ]


@scenario(EXPOSED)
def without_the_vpc(stacks: Stacks) -> None:
    del properties(stacks, "Model")["VpcConfig"]


@scenario(EXPOSED)
def group_that_lets_all_in(stacks: Stacks) -> None:
    properties(stacks, "Group")["SecurityGroupIngress"] = [
        {"CidrIp": "0.0.0.0/0", "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
    ]


@scenario(EXPOSED)
def without_the_key(stacks: Stacks) -> None:
    del properties(stacks, "Config")["KmsKeyId"]


@scenario(WIDENED)
def wider_role(stacks: Stacks) -> None:
    statements(stacks)[2].update(Action="s3:*", Resource="*")
    del statements(stacks)[4]["Condition"]


@scenario()
def narrower_role(stacks: Stacks) -> None:
    statements(stacks)[3]["Action"] = ["logs:CreateLogStream", "logs:PutLogEvents"]
    statements(stacks)[6]["Condition"] = {"Bool": {"kms:GrantIsForAWSResource": "true"}}


@scenario(WIDENED)
def anybody_may_assume_the_role(stacks: Stacks) -> None:
    trust = properties(stacks, "Role")["AssumeRolePolicyDocument"]["Statement"]
    trust.append({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"})


@scenario(WIDENED, EXPOSED, DELETED, Shared="shared")
def bucket_and_key_let_go(stacks: Stacks) -> None:
    resources = stacks["Shared"]["Resources"]
    policy = resources["BucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    del policy[1]["Condition"]  # the organisation
    del policy[0]  # TLS
    del resources["Bucket"]["DeletionPolicy"]
    resources["Bucket"]["Properties"]["PublicAccessBlockConfiguration"]["BlockPublicPolicy"] = False
    resources["Bucket"]["Properties"]["BucketEncryption"] = {
        "ServerSideEncryptionConfiguration": [
            {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
        ]
    }
    del resources["Key"]


@scenario(Shadow="shadow")
def shadow_to_production(stacks: Stacks) -> None:
    config = properties(stacks, "Config", "Shadow")
    (shadow,) = config.pop("ShadowProductionVariants")
    config["ProductionVariants"].append(shadow)


@scenario(Shadow="shadow")
def more_copies_for_the_shadow(stacks: Stacks) -> None:
    config = properties(stacks, "Config", "Shadow")
    config["ShadowProductionVariants"][0]["InitialVariantWeight"] = 1


@scenario(REFUSED, Small="small")
def instances_to_serverless(stacks: Stacks) -> None:
    (variant,) = variants(stacks, "Small")
    del variant["InstanceType"], variant["InitialInstanceCount"]
    variant["ServerlessConfig"] = {"MemorySizeInMB": 2048, "MaxConcurrency": 5}


@scenario(Small="small")
def real_time_to_async(stacks: Stacks) -> None:
    properties(stacks, "Config", "Small")["AsyncInferenceConfig"] = {
        "OutputConfig": {"S3OutputPath": "s3://data/out/"}
    }


@scenario(DELETED, Small="small")
def another_logical_id(stacks: Stacks) -> None:
    resources = stacks["Small"]["Resources"]
    resources["Forecasts"] = resources.pop("Endpoint")


@scenario(DELETED, REFUSED, Small="named")
def another_logical_id_and_the_same_name(stacks: Stacks) -> None:
    resources = stacks["Small"]["Resources"]
    resources["Forecasts"] = resources.pop("Endpoint")


@scenario(REPLACED, Small="small")
def another_name(stacks: Stacks) -> None:
    properties(stacks, "Endpoint", "Small")["EndpointName"] = "forecasts-2"


@scenario(BUDGET)
def over_the_budget(stacks: Stacks) -> None:
    properties(stacks, "Count")["MinCapacity"] = 8


@scenario(BUDGET)
def a_lower_budget(stacks: Stacks) -> None:
    stacks["Demand"]["Metadata"]["sagemaker-hosting:environment"]["monthly_budget_usd"] = 200


@scenario()
def a_higher_budget(stacks: Stacks) -> None:
    stacks["Demand"]["Metadata"]["sagemaker-hosting:environment"]["monthly_budget_usd"] = 4000


@scenario()
def more_traffic(stacks: Stacks) -> None:
    stacks["Demand"]["Resources"]["Endpoint"]["Metadata"] = {
        "sagemaker-hosting:traffic": {"requests_per_day": 4_000_000}
    }


@scenario(Small="small")
def canary(stacks: Stacks) -> None:
    properties(stacks, "Endpoint", "Small")["DeploymentConfig"] = {
        "BlueGreenUpdatePolicy": {
            "TrafficRoutingConfiguration": {
                "Type": "CANARY",
                "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 25},
                "WaitIntervalInSeconds": 600,
            },
            "TerminationWaitInSeconds": 300,
        }
    }
    variants(stacks, "Small")[0]["InstanceType"] = "ml.c7i.large"


@scenario(Small="small")
def rolling(stacks: Stacks) -> None:
    properties(stacks, "Endpoint", "Small")["DeploymentConfig"] = {
        "RollingUpdatePolicy": {
            "MaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 30},
            "WaitIntervalInSeconds": 300,
        }
    }
    variants(stacks, "Small")[0]["InstanceType"] = "ml.c7i.large"


@scenario(Components="components")
def copies_of_a_component(stacks: Stacks) -> None:
    component = properties(stacks, "Component", "Components")
    component["RuntimeConfig"]["CopyCount"] = 2
    model = properties(stacks, "Model", "Components")["PrimaryContainer"]
    model["ModelDataUrl"] = "s3://models/chronos/v4/model.tar.gz"


@scenario(REFUSED, Components="components")
def another_name_of_a_component(stacks: Stacks) -> None:
    properties(stacks, "Component", "Components")["InferenceComponentName"] = "chronos-2"


@scenario(Batch="batch")
def batch_at_another_hour(stacks: Stacks) -> None:
    properties(stacks, "Schedule", "Batch")["ScheduleExpression"] = "cron(0 2,14 * * ? *)"
    task = properties(stacks, "Nightly", "Batch")["Definition"]["States"]["Transform"]
    task["Parameters"]["TransformResources"]["InstanceCount"] = 2


@scenario(Batch="nightly")
def batch_from_another_place(stacks: Stacks) -> None:
    _, parts = properties(stacks, "Nightly", "Batch")["DefinitionString"]["Fn::Join"]
    parts[:] = [
        part.replace("nightly/histories/", "other/place/") if isinstance(part, str) else part
        for part in parts
    ]


@scenario(DELETED, Batch="batch")
def batch_that_goes(stacks: Stacks) -> None:
    del stacks["Batch"]["Resources"]["Nightly"]
    del stacks["Batch"]["Resources"]["Schedule"]


@scenario(FINDINGS)
def something_that_aws_refuses(stacks: Stacks) -> None:
    variants(stacks)[1]["InstanceType"] = "ml.c7i.lrge"


@scenario(DELETED, Small="small", Demand="demand")
def stack_that_goes(stacks: Stacks) -> None:
    del stacks["Small"]


@scenario(WIDENED, Small="small")
def new_stack(stacks: Stacks) -> None:
    stacks["Demand"] = NEW_STACK


NEW_STACK: dict[str, Any] = {}


@pytest.fixture(autouse=True)
def _new_stack(stacks: Callable[..., Stacks]) -> None:
    """The stack that a scenario adds."""
    NEW_STACK.update(stacks(Demand="demand")["Demand"])


@pytest.fixture
def review_of_scenario(reviewed: Callable[..., Review]) -> Callable[[str], Review]:
    def run(name: str) -> Review:
        chosen = SCENARIOS[name]
        return reviewed(chosen.edit, **chosen.bases)

    return run


@pytest.mark.parametrize("name", SCENARIOS)
def test_review_says(
    name: str, review_of_scenario: Callable[[str], Review], snapshot: SnapshotAssertion
) -> None:
    review = review_of_scenario(name)

    assert {case.risk for case in cases_of(review)} == SCENARIOS[name].risks
    assert markdown_report(review) == snapshot(extension_class=Markdown)
