"""Rights that an endpoint needs of its models' roles, wherever the models are."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_kms as kms

from sagemaker_endpoints import ContainerDefinition, InstanceVariant, Model, RealTimeEndpoint
from tests.unit.sagemaker_endpoints.conftest import find_all, template_of


def test_key_beside_the_endpoint_and_models_in_another_stack_make_no_circle(
    app: cdk.App, stack: cdk.Stack, container: ContainerDefinition
) -> None:
    models = [Model(stack, name, containers=[container]) for name in ("One", "Two")]
    serving = cdk.Stack(
        app, "Serving", env=cdk.Environment(account=stack.account, region=stack.region)
    )

    RealTimeEndpoint(
        serving,
        "Endpoint",
        encryption_key=kms.Key(serving, "Key"),
        variants=[
            InstanceVariant(name=f"v{number}", model=model, instance_type="ml.m5.large")
            for number, model in enumerate(models)
        ],
    )

    template = template_of(serving)
    (endpoint,) = find_all(template, "AWS::SageMaker::Endpoint")
    policies = find_all(template, "AWS::IAM::Policy")
    assert len(policies) == 2
    assert len(endpoint["DependsOn"]) == 2
