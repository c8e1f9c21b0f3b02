"""A jsii without the private names that make messages cheap gives the same."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sagemaker as sagemaker

from sagemaker_endpoints import (
    AsyncEndpoint,
    ContainerDefinition,
    InstanceVariant,
    Model,
    RealTimeEndpoint,
)
from sagemaker_endpoints.common import _node_messages, _resources

Render = Callable[[cdk.Stack], dict[str, Any]]


@contextmanager
def public_names_alone() -> Iterator[ModuleType]:
    """The module as it is imported where jsii has none of its private names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "jsii._kernel", ModuleType("jsii._kernel"))
        file = str(_node_messages.__file__)
        spec = importlib.util.spec_from_file_location("messages_of_another_jsii", file)
        assert spec is not None
        assert spec.loader is not None
        found = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(found)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("define_in_node", "reference", "resource", "told_to_node"):
            patch.setattr(_resources, name, getattr(found, name))
        yield found


class Named(cdk.Stack):
    """A stack whose class Node asks while a resource is made."""

    def _allocate_logical_id(self, cfn_element: cdk.CfnElement) -> str:
        return f"Our{super()._allocate_logical_id(cfn_element)}"


def build(outdir: Path, container: ContainerDefinition) -> cdk.Stack:
    stack = Named(cdk.App(outdir=str(outdir)), "Stack")
    model = Model(stack, "Model", containers=[container])
    variant = InstanceVariant(name="all", model=model, instance_type="ml.m5.large")
    endpoint = RealTimeEndpoint(stack, "Endpoint", variants=[variant])
    capacity = endpoint.variant("all").auto_scale_instance_count(max_capacity=4)
    capacity.scale_on_invocations("Load", invocations_per_minute=70)
    AsyncEndpoint(
        stack,
        "Backfill",
        model=model,
        instance_type="ml.m5.large",
        output_bucket=s3.Bucket(stack, "Answers"),
        notify=True,
    )
    endpoint.cfn_endpoint.add_property_override("RetainDeploymentConfig", value=True)
    return stack


def test_jsii_of_today_has_the_private_names() -> None:
    with public_names_alone() as found:
        assert not found._PRIVATE
    assert _node_messages._PRIVATE


def test_template_is_the_same_without_the_private_names(
    tmp_path: Path, container: ContainerDefinition, template: Render
) -> None:
    expected = template(build(tmp_path / "private", container))

    with public_names_alone():
        stack = build(tmp_path / "public", container)
        endpoint: Any = stack.node.find_child("Endpoint")
        config = endpoint.cfn_endpoint_config
        made = template(stack)

    assert made == expected
    assert isinstance(config, sagemaker.CfnEndpointConfig)
    assert endpoint.cfn_endpoint_config is config
