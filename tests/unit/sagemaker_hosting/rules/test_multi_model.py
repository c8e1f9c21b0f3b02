"""What multi-model and multi-container models may be, and where they may be served."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sagemaker_hosting.rules import Finding, Severity

Check = Callable[[str], tuple[Finding, ...]]
Ids = Callable[[str], list[str]]

_TEMPLATE = """
Parameters:
  Given: {{Type: String}}
Resources:
  Bucket: {{Type: AWS::S3::Bucket}}
  Model:
    Type: AWS::SageMaker::Model
    Properties:
      ExecutionRoleArn: {role}
      {execution}
{containers}
{more}
"""
_IMAGE = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecast:1"
_MULTI = "Mode: MultiModel, ModelDataUrl: 's3://models/stores/'"
_FIXED = "arn:aws:iam::111111111111:role/forecast"


@pytest.fixture
def findings_of(findings_of: Check) -> Check:
    """Check by the rules of multi-model and multi-container models alone."""
    areas = ("MME", "MCE")
    return lambda source: tuple(f for f in findings_of(source) if f.rule.area in areas)


@pytest.fixture
def ids_of(findings_of: Check) -> Ids:
    """Check by the rules of multi-model and multi-container models alone."""
    return lambda source: sorted({finding.rule.id for finding in findings_of(source)})


def _primary(container: str, *, role: str = _FIXED, more: str = "") -> str:
    written = f"      PrimaryContainer: {{Image: '{_IMAGE}', {container}}}"
    return _TEMPLATE.format(role=role, execution="", containers=written, more=more)


def _several(*containers: str, execution: str = "", more: str = "") -> str:
    lines = "\n".join(f"        - {{Image: '{_IMAGE}', {c}}}" for c in containers)
    return _TEMPLATE.format(
        role=_FIXED, execution=execution, containers=f"      Containers:\n{lines}", more=more
    )


@pytest.mark.parametrize(
    ("container", "broken"),
    [
        (_MULTI, []),
        ("Mode: MultiModel", ["MME-01"]),
        ("Mode: MultiModel, ModelDataUrl: !Ref AWS::NoValue", ["MME-01"]),
        ("Mode: MultiModel, ModelDataUrl: !Ref Given", []),
        ("Mode: !Ref Given", []),
        ("Mode: SingleModel", []),
        (f"{_MULTI}, MultiModelConfig: {{ModelCacheSetting: Disabled}}", []),
        ("MultiModelConfig: {ModelCacheSetting: Disabled}", ["MME-02"]),
        ("Mode: SingleModel, MultiModelConfig: {ModelCacheSetting: Enabled}", ["MME-02"]),
        ("Mode: !Ref Given, MultiModelConfig: {ModelCacheSetting: Enabled}", []),
        ("Mode: SingleModel, MultiModelConfig: !Ref AWS::NoValue", []),
    ],
)
def test_mode_and_data_of_a_container_agree(container: str, broken: list[str], ids_of: Ids) -> None:
    assert ids_of(_primary(container)) == broken


@pytest.mark.parametrize(
    ("containers", "broken"),
    [
        ((_MULTI, "Mode: SingleModel"), []),
        ((_MULTI, "Mode: !Ref Given, ModelDataUrl: !Ref Given"), []),
        ((_MULTI, _MULTI), ["MME-03"]),
        (("Mode: SingleModel", _MULTI, _MULTI), ["MME-03"]),
    ],
)
def test_a_pipeline_has_one_multi_model_container(
    containers: tuple[str, ...], broken: list[str], ids_of: Ids
) -> None:
    assert ids_of(_several(*containers)) == broken


_A, _B = "ContainerHostname: nlinear", "ContainerHostname: transformer"


@pytest.mark.parametrize(
    ("mode", "containers", "faults"),
    [
        ("Direct", (_A, _B), 0),
        ("Serial", ("Mode: SingleModel", "Mode: SingleModel"), 0),
        ("Direct", (_A, "Mode: SingleModel"), 1),
        ("Direct", ("Mode: SingleModel", "Mode: SingleModel"), 2),
        ("Direct", (_A, "ContainerHostname: !Ref Given"), 0),
        ("Direct", (_A,), 1),
        ("DIRECT", (_A, _B), 1),
        ("SERIAL", (_A, _B), 1),
        ("!Ref Given", ("Mode: SingleModel",), 0),
    ],
)
def test_direct_containers_have_hostnames(
    mode: str, containers: tuple[str, ...], faults: int, findings_of: Check
) -> None:
    found = findings_of(
        _several(*containers, execution=f"InferenceExecutionConfig: {{Mode: {mode}}}")
    )

    assert [(f.rule.id, f.severity) for f in found] == [("MCE-01", Severity.ERROR)] * faults


def test_a_primary_container_cannot_be_invoked_directly(ids_of: Ids) -> None:
    source = _primary(_A).replace(
        "      PrimaryContainer",
        "      InferenceExecutionConfig: {Mode: Direct}\n      PrimaryContainer",
    )

    assert ids_of(source) == ["MCE-01"]


def _config(more: str) -> str:
    return (
        "  Config:\n"
        "    Type: AWS::SageMaker::EndpointConfig\n"
        "    Properties:\n"
        "      ProductionVariants:\n"
        "        - {VariantName: champion, ModelName: nlinear, InstanceType: ml.m5.large}\n"
        f"      {more}\n"
    )


def test_a_shadow_variant_with_several_models_is_refused(findings_of: Check) -> None:
    shadow = (
        "ShadowProductionVariants: [{VariantName: candidate, "
        "ModelName: !GetAtt Model.ModelName, InstanceType: ml.m5.large}]"
    )

    (finding,) = findings_of(_primary(_MULTI, more=_config(shadow)))

    assert finding.rule.id == "MME-07"
    assert finding.place == "ShadowProductionVariants[0].ModelName"


@pytest.mark.parametrize(
    ("enabled", "broken"),
    [("true", ["MME-06"]), ("false", []), ("!Ref Given", [])],
)
def test_capture_of_a_pipeline_is_a_warning(enabled: str, broken: list[str], ids_of: Ids) -> None:
    capture = (
        f"DataCaptureConfig: {{EnableCapture: {enabled}, InitialSamplingPercentage: 1, "
        "DestinationS3Uri: 's3://forecasts/in', CaptureOptions: [{CaptureMode: Input}]}"
    )
    config = _config(capture).replace("nlinear", "!GetAtt Model.ModelName")

    assert ids_of(_several(_A, _B, more=config)) == broken


def _role(*statements: str, attached: str = "") -> str:
    lines = "".join(f"              - {{Effect: Allow, {s}}}\n" for s in statements)
    return (
        "  Role:\n"
        "    Type: AWS::IAM::Role\n"
        "    Properties:\n"
        f"      {attached}\n"
        "      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Action: 'sts:AssumeRole',\n"
        "        Principal: {Service: sagemaker.amazonaws.com}}]}\n"
        "      Policies:\n"
        "        - PolicyName: forecast\n"
        "          PolicyDocument:\n"
        "            Statement:\n"
        "              - {Effect: Allow, Action: 'logs:*', Resource: '*'}\n"
        f"{lines}"
    )


@pytest.mark.parametrize(
    ("statements", "faults"),
    [
        (("Action: 's3:*', Resource: '*'",), 0),
        (("Action: 's3:GetObject', Resource: !Sub '${Bucket.Arn}/stores/*'",
          "Action: 's3:ListBucket', Resource: !GetAtt Bucket.Arn"), 0),
        (("Action: ['s3:Get*', 's3:List*'], Resource: !Sub '${Bucket.Arn}*'",), 0),
        (("Action: ['s3:GetObject', 's3:ListBucket'], Resource: !Sub '${Bucket.Arn}/*'",), 1),
        (("Action: ['s3:GetObject', 's3:ListBucket'], Resource: !GetAtt Bucket.Arn",), 1),
        (("Action: 's3:GetObject', Resource: !Sub '${Bucket.Arn}/other/*'",
          "Action: 's3:ListBucket', Resource: !GetAtt Bucket.Arn"), 1),
        ((), 2),
    ],
)  # fmt: skip
def test_the_role_may_read_below_the_prefix_and_list(
    statements: tuple[str, ...], faults: int, findings_of: Check
) -> None:
    container = "Mode: MultiModel, ModelDataUrl: !Sub 's3://${Bucket}/stores/'"

    found = findings_of(_primary(container, role="!GetAtt Role.Arn", more=_role(*statements)))

    assert [f.rule.id for f in found] == ["MME-09"] * faults


@pytest.mark.parametrize(
    "attached",
    [
        "ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonSageMakerFullAccess]",
        "ManagedPolicyArns: !Ref Given",
    ],
)
def test_managed_policies_may_give_what_is_missing(attached: str, ids_of: Ids) -> None:
    assert ids_of(_primary(_MULTI, role="!GetAtt Role.Arn", more=_role(attached=attached))) == []
