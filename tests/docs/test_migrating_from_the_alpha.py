"""The migration page: the alpha's templates before, ours after, and the names of both.

The alpha is not installed here. alpha_template.json holds what its version 2.275.0a0 gave, with
aws-cdk-lib 2.275.0 and the feature flags of cdk.json: the source, the template that it synthesizes
to, before and after the lines that scale were deleted, and the package's public names.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

import sagemaker_endpoints
from tests.docs.test_guide import Block, blocks_of

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "migrating-from-the-alpha.md"
ALPHA = json.loads(Path(__file__).with_name("alpha_template.json").read_text())
SCALING = ("ScalableTarget", "ScalingPolicy")
Resources = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def blocks() -> dict[str, Block]:
    """The page's Python, by its marks."""
    return {block.mark: block for block in blocks_of(PAGE) if block.language == "python"}


@pytest.fixture(scope="module")
def after(blocks: dict[str, Block], cdk_context: dict[str, Any]) -> Resources:
    """What the new code synthesizes to."""
    with pytest.MonkeyPatch.context() as patch:
        app_class = cdk.App
        patch.setattr(cdk, "App", lambda: app_class(context=cdk_context))
        names: dict[str, Any] = {}
        exec(compile(blocks["after"].text, str(PAGE), "exec"), names)  # noqa: S102  # what is tested
    resources: Resources = Template.from_stack(names["stack"]).to_json()["Resources"]
    return resources


def of_type(resources: Resources, resource_type: str) -> Resources:
    return {key: value for key, value in resources.items() if value["Type"] == resource_type}


def rows_of(heading: str) -> list[list[str]]:
    """The cells of the table whose first column is headed so."""
    lines = PAGE.read_text().splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def told(heading: str) -> dict[str, str]:
    return {kind.strip("`"): what for kind, what in rows_of(heading)}


def changes(before: Resources, after: Resources) -> dict[str, str]:
    """What CloudFormation does to the resources of each type, in the page's words."""
    found = {}
    for kind in {resource["Type"] for resource in (*before.values(), *after.values())}:
        old, new = of_type(before, kind), of_type(after, kind)
        if old == new:
            continue
        assert len(old) <= 1
        assert len(new) <= 1
        if old.keys() == new.keys():
            found[kind] = "updates it in place"
        elif old and new:
            found[kind] = "makes a new one, deletes the old"
        else:
            found[kind] = "makes it" if new else "deletes it"
    return found


def test_code_before_is_what_the_alpha_was_run_with(blocks: dict[str, Block]) -> None:
    assert blocks["before"].text == ALPHA["before"]["source"]
    assert f"version {ALPHA['version']}" in PAGE.read_text()


def test_deleting_the_lines_gives_the_code_of_the_first_deploy(blocks: dict[str, Block]) -> None:
    without = blocks["before"].text.replace(blocks["deleted"].text, "").rstrip("\n")

    assert without == ALPHA["without_scaling"]["source"].rstrip("\n")


def test_first_deploy_does_what_is_told() -> None:
    before, without = (
        ALPHA[step]["template"]["Resources"] for step in ("before", "without_scaling")
    )

    assert changes(before, without) == told("the first deploy")


def test_second_deploy_does_what_is_told(after: Resources) -> None:
    deployed = ALPHA["without_scaling"]["template"]["Resources"]

    assert changes(deployed, after) == told("the second deploy")


def test_endpoint_keeps_its_logical_id_and_its_name(after: Resources) -> None:
    deployed = of_type(ALPHA["before"]["template"]["Resources"], "AWS::SageMaker::Endpoint")
    new = of_type(after, "AWS::SageMaker::Endpoint")

    assert list(new) == list(deployed)
    (properties,), (deployed_properties,) = (
        [resource["Properties"] for resource in each.values()] for each in (new, deployed)
    )
    # Of its properties this alone cannot be changed in place.
    assert "EndpointName" not in properties
    assert "EndpointName" not in deployed_properties
    assert properties["RetainAllVariantProperties"] is True


def test_logical_id_is_the_only_one_that_both_have(after: Resources) -> None:
    deployed = ALPHA["before"]["template"]["Resources"]

    both = set(deployed) & set(after)

    assert {deployed[logical_id]["Type"] for logical_id in both} == {"AWS::SageMaker::Endpoint"}


def test_model_and_variant_stay_what_they_are(after: Resources) -> None:
    deployed = ALPHA["before"]["template"]["Resources"]

    (old_config,), (new_config,) = (
        list(of_type(each, "AWS::SageMaker::EndpointConfig").values()) for each in (deployed, after)
    )
    (old_model,), (new_model,) = (
        list(of_type(each, "AWS::SageMaker::Model").values()) for each in (deployed, after)
    )

    (old,), (new,) = (
        config["Properties"]["ProductionVariants"] for config in (old_config, new_config)
    )
    assert {**old, "ModelName": None} == {**new, "ModelName": None}
    containers = [model["Properties"]["PrimaryContainer"] for model in (old_model, new_model)]
    assert containers[0]["Environment"] == containers[1]["Environment"]


def test_scaling_is_the_same_again(after: Resources) -> None:
    deployed = ALPHA["before"]["template"]["Resources"]
    kept = ("MinCapacity", "MaxCapacity", "ScalableDimension", "ServiceNamespace", "PolicyType")

    for kind in SCALING:
        (old,), (new,) = (
            of_type(each, f"AWS::ApplicationAutoScaling::{kind}").values()
            for each in (deployed, after)
        )
        for name in kept:
            assert old["Properties"].get(name) == new["Properties"].get(name)

    (policy,) = of_type(after, "AWS::ApplicationAutoScaling::ScalingPolicy").values()
    tracking = policy["Properties"]["TargetTrackingScalingPolicyConfiguration"]
    assert tracking["TargetValue"] == 900


def test_names_of_the_alpha_are_its_names() -> None:
    named = [name for row in rows_of("the alpha") for name in re.findall(r"`([^`]+)`", row[0])]

    assert named
    assert [name for name in named if name not in ALPHA["names"]] == []


def test_names_here_are_ours() -> None:
    cells = [row[1] for row in rows_of("the alpha")]
    named = [name for cell in cells for name in re.findall(r"`([A-Z][\w.]+)`", cell)]

    assert named
    for name in named:
        of, _, member = name.partition(".")
        assert of in sagemaker_endpoints.__all__
        assert not member or hasattr(getattr(sagemaker_endpoints, of), member), name


def test_every_metric_of_the_alpha_is_here() -> None:
    metrics = {
        name.rpartition(".")[2]
        for name in ALPHA["names"]
        if name.startswith("IEndpointInstanceProductionVariant.metric")
    }

    assert len(metrics) > 5
    assert metrics <= set(dir(sagemaker_endpoints.EndpointVariant))


def test_a_model_of_the_alpha_is_taken_as_it_is() -> None:
    class AlphaModel:
        model_name = "a-model"

    variant = sagemaker_endpoints.InstanceVariant(
        name="champion", model=AlphaModel(), instance_type="ml.m5.large"
    )

    assert variant.render()["modelName"] == "a-model"
    assert "Model.model_name" in ALPHA["names"]


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([\w.-]+\.md)\)", PAGE.read_text())

    assert links
    assert [link for link in links if not (PAGE.parent / link).exists()] == []
