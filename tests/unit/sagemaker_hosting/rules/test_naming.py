"""Names and tags, at the boundaries and where nothing is known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sagemaker_hosting.rules import Finding, Severity, check
from sagemaker_hosting.templates import read_templates

Check = Callable[[str], tuple[Finding, ...]]
Ids = Callable[[str], list[str]]

_PARAMETERS = """
Parameters:
  Name: {Type: String}
  Names: {Type: CommaDelimitedList}
Conditions:
  IsNamed: !Not [!Equals [!Join ["", !Ref Names], ""]]
"""
_COMPONENT = """
  Component:
    Type: AWS::SageMaker::InferenceComponent
    Properties:
      EndpointName: demand
      VariantName: AllTraffic
      Specification:
        ModelName: nlinear
        ComputeResourceRequirements: {MinMemoryRequiredInMb: 1024}
"""

_CUT_OUT = '!Select [1, !Split ["inference-component/", !Ref Component]]'


@pytest.fixture
def findings_of(findings_of: Check) -> Check:
    """Check by the rules of names alone."""
    return lambda source: tuple(f for f in findings_of(source) if f.rule.area == "NAM")


@pytest.fixture
def ids_of(findings_of: Check) -> Ids:
    """Check by the rules of names alone; NAM-06 warns of any name that stays."""
    return lambda source: sorted({f.rule.id for f in findings_of(source)} - {"NAM-06"})


def _resources(**resources: str) -> str:
    """Each resource is its type and properties, on one line."""
    return f"{_PARAMETERS}Resources:\n" + "".join(
        f"  {logical_id}: {{Type: AWS::SageMaker::{body}}}\n"
        for logical_id, body in resources.items()
    )


def _named(kind: str, name: str) -> str:
    key = {"Endpoint": "EndpointName", "EndpointConfig": "EndpointConfigName"}.get(
        kind, f"{kind}Name"
    )
    return _resources(Thing=f"{kind}, Properties: {{{key}: {name}}}")


def _variants(*names: str, shadow: str | None = None) -> str:
    production = ", ".join(f"{{VariantName: {name}, ModelName: nlinear}}" for name in names)
    shadows = f", ShadowProductionVariants: [{{VariantName: {shadow}}}]" if shadow else ""
    return _resources(
        Config=f"EndpointConfig, Properties: {{ProductionVariants: [{production}]{shadows}}}"
    )


@pytest.mark.parametrize("name", ["demand_1", "demand.1", "-demand", "demand-", '""', "démand"])
@pytest.mark.parametrize("kind", ["Endpoint", "EndpointConfig"])
def test_names_of_endpoints_are_letters_digits_and_inner_hyphens(
    kind: str, name: str, ids_of: Ids
) -> None:
    assert ids_of(_named(kind, name)) == ["NAM-01"]
    assert ids_of(_variants(name)) == ["NAM-01"]


@pytest.mark.parametrize("name", ["qwen1.5", "my_model", "-nlinear", "nlinear-"])
@pytest.mark.parametrize("kind", ["Model", "InferenceComponent"])
def test_names_of_models_are_letters_digits_and_inner_hyphens(
    kind: str, name: str, ids_of: Ids
) -> None:
    assert ids_of(_named(kind, name)) == ["NAM-03"]


@pytest.mark.parametrize("name", ["a", "2026", "demand--forecast", "!Ref Name", "!Sub 'x-${Name}'"])
@pytest.mark.parametrize("kind", ["Endpoint", "EndpointConfig", "Model", "InferenceComponent"])
def test_other_names_are_taken(kind: str, name: str, ids_of: Ids) -> None:
    assert ids_of(_named(kind, name)) == []


@pytest.mark.parametrize("name", ["!Sub '${Name}_demand'", "!Join [_, [demand, !Ref Name]]"])
def test_what_is_written_around_an_unknown_part_is_checked(name: str, ids_of: Ids) -> None:
    assert ids_of(_named("Endpoint", name)) == ["NAM-01"]


@pytest.mark.parametrize("kind", ["Endpoint", "EndpointConfig", "Model", "InferenceComponent"])
def test_names_end_at_63_characters(kind: str, ids_of: Ids) -> None:
    hyphenated = "demand-" * 9

    assert ids_of(_named(kind, "d" * 63)) == []
    assert ids_of(_named(kind, f"{hyphenated}x")) == ["NAM-02"]
    assert ids_of(_named(kind, f"!Sub '${{Name}}{'d' * 64}'")) == ["NAM-02"]


def test_names_of_variants_end_at_63_characters(ids_of: Ids) -> None:
    assert ids_of(_variants("d" * 63)) == []
    assert ids_of(_variants("d" * 64)) == ["NAM-02"]


def test_a_name_that_is_long_and_malformed_has_both_faults(ids_of: Ids) -> None:
    assert ids_of(_named("Endpoint", "demand_" * 10)) == ["NAM-01", "NAM-02"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Demand", "demand", ["NAM-04"]),
        ("demand", "demand", ["NAM-05"]),
        ("demand", "nightly", []),
        ("!Ref Name", "!Ref Name", ["NAM-05"]),
        ("!Ref Name", "!Sub '${Name}-2'", []),
        ("!Sub '${AWS::StackName}-a'", "!Sub '${AWS::StackName}-a'", ["NAM-05"]),
        ("!Ref Name", "demand", []),
        ("!If [IsNamed, demand, !Ref AWS::NoValue]", "demand", []),
    ],
)
def test_names_of_endpoints_collide_in_any_case(
    one: str, other: str, expected: list[str], ids_of: Ids
) -> None:
    source = _resources(
        One=f"Endpoint, Properties: {{EndpointName: {one}}}",
        Other=f"Endpoint, Properties: {{EndpointName: {other}}}",
    )

    assert ids_of(source) == expected


@pytest.mark.parametrize("kind", ["EndpointConfig", "Model", "InferenceComponent"])
def test_other_names_collide_if_they_are_equal(kind: str, ids_of: Ids) -> None:
    def named(one: str, other: str) -> str:
        return _resources(
            One=f"{kind}, Properties: {{{kind}Name: {one}}}",
            Other=f"{kind}, Properties: {{{kind}Name: {other}}}",
        )

    assert ids_of(named("demand", "demand")) == ["NAM-05"]
    assert ids_of(named("demand", "Demand")) == []


def test_alarms_share_no_name(ids_of: Ids) -> None:
    alarm = "{Type: AWS::CloudWatch::Alarm, Properties: {AlarmName: latency}}"

    assert ids_of(f"Resources:\n  One: {alarm}\n  Other: {alarm}\n") == ["NAM-05"]


def test_one_name_for_two_kinds_is_no_collision(ids_of: Ids) -> None:
    source = _resources(
        Model="Model, Properties: {ModelName: demand}",
        Endpoint="Endpoint, Properties: {EndpointName: demand}",
    )

    assert ids_of(source) == []


@pytest.mark.parametrize(
    ("other", "expected"),
    [("IsProd", ["NAM-05"]), ("IsTest", []), ("IsNamed", [])],
)
def test_names_collide_only_where_both_are_made(
    other: str, expected: list[str], ids_of: Ids
) -> None:
    endpoint = "Type: AWS::SageMaker::Endpoint, Properties: {EndpointName: demand}"

    found = ids_of(f"""
Parameters:
  Stage: {{Type: String}}
  Names: {{Type: CommaDelimitedList}}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsTest: !Not [!Equals [!Ref Stage, prod]]
  IsNamed: !Not [!Equals [!Join ["", !Ref Names], ""]]
Resources:
  One: {{{endpoint}, Condition: IsProd}}
  Other: {{{endpoint}, Condition: {other}}}
""")

    assert found == expected


@pytest.mark.parametrize(
    ("region", "severity"), [("eu-west-1", Severity.ERROR), (None, Severity.WARNING)]
)
def test_files_of_one_folder_collide_for_sure_in_one_region_only(
    region: str | None, severity: Severity, tmp_path: Path
) -> None:
    for name in ("demand", "nightly"):
        (tmp_path / f"{name}.yaml").write_text(_named("Endpoint", "forecast"))

    templates = read_templates([tmp_path], account="111111111111", region=region)

    assert [(f.rule.id, f.severity) for f in check(templates) if f.rule.area == "NAM"] == [
        ("NAM-05", severity)
    ]


@pytest.mark.parametrize(
    "name", ["demand-1f2e3d4c", "!Ref Name", "!Sub 'demand-${Name}'", "!Ref AWS::NoValue"]
)
def test_names_that_change_with_the_contents_are_not_fixed(name: str, findings_of: Check) -> None:
    assert findings_of(_named("EndpointConfig", name)) == ()


@pytest.mark.parametrize("name", ["demand", "demand-20261122", "!Sub '${AWS::StackName}-demand'"])
def test_names_that_stay_are_warned_of(name: str, findings_of: Check) -> None:
    (finding,) = findings_of(_named("Model", name))

    assert (finding.rule.id, finding.severity) == ("NAM-06", Severity.WARNING)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (_variants("champion", "challenger", "champion"), ["NAM-07"]),
        (_variants("champion", shadow="champion"), ["NAM-07"]),
        (_variants("champion", shadow="challenger"), []),
        (_variants("!Ref Name", "!Ref Name"), ["NAM-07"]),
        (_variants("!Ref Name", "champion"), []),
    ],
)
def test_names_of_variants_are_shared_with_no_other(
    source: str, expected: list[str], ids_of: Ids
) -> None:
    assert ids_of(source) == expected


@pytest.mark.parametrize(
    "resource_id",
    [
        "!Sub inference-component/${Component}",
        "!Join [/, [inference-component, !Ref Component]]",
        "!Sub inference-component/${Component.InferenceComponentArn}",
        "!Ref Component",
        "!Sub inference-component/${Component.InferenceComponentName}",
        "!Sub ['inference-component/${Name}', {Name: !Ref Component}]",
    ],
)
def test_an_arn_is_no_name_of_a_component(resource_id: str, ids_of: Ids) -> None:
    target = f"""
  Copies:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: sagemaker
      ScalableDimension: sagemaker:inference-component:DesiredCopyCount
      ResourceId: {resource_id}
"""

    assert ids_of(f"Resources:{_COMPONENT}{target}") == ["NAM-08"]


@pytest.mark.parametrize(
    "resource_id",
    [
        "inference-component/nlinear",
        "!Sub inference-component/${Name}",
        f"!Join [/, [inference-component, {_CUT_OUT}]]",
    ],
)
def test_the_name_cut_out_of_the_arn_is_one(resource_id: str, ids_of: Ids) -> None:
    target = f"""
  Copies:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: sagemaker
      ScalableDimension: sagemaker:inference-component:DesiredCopyCount
      ResourceId: {resource_id}
"""

    assert ids_of(f"{_PARAMETERS}Resources:{_COMPONENT}{target}") == []


def test_adapters_metrics_and_outputs_need_the_name_too(findings_of: Check) -> None:
    source = f"""
Resources:{_COMPONENT}
  Adapter:
    Type: AWS::SageMaker::InferenceComponent
    Properties:
      EndpointName: demand
      Specification: {{BaseInferenceComponentName: !Ref Component}}
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/SageMaker
      MetricName: NoCapacityInvocationFailures
      Dimensions: [{{Name: InferenceComponentName, Value: !Ref Component}}]
Outputs:
  Name: {{Value: !GetAtt Component.InferenceComponentName}}
"""

    found = [(f.rule.id, f.logical_id) for f in findings_of(source)]

    assert found == [("NAM-08", name) for name in ("Component", "Adapter", "Alarm")]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (", ".join(f"{{Key: k{i}, Value: v}}" for i in range(50)), []),
        (", ".join(f"{{Key: k{i}, Value: v}}" for i in range(51)), ["NAM-09"]),
        (f"{{Key: {'k' * 128}, Value: {'v' * 256}}}", []),
        (f"{{Key: {'k' * 129}, Value: v}}", ["NAM-09"]),
        (f"{{Key: k, Value: {'v' * 257}}}", ["NAM-09"]),
        ('{Key: "", Value: v}', ["NAM-09"]),
        ('{Key: team, Value: ""}', []),
        ("{Key: 'aws:team', Value: v}", ["NAM-09"]),
        ("{Key: 'AWS:team', Value: v}", ["NAM-09"]),
        ("{Key: 'awesome:team', Value: 'aws:v'}", []),
        ("{Key: !Ref Name, Value: !Ref Name}", []),
    ],
)
def test_tags_have_limits(tags: str, expected: list[str], ids_of: Ids) -> None:
    source = _resources(Config=f"EndpointConfig, Properties: {{Tags: [{tags}]}}")

    assert ids_of(source) == expected
