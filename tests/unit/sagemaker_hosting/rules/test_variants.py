"""What a variant and its configuration may be, at the boundaries and where nothing is known."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sagemaker_hosting.facts.instance_types import hosting_type_doubt
from sagemaker_hosting.rules import Finding, Severity, _limits

Check = Callable[[str], tuple[Finding, ...]]
Found = Callable[..., list[tuple[str, str]]]

_PARAMETERS = {
    name: {"Type": "String"} for name in ("Any", "Model", "Type", "Role", "Subnets", "Given")
}
_ROLE = "arn:aws:iam::111111111111:role/demand"
_UNKNOWN: Any = {"Ref": "Any"}
_NETWORK = {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1", "subnet-2"]}
_MAYBE: Any = {"Fn::If": ["IsGiven", _NETWORK, {"Ref": "AWS::NoValue"}]}


def variant(**properties: Any) -> dict[str, Any]:
    """A sound variant with other properties; None leaves one out."""
    sound = {
        "VariantName": "champion",
        "ModelName": "nlinear",
        "InstanceType": "ml.m5.large",
        "InitialInstanceCount": 1,
        **properties,
    }
    return {name: value for name, value in sound.items() if value is not None}


def config(*variants: Any, **properties: Any) -> dict[str, Any]:
    """The resource of a configuration."""
    given = {"ProductionVariants": list(variants), **properties}
    return {"Type": "AWS::SageMaker::EndpointConfig", "Properties": given}


@pytest.fixture
def found(findings_of: Check) -> Found:
    """Check a configuration, and further resources, by the rules of variants alone."""

    def run(resource: dict[str, Any], **further: dict[str, Any]) -> list[tuple[str, str]]:
        template = {
            "Parameters": _PARAMETERS,
            # A deploy decides it by an export of another account.
            "Conditions": {"IsGiven": {"Fn::Equals": [{"Fn::ImportValue": "given"}, "yes"]}},
            "Resources": {"Config": resource, **further},
        }
        findings = findings_of(json.dumps(template))
        return [(f.rule.id, f.severity.value) for f in findings if f.rule.area == "VAR"]

    return run


def error(rule_id: str) -> list[tuple[str, str]]:
    return [(rule_id, "error")]


def warning(rule_id: str) -> list[tuple[str, str]]:
    return [(rule_id, "warning")]


# --- how many


@pytest.mark.parametrize(("count", "expected"), [(1, []), (10, []), (11, error("VAR-01"))])
def test_ten_variants_are_the_most(found: Found, count: int, expected: Any) -> None:
    variants = [variant(VariantName=f"champion{index}") for index in range(count)]

    assert found(config(*variants)) == expected


def test_configuration_that_does_not_name_its_variants_is_refused(found: Found) -> None:
    assert found({"Type": "AWS::SageMaker::EndpointConfig", "Properties": {}}) == error("VAR-01")


def test_list_of_variants_that_only_a_deploy_knows_passes(found: Found) -> None:
    resource = config()
    resource["Properties"]["ProductionVariants"] = _UNKNOWN

    assert found(resource) == []


def test_eleventh_variant_that_may_be_left_out_passes(found: Found) -> None:
    maybe = {"Fn::If": ["IsGiven", variant(VariantName="eleventh"), {"Ref": "AWS::NoValue"}]}
    variants = [variant(VariantName=f"champion{index}") for index in range(10)]

    assert found(config(*variants, maybe)) == []


@pytest.mark.parametrize(
    ("weight", "expected"),
    [(0, []), ("0", []), (0.5, []), (-0.1, error("VAR-07")), ("-1", error("VAR-07"))],
)
def test_weights_start_at_zero(found: Found, weight: Any, expected: Any) -> None:
    assert found(config(variant(InitialVariantWeight=weight))) == expected


# --- instance types


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ml.t2.medium", []),
        ("ml.t3.medium", error("VAR-02")),
        ("ml.t2.small", error("VAR-02")),
        ("ml.m7g.large", error("VAR-02")),
        ("ml.r7g.large", error("VAR-02")),
        ("m5.large", error("VAR-02")),
        ("ml.m5", error("VAR-02")),
        ("ML.M5.LARGE", error("VAR-02")),
        ("ml.z99.large", warning("VAR-02")),
        ("ml.m5.96xlarge", warning("VAR-02")),
        ("ml.m5.8xlarge", error("VAR-02")),
        (_UNKNOWN, []),
        ({"Fn::ImportValue": "type"}, []),
    ],
)
def test_what_is_certainly_no_hosting_type_is_refused(
    found: Found, name: Any, expected: Any
) -> None:
    assert found(config(variant(InstanceType=name))) == expected


def test_every_place_of_a_hosting_type_is_looked_at(found: Found) -> None:
    wrong = "ml.t3.medium"
    pools = [{"InstanceType": wrong, "Priority": 1}, {"InstanceType": "ml.m5.large", "Priority": 2}]
    resource = config(
        variant(InstanceType=None, InstancePools=pools),
        ShadowProductionVariants=[variant(VariantName="challenger", InstanceType=wrong)],
    )
    specifications = [{"InstanceType": wrong}, {"InstanceType": "ml.m5.large"}]
    component = {
        "Type": "AWS::SageMaker::InferenceComponent",
        "Properties": {"EndpointName": "demand", "Specifications": specifications},
    }
    real_time = {"InstanceType": wrong, "InstanceCount": 1}
    side = {"InfrastructureConfig": {"RealTimeInferenceConfig": real_time}}
    experiment = {
        "Type": "AWS::SageMaker::InferenceExperiment",
        "Properties": {"ModelVariants": [side]},
    }

    assert found(resource, Part=component, Test=experiment) == error("VAR-02") * 4


def test_type_that_a_newer_sdk_lists_is_taken(tmp_path: Path) -> None:
    model = tmp_path / "botocore" / "data" / "sagemaker" / "2017-07-24" / "service-2.json"
    model.parent.mkdir(parents=True)
    (tmp_path / "botocore" / "__init__.py").write_text("raise AssertionError('it is imported')")
    types = {"enum": ["ml.m7g.large", "ml.z99.large"]}
    model.write_text(json.dumps({"shapes": {"ProductionVariantInstanceType": types}}))
    names = ("ml.m7g.large", "ml.z99.large", "ml.t3.medium")
    variants = [variant(VariantName=name[3:6], InstanceType=name) for name in names]
    template = tmp_path / "template.json"
    template.write_text(json.dumps({"Resources": {"Config": config(*variants)}}))
    program = f"""
from sagemaker_hosting.rules import check
from sagemaker_hosting.templates import read_templates
found = check(read_templates([{str(template)!r}]))
print(*(finding.says for finding in found if finding.rule.area == "VAR"), sep="\\n")
"""

    run = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": f"{tmp_path}:constructs"},
        cwd=Path(__file__).parents[4],
        capture_output=True,
        text=True,
        check=True,
    )

    (told,) = run.stdout.splitlines()
    assert "ml.t3.medium is no hosting type" in told


def test_unknown_type_is_told_as_constructs_tell_it(findings_of: Check) -> None:
    template = json.dumps(
        {"Resources": {"Config": config(variant(InstanceType="ml.m6i.48xlarge"))}}
    )

    (finding,) = (f for f in findings_of(template) if f.rule.id == "VAR-02")

    assert finding.says == (
        f"ProductionVariants[0].InstanceType: {hosting_type_doubt('ml.m6i.48xlarge')}"
    )
    assert finding.says.endswith("nearest: ml.m6i.32xlarge)")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ml.g6.xlarge", []),
        ("ml.g6e.xlarge", warning("VAR-36")),
        ("ml.m6i.large", []),  # no list is sure of it
        ("ml.z99.large", warning("VAR-02")),
    ],
)
def test_type_that_the_region_does_not_list_warns(found: Found, name: str, expected: Any) -> None:
    assert found(config(variant(InstanceType=name))) == expected


def test_types_of_the_region_are_told(findings_of: Check) -> None:
    template = json.dumps({"Resources": {"Config": config(variant(InstanceType="ml.g6e.xlarge"))}})

    (finding,) = findings_of(template)

    assert (
        finding.allowed == "types of eu-west-1, such as ml.g6.xlarge, ml.g5.xlarge, ml.g4dn.xlarge"
    )
    assert "of the environment file" in finding.fix


# --- instances


def test_variant_on_nothing_is_refused(found: Found) -> None:
    assert found(config(variant(InstanceType=None))) == error("VAR-04")


@pytest.mark.parametrize(
    "given",
    [
        {"InitialInstanceCount": _UNKNOWN},
        {"InstanceType": _UNKNOWN},
        {"InstanceType": None, "InitialInstanceCount": None, "ServerlessConfig": {}},
        {"InstanceType": None, "InitialInstanceCount": None, "ServerlessConfig": _UNKNOWN},
    ],
)
def test_variant_on_something_passes(found: Found, given: dict[str, Any]) -> None:
    assert found(config(variant(**given))) == []


def test_count_that_managed_scaling_may_give_only_warns(found: Found) -> None:
    scaling = {"Status": "ENABLED", "MinInstanceCount": 0, "MaxInstanceCount": 2}
    given = variant(ModelName=None, InitialInstanceCount=None, ManagedInstanceScaling=scaling)

    assert found(config(given, ExecutionRoleArn=_ROLE)) == warning("VAR-04")


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, []),
        ("1", []),
        (0, error("VAR-05")),
        ("0", error("VAR-05")),
        (-1, error("VAR-05")),
        (1.5, error("VAR-05")),
        ("two", error("VAR-05")),
    ],
)
def test_a_variant_starts_with_an_instance(found: Found, count: Any, expected: Any) -> None:
    assert found(config(variant(InitialInstanceCount=count))) == expected


@pytest.mark.parametrize(
    ("resource", "told"),
    [
        (config(variant(InitialInstanceCount=0)), ""),
        (
            config(variant(InitialInstanceCount=0), AsyncInferenceConfig={"OutputConfig": {}}),
            "MinCapacity of its scalable target to 0",
        ),
        (
            config(variant(InitialInstanceCount=0, ModelName=None), ExecutionRoleArn=_ROLE),
            "MinInstanceCount of ManagedInstanceScaling to 0",
        ),
    ],
)
def test_what_may_idle_at_none_is_told_how(
    findings_of: Check, resource: dict[str, Any], told: str
) -> None:
    template = json.dumps({"Resources": {"Config": resource}})

    (finding,) = (f for f in findings_of(template) if f.rule.id == "VAR-05")

    first, _, idle = finding.cloudformation.partition("; for none while idle, ")
    assert first == "set InitialInstanceCount to 1 or more"
    assert idle.startswith(told) if told else not idle


def _pools(*pools: tuple[str, Any]) -> dict[str, Any]:
    listed = [{"InstanceType": name, "Priority": priority} for name, priority in pools]
    return {"InstanceType": None, "InstancePools": listed}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (_pools(("ml.m5.large", 1)), []),
        (_pools(*((f"ml.m5.{n}xlarge", i) for i, n in enumerate((2, 4, 12), start=3))), []),
        (_pools(), error("VAR-18")),
        (_pools(("ml.m5.large", 0)), error("VAR-18")),
        (_pools(("ml.m5.large", "6")), error("VAR-18")),
        (_pools(("ml.m5.large", 1), ("ml.m5.xlarge", "1")), error("VAR-18")),
        (_pools(("ml.m5.large", _UNKNOWN), ("ml.m5.xlarge", _UNKNOWN)), []),
        ({"InstanceType": None, "InstancePools": _UNKNOWN}, []),
        ({"InstanceType": None, "InstancePools": [{"Priority": 1}]}, error("VAR-18")),
        ({**_pools(("ml.m5.large", 1)), "InstanceType": "ml.m5.large"}, error("VAR-06")),
    ],
)
def test_pools_are_up_to_five_types_in_order(
    found: Found, given: dict[str, Any], expected: Any
) -> None:
    assert found(config(variant(**given))) == expected


def test_six_pools_are_one_too_many(found: Found) -> None:
    sizes = ("large", "xlarge", "2xlarge", "4xlarge", "12xlarge", "24xlarge")
    pools = _pools(*((f"ml.m5.{size}", index) for index, size in enumerate(sizes)))

    # Its count, the priority 0, and no more.
    assert found(config(variant(**pools))) == error("VAR-18") * 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({**_pools(("ml.m5.large", 1)), "seconds": 300}, []),
        ({**_pools(("ml.m5.large", 1)), "seconds": 299}, error("VAR-19")),
        ({**_pools(("ml.m5.large", 1)), "seconds": 3601}, error("VAR-19")),
        ({"seconds": 3600}, warning("VAR-19")),
        ({"seconds": 3601}, error("VAR-19")),
    ],
)
def test_provision_timeout_is_for_pools(found: Found, given: dict[str, Any], expected: Any) -> None:
    renamed = {"seconds": "VariantInstanceProvisionTimeoutInSeconds"}

    resource = config(variant(**{renamed.get(name, name): given[name] for name in given}))

    assert found(resource) == expected


# --- storage


@pytest.mark.parametrize(
    ("name", "size", "expected"),
    [
        ("ml.m5.large", 1, []),
        ("ml.m5.large", "512", []),
        ("ml.m5.large", 0, error("VAR-09")),
        ("ml.m5.large", 513, error("VAR-09")),
        ("ml.inf2.xlarge", 64, []),
        ("ml.g4dn.xlarge", 64, error("VAR-10")),
        ("ml.c5d.large", 64, error("VAR-10")),
        ("ml.g5.xlarge", _UNKNOWN, error("VAR-10")),
        ("ml.g5.xlarge", {"Ref": "AWS::NoValue"}, []),
        ("ml.z99.large", 64, warning("VAR-02")),
        (_UNKNOWN, 64, []),
    ],
)
def test_volume_has_a_size_where_there_are_no_local_disks(
    found: Found, name: Any, size: Any, expected: Any
) -> None:
    assert found(config(variant(InstanceType=name, VolumeSizeInGB=size))) == expected


def test_volume_of_a_family_that_nobody_confirmed_warns(found: Found) -> None:
    resource = config(variant(InstanceType="ml.p6-b200.48xlarge", VolumeSizeInGB=64))

    assert ("VAR-10", "warning") in found(resource)


def test_one_pool_with_local_disks_is_enough(found: Found) -> None:
    pools = _pools(("ml.m5.large", 1), ("ml.g5.xlarge", 2))

    assert found(config(variant(**pools, VolumeSizeInGB=64))) == error("VAR-10")


@pytest.mark.parametrize("key", ["alias/demand", _UNKNOWN, {"Fn::GetAtt": ["Key", "Arn"]}])
def test_key_beside_local_disks_is_told_and_not_refused(found: Found, key: Any) -> None:
    resource = config(variant(InstanceType="ml.g5.xlarge"), KmsKeyId=key)

    assert found(resource) == warning("VAR-11")


_KMS = "arn:aws:kms:eu-west-1:111111111111"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("1234abcd-12ab-34cd-56ef-1234567890ab", []),
        (f"{_KMS}:key/1234abcd-12ab-34cd-56ef-1234567890ab", []),
        ("alias/demand", []),
        (f"{_KMS}:alias/demand", []),
        (_UNKNOWN, []),
        ({"Fn::Sub": "arn:aws:kms:${AWS::Region}:${Any}:alias/demand"}, []),
        ("alias/demand key", error("VAR-12")),
        ("k" * 2049, error("VAR-12")),
        ("arn:aws:s3:::demand", error("VAR-12")),
    ],
)
def test_key_is_an_id_an_alias_or_an_arn_of_either(found: Found, key: Any, expected: Any) -> None:
    assert found(config(variant(), KmsKeyId=key)) == expected


def test_keys_of_captured_data_and_core_dumps_are_looked_at(found: Found) -> None:
    dump = {"DestinationS3Uri": "s3://demand/dumps", "KmsKeyId": "no key"}
    resource = config(variant(CoreDumpConfig=dump), DataCaptureConfig={"KmsKeyId": "no key"})

    assert found(resource) == error("VAR-12") * 2


# --- start


@pytest.mark.parametrize(
    "name", ["ModelDataDownloadTimeoutInSeconds", "ContainerStartupHealthCheckTimeoutInSeconds"]
)
@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(60, []), (3600, []), ("3600", []), (59, error("VAR-13")), (3601, error("VAR-13"))],
)
def test_timeouts_are_a_minute_to_an_hour(
    found: Found, name: str, seconds: Any, expected: Any
) -> None:
    assert found(config(variant(**{name: seconds}))) == expected


@pytest.mark.parametrize(
    ("name", "version", "expected"),
    [
        ("ml.g5.xlarge", "al2023-ami-sagemaker-inference-gpu-4-1", []),
        ("ml.g5.xlarge", "gpu-4-1", error("VAR-15")),
        ("ml.g5.xlarge", "al2-ami-sagemaker-inference-tpu-2", error("VAR-15")),
        ("ml.g5.xlarge", "al2-ami-sagemaker-inference-gpu-1", warning("VAR-15")),
        ("ml.inf2.xlarge", "al2-ami-sagemaker-inference-neuron-1", warning("VAR-15")),
        ("ml.g5.xlarge", "al2023-ami-sagemaker-inference-gpu-5-1", warning("VAR-15")),
        ("ml.g5.xlarge", _UNKNOWN, []),
        ("ml.inf2.xlarge", "al2-ami-sagemaker-inference-neuron-2", []),
        ("ml.inf2.xlarge", "al2-ami-sagemaker-inference-gpu-2", warning("VAR-16")),
        ("ml.t2.medium", "al2-ami-sagemaker-inference-gpu-2", warning("VAR-16")),
        (_UNKNOWN, "al2-ami-sagemaker-inference-gpu-2", []),
    ],
)
def test_machine_image_is_one_of_the_table_and_of_use(
    found: Found, name: Any, version: Any, expected: Any
) -> None:
    assert found(config(variant(InstanceType=name, InferenceAmiVersion=version))) == expected


# --- managed scaling


@pytest.mark.parametrize(
    ("model", "status", "expected"),
    [
        ("nlinear", "ENABLED", error("VAR-20")),
        (_UNKNOWN, "ENABLED", error("VAR-20")),
        ("nlinear", None, error("VAR-20")),
        ("nlinear", "DISABLED", warning("VAR-20")),
        ("nlinear", _UNKNOWN, warning("VAR-20")),
        (None, "ENABLED", []),
        ({"Fn::If": ["IsGiven", "nlinear", {"Ref": "AWS::NoValue"}]}, "ENABLED", []),
    ],
)
def test_managed_scaling_is_for_components(
    found: Found, model: Any, status: Any, expected: Any
) -> None:
    counts = {"MinInstanceCount": 1, "MaxInstanceCount": 2}
    scaling = {**counts, "Status": status} if status is not None else counts
    resource = config(
        variant(ModelName=model, ManagedInstanceScaling=scaling), ExecutionRoleArn=_ROLE
    )

    assert found(resource) == expected


@pytest.mark.parametrize(
    ("least", "most", "first", "expected"),
    [
        (0, 1, 1, []),
        (2, 2, 2, []),
        ("2", "2", 2, []),
        (2, 1, 1, error("VAR-21")),
        (-1, 1, 1, error("VAR-21")),
        (0, 0, 1, [("VAR-21", "error"), ("VAR-21", "warning")]),
        (2, 4, 1, warning("VAR-21")),
        (1, 4, 5, warning("VAR-21")),
        (_UNKNOWN, 1, 1, []),
        (2, _UNKNOWN, 2, []),
        (1, 4, _UNKNOWN, []),
    ],
)
def test_managed_counts_are_in_order(
    found: Found, least: Any, most: Any, first: Any, expected: Any
) -> None:
    scaling = {"Status": "ENABLED", "MinInstanceCount": least, "MaxInstanceCount": most}
    given = variant(ModelName=None, InitialInstanceCount=first, ManagedInstanceScaling=scaling)

    assert sorted(found(config(given, ExecutionRoleArn=_ROLE))) == sorted(expected)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"Strategy": "IDLE_RELEASE"}, []),
        ({"Strategy": "CONSOLIDATION", "MaximumStepSize": 1, "CooldownInMinutes": 5}, []),
        ({"Strategy": "CONSOLIDATION", "MaximumStepSize": 100, "CooldownInMinutes": 1440}, []),
        ({"Strategy": "CONSOLIDATION", "MaximumStepSize": 0}, error("VAR-22")),
        ({"Strategy": "CONSOLIDATION", "MaximumStepSize": 101}, error("VAR-22")),
        ({"Strategy": "CONSOLIDATION", "CooldownInMinutes": 4}, error("VAR-22")),
        ({"Strategy": "CONSOLIDATION", "CooldownInMinutes": 1441}, error("VAR-22")),
        ({"Strategy": "SHRINK"}, error("VAR-22")),
        ({"MaximumStepSize": 2}, error("VAR-22")),
        (_UNKNOWN, []),
    ],
)
def test_scale_in_policy_is_in_range(found: Found, policy: Any, expected: Any) -> None:
    scaling = {"MinInstanceCount": 1, "MaxInstanceCount": 2, "ScaleInPolicy": policy}
    given = variant(ModelName=None, ManagedInstanceScaling=scaling)

    assert found(config(given, ExecutionRoleArn=_ROLE)) == expected


# --- routing


_PREFIX = {"PrefixLength": 1024, "ConcurrencyThreshold": 1}


@pytest.mark.parametrize(
    ("routing", "expected"),
    [
        ({"RoutingStrategy": "RANDOM"}, []),
        ({"RoutingStrategy": "KV_AWARE"}, warning("VAR-23")),
        ({"RoutingStrategy": "ROUND_ROBIN"}, warning("VAR-23")),
        ({"RoutingStrategy": "Random"}, error("VAR-23")),
        ({"RoutingStrategy": ""}, error("VAR-23")),
        ({"PrefixAwareRoutingConfig": _PREFIX}, error("VAR-23")),
        (_UNKNOWN, []),
        ({"RoutingStrategy": "PREFIX_AWARE", "PrefixAwareRoutingConfig": _PREFIX}, []),
        ({"RoutingStrategy": "PREFIX_AWARE"}, error("VAR-24")),
        ({"RoutingStrategy": "PREFIX_AWARE", "PrefixAwareRoutingConfig": {}}, error("VAR-24")),
        ({"RoutingStrategy": "PREFIX_AWARE", "PrefixAwareRoutingConfig": _UNKNOWN}, []),
        ({"RoutingStrategy": "RANDOM", "PrefixAwareRoutingConfig": _PREFIX}, error("VAR-24")),
        ({"RoutingStrategy": _UNKNOWN, "PrefixAwareRoutingConfig": _PREFIX}, []),
    ],
)
def test_prefix_is_for_its_strategy_alone(found: Found, routing: Any, expected: Any) -> None:
    assert found(config(variant(InitialInstanceCount=2, RoutingConfig=routing))) == expected


def test_strategy_that_no_table_knows_is_told_as_one(
    findings_of: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(strategy: str) -> str:
        given = variant(RoutingConfig={"RoutingStrategy": strategy})
        (finding,) = findings_of(json.dumps({"Resources": {"Config": config(given)}}))
        return finding.says.partition(f" is {strategy}")[2]

    monkeypatch.setattr(_limits, "sdk_lists", lambda *listed: listed == ("RoutingStrategy", "NEW"))

    assert told("ROUND_ROBIN") == ", which no table knows: it is newer, or misspelt"
    assert [told("KV_AWARE"), told("NEW")] == ["", ""]  # CloudFormation may not know them yet


def test_value_of_a_closed_enumeration_that_a_newer_sdk_lists_is_taken(
    found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = ("ManagedInstanceScalingStatus", "PAUSED")
    scaling = {"MinInstanceCount": 1, "MaxInstanceCount": 2}
    given = [
        config(
            variant(ModelName=None, ManagedInstanceScaling={**scaling, "Status": status}),
            ExecutionRoleArn=_ROLE,
        )
        for status in ("PAUSED", "STOPPED")
    ]

    monkeypatch.setattr(_limits, "sdk_lists", lambda *asked: asked == listed)

    assert [found(each) for each in given] == [[], error("VAR-21")]


@pytest.mark.parametrize(
    ("length", "threshold", "expected"),
    [
        (1024, 1, []),
        (65536, 1024, []),
        (1023, 1, error("VAR-25")),
        (65537, 1, error("VAR-25")),
        (1024, 0, error("VAR-25")),
        (1024, 1025, error("VAR-25")),
    ],
)
def test_prefix_is_in_range(found: Found, length: int, threshold: int, expected: Any) -> None:
    prefix = {"PrefixLength": length, "ConcurrencyThreshold": threshold}
    routing = {"RoutingStrategy": "PREFIX_AWARE", "PrefixAwareRoutingConfig": prefix}

    assert found(config(variant(InitialInstanceCount=2, RoutingConfig=routing))) == expected


@pytest.mark.parametrize(("is_scaled", "expected"), [(True, []), (False, warning("VAR-24"))])
def test_prefix_for_one_instance_that_nothing_scales_warns(
    found: Found, *, is_scaled: bool, expected: Any
) -> None:
    routing = {"RoutingStrategy": "PREFIX_AWARE", "PrefixAwareRoutingConfig": _PREFIX}
    config_name = {"Fn::GetAtt": ["Config", "EndpointConfigName"]}
    further = {
        "Endpoint": {
            "Type": "AWS::SageMaker::Endpoint",
            "Properties": {"EndpointName": "demand", "EndpointConfigName": config_name},
        },
        "Target": {
            "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
            "Properties": {
                "ServiceNamespace": "sagemaker",
                "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
                "ResourceId": "endpoint/demand/variant/champion",
                "MinCapacity": 1,
                "MaxCapacity": 3,
            },
        },
    }
    if not is_scaled:
        del further["Target"]

    assert found(config(variant(RoutingConfig=routing)), **further) == expected


# --- reservations, metrics, explanations

_PLAN = "arn:aws:sagemaker:eu-west-1:111111111111:training-plan"


@pytest.mark.parametrize(
    ("arns", "expected"),
    [
        ([f"{_PLAN}/demand", f"{_PLAN}/demand"], []),
        ([f"{_PLAN}/demand", f"{_PLAN}/night"], error("VAR-27")),
        ([f"{_PLAN}/demand", _UNKNOWN], []),
        (["arn:aws:ec2:eu-west-1:111111111111:capacity-reservation/cr-1"], error("VAR-27")),
    ],
)
def test_an_endpoint_has_one_plan(found: Found, arns: list[Any], expected: Any) -> None:
    variants = [
        variant(VariantName=f"v{index}", CapacityReservationConfig={"MlReservationArn": arn})
        for index, arn in enumerate(arns)
    ]

    assert found(config(*variants)) == expected


@pytest.mark.parametrize(
    ("preference", "expected"),
    [
        ("capacity-reservations-only", []),
        (_UNKNOWN, []),
        ("capacity-reservations-first", warning("VAR-27")),
        ("CAPACITY_RESERVATIONS_ONLY", error("VAR-27")),
    ],
)
def test_preference_that_no_table_knows_may_be_newer(
    found: Found, preference: Any, expected: Any
) -> None:
    given = {"CapacityReservationPreference": preference, "MlReservationArn": f"{_PLAN}/demand"}

    assert found(config(variant(CapacityReservationConfig=given))) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(10, []), ("300", []), (_UNKNOWN, []), (20, error("VAR-29")), (0, error("VAR-29"))],
)
def test_metrics_have_one_of_seven_frequencies(found: Found, seconds: Any, expected: Any) -> None:
    metrics = {"MetricPublishFrequencyInSeconds": seconds}

    assert found(config(variant(), MetricsConfig=metrics)) == expected


@pytest.mark.parametrize(
    ("baseline", "expected"),
    [
        ({"ShapBaseline": "1,2"}, []),
        ({"ShapBaselineUri": _UNKNOWN}, []),
        ({"ShapBaseline": "1,2", "ShapBaselineUri": _UNKNOWN}, error("VAR-30")),
        ({"MimeType": "text/csv"}, error("VAR-30")),
        (_UNKNOWN, []),
    ],
)
def test_baseline_is_given_once(found: Found, baseline: Any, expected: Any) -> None:
    explainer = {"ClarifyExplainerConfig": {"ShapConfig": {"ShapBaselineConfig": baseline}}}

    assert found(config(variant(), ExplainerConfig=explainer)) == expected


# --- components


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"VpcConfig": _NETWORK}, error("VAR-32")),
        ({"EnableNetworkIsolation": True}, error("VAR-32")),
        ({"EnableNetworkIsolation": "true"}, error("VAR-32")),
        ({"EnableNetworkIsolation": False}, []),
        ({"EnableNetworkIsolation": _UNKNOWN}, []),
        ({"VpcConfig": _MAYBE}, []),
        ({"VpcConfig": {"Ref": "AWS::NoValue"}}, []),
        ({"VpcConfig": _NETWORK, "EnableNetworkIsolation": True}, error("VAR-32") * 2),
    ],
)
def test_models_bring_their_network(found: Found, given: dict[str, Any], expected: Any) -> None:
    assert found(config(variant(), **given)) == expected


def test_components_share_the_network_of_the_configuration(found: Found) -> None:
    resource = config(variant(ModelName=None), VpcConfig=_NETWORK, ExecutionRoleArn=_UNKNOWN)

    assert found(resource) == []


def test_components_need_a_role(found: Found) -> None:
    assert found(config(variant(ModelName=None))) == error("VAR-33")


def test_models_of_pools_bring_their_roles(found: Found) -> None:
    pool = {"InstanceType": "ml.m5.large", "Priority": 1, "ModelNameOverride": "nlinear"}
    given = variant(ModelName=None, InstanceType=None, InstancePools=[pool])

    assert found(config(given)) == []


# --- what is told


def test_every_fault_of_a_variant_is_told_at_its_place(findings_of: Check) -> None:
    given = variant(
        InstanceType="ml.t3.medium", VolumeSizeInGB=513, AcceleratorType="ml.eia2.large"
    )

    findings = findings_of(json.dumps({"Resources": {"Config": config(given)}}))

    assert [(f.rule.id, f.place.removeprefix("ProductionVariants[0].")) for f in findings] == [
        ("VAR-02", "InstanceType"),
        ("VAR-09", "VolumeSizeInGB"),
        ("VAR-17", "AcceleratorType"),
    ]
    assert "nearest: ml.t2.medium" in findings[0].says
    assert findings[1].allowed == "1 to 512"


def test_default_of_a_parameter_is_a_warning(findings_of: Check) -> None:
    template = {
        "Parameters": {"Type": {"Type": "String", "Default": "ml.t3.medium"}},
        "Resources": {"Config": config(variant(InstanceType={"Ref": "Type"}))},
    }

    (finding,) = findings_of(json.dumps(template))

    assert (finding.rule.id, finding.severity) == ("VAR-02", Severity.WARNING)
