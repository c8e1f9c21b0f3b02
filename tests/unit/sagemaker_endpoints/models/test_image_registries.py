"""A registry's account where the region is not known at synth: a Mapping for each table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk

from sagemaker_endpoints import ContainerDefinition, ContainerImage, Model

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
Render = Callable[[cdk.Stack], dict[str, Any]]


def model_of(stack: cdk.Stack, *images: ContainerImage, name: str = "Model") -> Model:
    return Model(stack, name, containers=[ContainerDefinition(image=image) for image in images])


def test_account_is_looked_up_by_the_deploy_where_the_region_is_not_known(
    agnostic_stack: cdk.Stack, template: Render, resources: Resources
) -> None:
    model_of(agnostic_stack, ContainerImage.from_framework("pytorch", version="2.6.0"))

    ((table_id, table),) = template(agnostic_stack)["Mappings"].items()
    (model,) = resources(agnostic_stack, "AWS::SageMaker::Model")
    (role,) = resources(agnostic_stack, "AWS::IAM::Role")

    account = {"Fn::FindInMap": [table_id, {"Ref": "AWS::Region"}, "account"]}
    assert table["eu-west-1"] == {"account": "763104351884"}
    assert table["cn-north-1"] == {"account": "727897471807"}
    assert model["PrimaryContainer"]["Image"]["Fn::Join"][1] == [
        account,
        ".dkr.ecr.",
        {"Ref": "AWS::Region"},
        ".",
        {"Ref": "AWS::URLSuffix"},
        "/pytorch-inference:2.6.0-cpu-py312",
    ]
    pull = role["Policies"][0]["PolicyDocument"]["Statement"][0]
    assert pull["Sid"] == "PullImage"
    assert account in pull["Resource"]["Fn::Join"][1]


def test_images_of_one_table_share_the_mapping(agnostic_stack: cdk.Stack, template: Render) -> None:
    for name, processor in (("Small", "cpu"), ("Large", "gpu")):
        image = ContainerImage.from_framework("pytorch", version="2.6.0", processor=processor)
        model_of(agnostic_stack, image, name=name)

    mappings = template(agnostic_stack)["Mappings"]

    assert len(mappings) == 1


def test_images_of_different_tables_have_a_mapping_each(
    agnostic_stack: cdk.Stack, template: Render
) -> None:
    model_of(
        agnostic_stack,
        ContainerImage.from_framework("pytorch", version="2.6.0"),
        ContainerImage.from_framework("sklearn", version="1.2-1"),
    )

    mappings = template(agnostic_stack)["Mappings"]

    assert {table["eu-west-1"]["account"] for table in mappings.values()} == {
        "763104351884",
        "141502667606",
    }
