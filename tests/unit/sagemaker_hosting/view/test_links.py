"""Resources find each other by reference, by literal name, and by the parameters in a name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from sagemaker_hosting.templates import read_templates
from sagemaker_hosting.view import (
    Alarm,
    Endpoint,
    EndpointConfig,
    Hosting,
    InferenceComponent,
    Model,
    ScalableTarget,
    ScalingPolicy,
)

View = Callable[..., Hosting]

CHAIN = """
    Parameters: {{Name: {{Type: String}}}}
    Resources:
      Model:
        Type: AWS::SageMaker::Model
        Properties: {{ModelName: {model_name}}}
      Config:
        Type: AWS::SageMaker::EndpointConfig
        Properties:
          EndpointConfigName: {config_name}
          ProductionVariants:
            - {{VariantName: champion, ModelName: {model}, InstanceType: ml.c6i.large}}
          ShadowProductionVariants:
            - {{VariantName: shadow, ModelName: {model}, InstanceType: ml.c6i.large}}
      Endpoint:
        Type: AWS::SageMaker::Endpoint
        Properties: {{EndpointName: {endpoint_name}, EndpointConfigName: {config}}}
      Target:
        Type: AWS::ApplicationAutoScaling::ScalableTarget
        Properties:
          ServiceNamespace: sagemaker
          ScalableDimension: sagemaker:variant:DesiredInstanceCount
          ResourceId: {place}
      Policy:
        Type: AWS::ApplicationAutoScaling::ScalingPolicy
        Properties: {{{policy}}}
      Alarm:
        Type: AWS::CloudWatch::Alarm
        Properties:
          Namespace: AWS/SageMaker
          MetricName: ModelLatency
          Dimensions: [{{Name: EndpointName, Value: {endpoint}}}]
          AlarmActions: [!Ref Policy]
"""
BY_REFERENCE = {
    "model_name": "!Ref AWS::NoValue",
    "config_name": "!Ref AWS::NoValue",
    "endpoint_name": "!Ref AWS::NoValue",
    "model": "!GetAtt Model.ModelName",
    "config": "!GetAtt Config.EndpointConfigName",
    "endpoint": "!GetAtt Endpoint.EndpointName",
    "place": "!Sub 'endpoint/${Endpoint.EndpointName}/variant/champion'",
    "policy": "ScalingTargetId: !Ref Target",
}
BY_ARN = {
    **BY_REFERENCE,
    "model": "!Ref Model",
    "config": "!Ref Config",
    "endpoint": "!Select [1, !Split ['/', !Ref Endpoint]]",
}
PLACE = (
    "ServiceNamespace: sagemaker, "
    "ScalableDimension: 'sagemaker:variant:DesiredInstanceCount', ResourceId: {}"
)
BY_NAME = {
    "model_name": "nlinear",
    "config_name": "weekly",
    "endpoint_name": "demand",
    "model": "nlinear",
    "config": "weekly",
    "endpoint": "demand",
    "place": "endpoint/demand/variant/champion",
    "policy": PLACE.format("endpoint/demand/variant/champion"),
}
BY_PARAMETER = {
    "model_name": "!Sub '${Name}-model'",
    "config_name": "!Sub '${AWS::StackName}-config'",
    "endpoint_name": "!Ref Name",
    "model": "!Join ['-', [!Ref Name, model]]",
    "config": "!Sub '${AWS::StackName}-config'",
    "endpoint": "!Ref Name",
    "place": "!Sub 'endpoint/${Name}/variant/champion'",
    "policy": PLACE.format("!Join ['/', [endpoint, !Ref Name, variant, champion]]"),
}


@pytest.mark.parametrize(
    "links",
    [BY_REFERENCE, BY_ARN, BY_NAME, BY_PARAMETER],
    ids=["by reference", "by arn", "by literal name", "by parameter"],
)
def test_everything_of_an_endpoint_is_found(links: dict[str, str], view: View) -> None:
    hosting = view(CHAIN.format(**links))

    (endpoint,) = hosting.all_of(Endpoint)
    (config,) = hosting.all_of(EndpointConfig)
    (model,) = hosting.all_of(Model)
    (target,) = hosting.all_of(ScalableTarget)
    (policy,) = hosting.all_of(ScalingPolicy)
    (alarm,) = hosting.all_of(Alarm)
    champion, shadow = config.all_variants
    assert (endpoint.config, config.endpoints) == (config, (endpoint,))
    assert (champion.model, shadow.model, model.variants) == (model, model, (champion, shadow))
    assert (shadow.is_shadow, champion.is_shadow) == (True, False)
    assert (target.endpoint, target.variant) == (endpoint, champion)
    assert (champion.is_scaled, shadow.is_scaled) == (True, False)
    assert (policy.target, target.policies) == (target, (policy,))
    assert (policy.alarms, alarm.policies) == ((alarm,), (policy,))
    assert alarm.metrics[0].endpoint is endpoint
    assert model.endpoint_resources == (endpoint,)


@pytest.mark.parametrize(
    "links",
    [
        {"model": "!ImportValue model", "config": "!ImportValue config"},
        {"model": "another", "config": "another"},
        {"model": "!Sub '${Model.ModelName}-v2'", "config": "!Sub '${Config.EndpointConfigName}2'"},
        {"model": "!Ref Name", "config": "!Sub '${AWS::StackName}'"},
    ],
)
def test_what_is_not_certain_is_not_linked(links: dict[str, str], view: View) -> None:
    hosting = view(CHAIN.format(**{**BY_NAME, **links}))

    (endpoint,) = hosting.all_of(Endpoint)
    (config,) = hosting.all_of(EndpointConfig)
    assert endpoint.config is None
    assert endpoint.variants == ()
    assert config.variants[0].model is None


def test_a_name_that_two_resources_bear_leads_to_neither(view: View) -> None:
    source = """
        Resources:
          One: {Type: AWS::SageMaker::Model, Properties: {ModelName: nlinear}}
          Two: {Type: AWS::SageMaker::Model, Properties: {ModelName: nlinear}}
          Config:
            Type: AWS::SageMaker::EndpointConfig
            Properties: {ProductionVariants: [{ModelName: nlinear}]}
    """

    (config,) = view(source).all_of(EndpointConfig)

    assert config.variants[0].model is None


def test_equal_parameters_of_two_templates_are_two_names(view: View) -> None:
    with_model = """
        Parameters: {Name: {Type: String}}
        Resources: {Model: {Type: AWS::SageMaker::Model, Properties: {ModelName: !Ref Name}}}
    """
    with_config = """
        Parameters: {Name: {Type: String}}
        Resources:
          Config:
            Type: AWS::SageMaker::EndpointConfig
            Properties: {ProductionVariants: [{ModelName: !Ref Name}]}
    """

    (config,) = view(with_model, with_config).all_of(EndpointConfig)

    assert config.variants[0].model is None


def test_literal_names_reach_into_other_templates_of_a_place(view: View) -> None:
    hosting = view(
        "Resources: {Model: {Type: AWS::SageMaker::Model, Properties: {ModelName: nlinear}}}",
        """
        Resources:
          Config:
            Type: AWS::SageMaker::EndpointConfig
            Properties: {ProductionVariants: [{ModelName: nlinear}]}
        """,
    )

    (config,) = hosting.all_of(EndpointConfig)
    assert config.variants[0].model is hosting.all_of(Model)[0]


@pytest.mark.parametrize(
    ("shadows", "known"),
    [
        ("!Ref AWS::NoValue", True),
        ("[{VariantName: shadow}]", True),
        ("[{VariantName: !ImportValue shadow}]", False),
        ("!If [Shadowed, [{VariantName: shadow}], !Ref AWS::NoValue]", False),
    ],
)
def test_all_names_of_variants_are_known_or_not(*, shadows: str, known: bool, view: View) -> None:
    (config,) = view(f"""
        Conditions: {{Shadowed: !Equals [!ImportValue shadowed, 'yes']}}
        Resources:
          Config:
            Type: AWS::SageMaker::EndpointConfig
            Properties:
              ProductionVariants: [{{VariantName: champion}}]
              ShadowProductionVariants: {shadows}
    """).all_of(EndpointConfig)

    assert config.variant_names_are_known is known


def test_a_component_finds_its_endpoint_variant_and_target(view: View) -> None:
    hosting = view("""
        Resources:
          Config:
            Type: AWS::SageMaker::EndpointConfig
            Properties: {ProductionVariants: [{VariantName: All, InstanceType: ml.g5.xlarge}]}
          Endpoint:
            Type: AWS::SageMaker::Endpoint
            Properties: {EndpointConfigName: !GetAtt Config.EndpointConfigName}
          Model: {Type: AWS::SageMaker::Model}
          Chronos:
            Type: AWS::SageMaker::InferenceComponent
            Properties:
              InferenceComponentName: chronos
              EndpointName: !GetAtt Endpoint.EndpointName
              VariantName: All
              Specification: {ModelName: !GetAtt Model.ModelName}
          Target:
            Type: AWS::ApplicationAutoScaling::ScalableTarget
            Properties:
              ServiceNamespace: sagemaker
              ScalableDimension: sagemaker:inference-component:DesiredCopyCount
              ResourceId: inference-component/chronos
    """)

    (component,) = hosting.all_of(InferenceComponent)
    (target,) = hosting.all_of(ScalableTarget)
    (model,) = hosting.all_of(Model)
    (endpoint,) = hosting.all_of(Endpoint)
    assert component.variant is endpoint.variants[0]
    assert endpoint.components == (component,)
    assert (component.models, model.components) == ((model,), (component,))
    assert (target.component, component.scalable_targets) == (component, (target,))
    assert target.endpoint_resources == (endpoint,)


def test_targets_of_other_services_are_not_of_sagemaker(view: View) -> None:
    hosting = view("""
        Resources:
          Web:
            Type: AWS::ApplicationAutoScaling::ScalableTarget
            Properties:
              ServiceNamespace: ecs
              ScalableDimension: ecs:service:DesiredCount
              ResourceId: service/cluster/web
          Load:
            Type: AWS::ApplicationAutoScaling::ScalingPolicy
            Properties: {ScalingTargetId: !Ref Web}
          Open:
            Type: AWS::ApplicationAutoScaling::ScalingPolicy
            Properties: {ScalingTargetId: !ImportValue target}
    """)

    assert [target.is_of_sagemaker for target in hosting.all_of(ScalableTarget)] == [False]
    assert [policy.is_of_sagemaker for policy in hosting.all_of(ScalingPolicy)] == [False, False]


def test_the_literal_id_of_a_target_tells_what_it_is(view: View) -> None:
    dimension = "sagemaker:variant:DesiredInstanceCount"
    (policy,) = view(f"""
        Resources:
          Load:
            Type: AWS::ApplicationAutoScaling::ScalingPolicy
            Properties: {{ScalingTargetId: endpoint/demand/variant/a|{dimension}|sagemaker}}
    """).all_of(ScalingPolicy)

    assert (policy.dimension, policy.is_of_sagemaker) == (dimension, True)


def test_the_order_follows_references_and_dependencies(view: View) -> None:
    hosting = view("""
        Resources:
          Role: {Type: AWS::IAM::Role}
          Between:
            Type: AWS::CloudFormation::WaitConditionHandle
            DependsOn: Role
          Model:
            Type: AWS::SageMaker::Model
            Properties: {Tags: [{Key: a, Value: !Sub '${Between}'}]}
          Alone: {Type: AWS::SageMaker::Model, DependsOn: [Gone]}
    """)

    role, between, model, alone = hosting.resources
    assert model.depends_on(between)
    assert model.depends_on(role)
    assert not role.depends_on(model)
    assert not alone.depends_on(role)


def test_a_literal_name_is_that_of_its_own_template_first(tmp_path: Path) -> None:
    source = dedent("""
        Resources:
          Config:
            Type: AWS::SageMaker::EndpointConfig
            Properties:
              ProductionVariants: [{VariantName: a, ModelName: nlinear}]
          Endpoint:
            Type: AWS::SageMaker::Endpoint
            Properties:
              EndpointName: demand
              EndpointConfigName: !GetAtt Config.EndpointConfigName
          Capacity:
            Type: AWS::ApplicationAutoScaling::ScalableTarget
            Properties:
              ServiceNamespace: sagemaker
              ScalableDimension: sagemaker:variant:DesiredInstanceCount
              ResourceId: endpoint/demand/variant/a
    """)
    for name in ("dev.yaml", "prod.yaml"):
        (tmp_path / name).write_text(source)

    hosting = Hosting(read_templates([tmp_path]))

    targets = hosting.all_of(ScalableTarget)
    assert [t.endpoint.stack for t in targets if t.endpoint is not None] == list(hosting.stacks)
