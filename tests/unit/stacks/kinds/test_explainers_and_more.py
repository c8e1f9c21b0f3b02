"""What explainers, core dumps, shadow tests and VPC endpoints of an environment file become."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from stacks.environment_stage import EnvironmentStage
from stacks.settings import Environment

Templates = dict[str, dict[str, Any]]

CONFIG, EXPERIMENT = "AWS::SageMaker::EndpointConfig", "AWS::SageMaker::InferenceExperiment"
WAY = "AWS::EC2::VPCEndpoint"
MODELS = {
    key: {"image": {"repository": "team/forecaster", "tag": tag}}
    for key, tag in (("nlinear", "1.2"), ("fresh", "1.3"))
}
CHAMPION = {"model": "nlinear", "instance_type": "ml.c6i.large"}
VPC = {
    "vpc_id": "vpc-0c1d2e3f4a5b60001",
    "availability_zones": ["eu-west-1a", "eu-west-1b"],
    "private_subnet_ids": ["subnet-0c1d2e3f4a5b6000a", "subnet-0c1d2e3f4a5b6000b"],
}


def of_type(template: dict[str, Any], resource_type: str) -> list[dict[str, Any]]:
    return [
        resource["Properties"]
        for resource in template["Resources"].values()
        if resource["Type"] == resource_type
    ]


def the(template: dict[str, Any], resource_type: str) -> dict[str, Any]:
    (properties,) = of_type(template, resource_type)
    return properties


def statements_of(template: dict[str, Any], role: str) -> dict[str, dict[str, Any]]:
    """The rights of the one role whose logical id begins so."""
    (properties,) = [
        resource["Properties"]
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] == "AWS::IAM::Role" and logical_id.startswith(f"{role}Role")
    ]
    (policy,) = properties["Policies"]
    return {statement["Sid"]: statement for statement in policy["PolicyDocument"]["Statement"]}


def build(context: dict[str, Any], outdir: Path, **changes: Any) -> Templates:
    """The templates of an environment of one endpoint, changed so, by their stacks."""
    vpc, models = changes.pop("vpc", None), changes.pop("models", MODELS)
    real_time = {"kind": "real_time", "variants": {"champion": CHAMPION}} | changes
    live = changes.get("endpoint", real_time)
    data = {"name": "test", "account": "111111111111", "region": "eu-west-1", "models": models}
    app = cdk.App(context=context, outdir=str(outdir))
    environment = Environment.model_validate(data | {"vpc": vpc, "endpoints": {"live": live}})
    EnvironmentStage(app, environment=environment)
    return {
        stack.hierarchical_id.removeprefix("test/"): stack.template
        for nested in app.synth().nested_assemblies
        for stack in nested.nested_assembly.stacks
    }


# ------------------------------------------------------------------- explainers


def test_explainer_compares_with_a_file_of_the_data_bucket(templates: Templates) -> None:
    config = the(templates["lab/Explained"], CONFIG)["ExplainerConfig"]["ClarifyExplainerConfig"]

    baseline = config["ShapConfig"].pop("ShapBaselineConfig")
    assert "DataBucketName" in json.dumps(baseline["ShapBaselineUri"])
    assert baseline["ShapBaselineUri"]["Fn::Join"][1][-1] == "/explanations/mean-week.csv"
    assert config == {
        "ShapConfig": {"NumberOfSamples": 1000, "Seed": 1},
        "InferenceConfig": {"ProbabilityIndex": 35, "MaxRecordCount": 100},
    }


def test_model_may_read_the_baseline_alone(templates: Templates) -> None:
    rights = statements_of(templates["lab/Explained"], "Nlinear")

    resource = rights["ExplainerBaseline"]["Resource"]
    assert resource["Fn::Join"][1][-1] == "/explanations/mean-week.csv"
    assert rights["ExplainerBaselineKey"]["Action"] == "kms:Decrypt"


def test_inline_baseline_needs_no_bucket(cdk_context: dict[str, Any], tmp_path: Path) -> None:
    explainer = {
        "baseline": {"inline": '{"x":1}', "mime_type": "application/jsonlines"},
        "enable_explanations": "[0] > `0.8`",
        "use_logit": True,
        "inference": {"feature_headers": ["x"], "label_headers": ["y"], "max_payload_mb": 2},
    }

    built = build(cdk_context, tmp_path, explainer=explainer)

    assert the(built["Live"], CONFIG)["ExplainerConfig"]["ClarifyExplainerConfig"] == {
        "EnableExplanations": "[0] > `0.8`",
        "InferenceConfig": {
            "FeatureHeaders": ["x"],
            "LabelHeaders": ["y"],
            "MaxPayloadInMB": 2,
        },
        "ShapConfig": {
            "ShapBaselineConfig": {"MimeType": "application/jsonlines", "ShapBaseline": '{"x":1}'},
            "UseLogit": True,
        },
    }
    assert "DataBucketName" not in built["Shared"]["Outputs"]


def test_natural_language_is_explained_by_its_parts(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    explainer = {
        "baseline": {"inline": "nothing,0"},
        "text": {"language": "en", "granularity": "sentence"},
        "inference": {
            "feature_headers": ["note", "duration"],
            "feature_types": ["text", "numerical"],
            "label_index": 0,
        },
    }

    built = build(cdk_context, tmp_path, explainer=explainer)

    config = the(built["Live"], CONFIG)["ExplainerConfig"]["ClarifyExplainerConfig"]
    assert config["ShapConfig"]["TextConfig"] == {"Language": "en", "Granularity": "sentence"}
    assert config["InferenceConfig"] == {
        "FeatureHeaders": ["note", "duration"],
        "FeatureTypes": ["text", "numerical"],
        "LabelIndex": 0,
    }


def test_labels_of_json_lines_are_named_by_an_expression(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    baseline = {"inline": '{"x":1}', "mime_type": "application/jsonlines"}
    explainer = {"baseline": baseline, "inference": {"label_attribute": "labels"}}

    built = build(cdk_context, tmp_path, explainer=explainer)

    config = the(built["Live"], CONFIG)["ExplainerConfig"]["ClarifyExplainerConfig"]
    assert config["InferenceConfig"] == {"LabelAttribute": "labels"}


# ------------------------------------------------------------------- core dumps


def test_core_dumps_go_to_the_data_bucket_with_its_key(templates: Templates) -> None:
    template = templates["lab/Explained"]

    (variant,) = the(template, CONFIG)["ProductionVariants"]
    dump, rights = variant["CoreDumpConfig"], statements_of(template, "Nlinear")
    assert dump["DestinationS3Uri"]["Fn::Join"][1][-1] == "/crashes/explained/"
    assert dump["KmsKeyId"] == rights["CoreDumpKey"]["Resource"]
    assert rights["CoreDump"]["Resource"]["Fn::Join"][1][-1] == "/crashes/explained/*"


def test_variants_without_a_core_dump_leave_none(templates: Templates) -> None:
    (variant,) = the(templates["lab/Demand"], CONFIG)["ProductionVariants"]

    assert "CoreDumpConfig" not in variant


# ------------------------------------------------------------------- shadow tests


def test_shadow_test_is_that_of_the_file(templates: Templates) -> None:
    test = the(templates["lab/Balancing"], EXPERIMENT)

    assert test["Name"] == "balancing-holidays-2026"
    assert test["Schedule"] == {
        "StartTime": "2026-12-18T06:00:00Z",
        "EndTime": "2027-01-08T06:00:00Z",
    }
    assert test["ShadowModeConfig"] == {
        "SourceModelVariantName": "champion",
        "ShadowModelVariants": [{"ShadowModelVariantName": "fresh", "SamplingPercentage": 50}],
    }
    destination = test["DataStorageConfig"]["Destination"]
    assert destination["Fn::Join"][1][-1] == "/shadow-tests/balancing/"


def test_shadow_test_runs_both_as_the_file_says(templates: Templates) -> None:
    template = templates["lab/Balancing"]

    production, shadow = the(template, EXPERIMENT)["ModelVariants"]
    (variant,) = the(template, CONFIG)["ProductionVariants"]
    instances = {"InstanceCount": 1, "InstanceType": "ml.c6i.xlarge"}
    assert production["ModelName"] == variant["ModelName"]
    assert shadow["ModelName"] != production["ModelName"]
    assert shadow["InfrastructureConfig"]["RealTimeInferenceConfig"] == instances


@pytest.mark.parametrize("role", ["Nlinear", "NlinearFresh", "ShadowTest"])
def test_roles_of_a_shadow_test_may_keep_its_data(templates: Templates, role: str) -> None:
    rights = statements_of(templates["lab/Balancing"], role)

    resource = rights["StoreData"]["Resource"]
    assert resource["Fn::Join"][1][-1] == "/shadow-tests/balancing/*"


def test_shadow_test_that_keeps_nothing_has_no_place(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    test = {"model": "fresh", "instance_type": "ml.c6i.large"}

    template = build(cdk_context, tmp_path, shadow_test=test)["Live"]

    experiment = the(template, EXPERIMENT)
    assert "DataStorageConfig" not in experiment
    assert "Schedule" not in experiment
    assert experiment["Name"].startswith("sagemaker-test-live-ShadowTest-")


def test_volumes_of_local_disks_get_no_key_in_a_shadow_test(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    test = {"model": "fresh", "instance_type": "ml.m5d.large"}

    template = build(cdk_context, tmp_path, shadow_test=test)["Live"]

    assert "KmsKey" not in the(template, EXPERIMENT)
    assert "KmsKeyId" in the(template, CONFIG)


# ------------------------------------------------------------------- VPC endpoints


def test_vpc_endpoints_are_made_once_for_all(templates: Templates) -> None:
    lab = {path: template for path, template in templates.items() if path.startswith("lab/")}

    ways = {path: len(of_type(template, WAY)) for path, template in lab.items()}
    assert ways.pop("lab/Shared") == 6
    assert set(ways.values()) == {0}


def test_vpc_endpoints_let_in_the_vpc_alone(templates: Templates) -> None:
    group = the(templates["lab/Shared"], "AWS::EC2::SecurityGroup")

    (rule,) = group["SecurityGroupIngress"]
    assert (rule["CidrIp"], rule["FromPort"], rule["ToPort"]) == ("10.20.0.0/16", 443, 443)


def test_way_to_s3_is_a_route_of_each_table(cdk_context: dict[str, Any], tmp_path: Path) -> None:
    tables = {"route_table_ids": ["rtb-0c1d2e3f4a5b6000a"] * 2, "endpoints": ["s3"]}

    shared = build(cdk_context, tmp_path, vpc=VPC | tables)["Shared"]

    assert the(shared, WAY)["RouteTableIds"] == ["rtb-0c1d2e3f4a5b6000a"]
    assert of_type(shared, "AWS::EC2::SecurityGroup") == []


def test_interfaces_lie_in_one_subnet_of_each_zone(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    subnets = [f"subnet-0c1d2e3f4a5b6000{letter}" for letter in "abcd"]
    changes = {"private_subnet_ids": subnets, "cidr": "10.0.0.0/16", "endpoints": ["logs"]}

    shared = build(cdk_context, tmp_path, vpc=VPC | changes)["Shared"]

    # AWS has an interface in one subnet of a zone.
    assert len(the(shared, WAY)["SubnetIds"]) == 2


def test_vpc_without_endpoints_gets_none(cdk_context: dict[str, Any], tmp_path: Path) -> None:
    shared = build(cdk_context, tmp_path, vpc=VPC)["Shared"]

    assert of_type(shared, WAY) == []


def test_endpoints_wait_for_their_ways(stacks: dict[str, Any]) -> None:
    lab = {path: stack for path, stack in stacks.items() if path.startswith("lab/")}
    shared = lab.pop("lab/Shared")

    waiting = [
        path
        for path, stack in lab.items()
        if shared.id in [dependency.id for dependency in stack.dependencies]
    ]

    assert len(waiting) > 1
    assert waiting == list(lab)
