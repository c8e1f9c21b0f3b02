"""Compares the variants that serve with those of a template."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.operate._problems import AwsProblem, Kind
from sagemaker_hosting.operate.smoke._live import Absent
from sagemaker_hosting.operate.smoke._report import Check
from sagemaker_hosting.operate.smoke._stacks import Unchecked, is_named, tail_of, unless_global
from sagemaker_hosting.operate.smoke._state import failed, passed, unchecked
from sagemaker_hosting.operate.smoke._target import has_shadow_test

if TYPE_CHECKING:
    from sagemaker_hosting.operate._aws import Aws
    from sagemaker_hosting.operate.smoke._live import LiveEndpoint, LiveEndpoints
    from sagemaker_hosting.view import Container, Endpoint, Model, Node, Variant

Found = Mapping[str, Any]

# SageMaker keeps weights in 32 bits.
_PRECISION: Final = 1e-5
_WEIGHT: Final = "DesiredWeight"
_SERVERLESS: Final = ("MemorySizeInMB", "MaxConcurrency")
_DEFAULT_WEIGHT: Final = 1.0


class Configurations:
    """Compares what serves with templates.

    Args:
        aws: who asks.
        endpoints: where CloudFormation's names are found.
    """

    def __init__(self, aws: Aws, endpoints: LiveEndpoints) -> None:
        self._aws = aws
        self._endpoints = endpoints
        self._models: dict[tuple[str, str], Found] = {}

    def checks(self, endpoint: Endpoint, live: LiveEndpoint) -> Iterator[Check]:
        """Compare each variant's type, weight and model, and whether there are others.

        Raises:
            AwsProblem: AWS cannot be asked at all.
        """
        config = endpoint.config
        if config is None or not config.all_variants:
            yield unchecked("variants of the template", "the template does not tell them")
            return
        try:
            described = self._aws.call(
                "sagemaker",
                "describe_endpoint_config",
                in_region=live.stack.region,
                EndpointConfigName=live.described["EndpointConfigName"],
            )
        except AwsProblem as problem:
            yield unchecked("variants of the template", unless_global(problem))
            return
        found = {
            v["VariantName"]: v
            for key in ("ProductionVariants", "ShadowProductionVariants")
            for v in described.get(key, ())
        }
        for variant in config.all_variants:
            yield self._check(endpoint, variant, live, found.get(variant.label))
        others = found.keys() - {variant.label for variant in config.all_variants}
        if others and config.variant_names_are_known and not has_shadow_test(endpoint):
            yield failed(
                "no other variants",
                f"{', '.join(sorted(others))} serves, and is not in the template",
            )

    def _check(
        self, endpoint: Endpoint, variant: Variant, live: LiveEndpoint, found: Found | None
    ) -> Check:
        what = f"variant {variant.label} of the template"
        if variant.name.text is None:
            return unchecked(what, "the template does not tell its name")
        if found is None:
            return failed(what, "there is none of this name")
        try:
            wrong = list(self._differences(endpoint, variant, live, found))
        except Absent as reason:
            return failed(what, str(reason))
        except (Unchecked, AwsProblem) as reason:
            if isinstance(reason, AwsProblem) and reason.is_global:
                raise
            return unchecked(what, reason)
        if wrong:
            return failed(what, "; ".join(wrong))
        return passed(what, _told(found, live.summary(variant.label)))

    def _differences(
        self, endpoint: Endpoint, variant: Variant, live: LiveEndpoint, found: Found
    ) -> Iterator[str]:
        if variant.type_nodes and all(node.text is not None for node in variant.type_nodes):
            types = _types(found)
            if types != set(variant.instance_types):
                wanted = ", ".join(variant.instance_types)
                yield f"runs on {', '.join(sorted(types)) or 'no instances'}, not on {wanted}"
        for key in _SERVERLESS:
            wanted_size, size = variant.serverless.at(key).number, found.get("ServerlessConfig", {})
            if wanted_size is not None and size.get(key) != wanted_size:
                yield f"{key} is {size.get(key)}, {wanted_size} in the template"
        yield from _weight_differences(endpoint, variant, live)
        if variant.model is not None:
            yield from self._model_differences(variant.model, live, str(found.get("ModelName")))
        elif variant.model_name.text is not None and found.get("ModelName") != (
            variant.model_name.text
        ):
            yield f"serves {found.get('ModelName')}, {variant.model_name.text} in the template"

    def _model_differences(self, model: Model, live: LiveEndpoint, name: str) -> Iterator[str]:
        wanted = self._endpoints.physical_id(model)
        if not is_named(name, wanted):
            yield f"serves the model {name}, the stack has {tail_of(wanted)}"
        try:
            described = self._model(live.stack.region, name)
        except AwsProblem as problem:
            if problem.kind is not Kind.REFUSED:
                raise
            # A stack deletes the models before, though an endpoint that went back runs them.
            yield f"its model cannot be looked at ({problem})"
            return
        primary = described.get("PrimaryContainer")
        containers = [*([primary] if primary else []), *described.get("Containers", ())]
        count = model.container_count
        if count is not None and count != len(containers):
            yield f"its model has {len(containers)} containers, {count} in the template"
            return
        for container, serving in zip(model.containers, containers, strict=False):
            yield from _container_differences(container, serving)

    def _model(self, region: str, name: str) -> Found:
        if (region, name) not in self._models:
            self._models[region, name] = self._aws.call(
                "sagemaker", "describe_model", in_region=region, ModelName=name
            )
        return self._models[region, name]


def _weight_differences(endpoint: Endpoint, variant: Variant, live: LiveEndpoint) -> Iterator[str]:
    """Compare a weight, unless there is nothing to share, or a deploy keeps what was set live."""
    if variant.serves_components or len(variant.config.all_variants) == 1:
        return
    excluded = endpoint.at("ExcludeRetainedVariantProperties").items
    follows = any(item.at("VariantPropertyType").text == _WEIGHT for item in excluded)
    if endpoint.at("RetainAllVariantProperties").flag and not follows:
        return
    node, serving = variant.at("InitialVariantWeight"), live.summary(variant.label)
    wanted = _DEFAULT_WEIGHT if node.is_absent else node.number
    weight = serving.get("CurrentWeight")
    if wanted is None or weight is None or math.isclose(weight, wanted, rel_tol=_PRECISION):
        return
    yield f"its weight is {weight:g}, {wanted:g} in the template"


def _container_differences(container: Container, serving: Found) -> Iterator[str]:
    nodes: dict[str, tuple[Node, object]] = {
        "image": (container.image, serving.get("Image")),
        "artifact": (container.model_data, serving.get("ModelDataUrl")),
        "model package": (container.model_package, serving.get("ModelPackageName")),
    }
    variables = serving.get("Environment", {})
    for key, node in container.at("Environment").entries.items():
        nodes[key] = (node, variables.get(key))
    for what, (node, value) in nodes.items():
        # A package brings image and artifact along: they are not in the template.
        if node.text is not None and node.text != value:
            yield f"its {what} is {value if value is not None else 'not set'}, not {node.text}"


def _types(found: Found) -> set[str]:
    pools = [pool["InstanceType"] for pool in found.get("InstancePools", ())]
    own = found.get("InstanceType")
    return {*pools, *([own] if own is not None else [])}


def _told(found: Found, serving: Found) -> str:
    serverless = found.get("ServerlessConfig")
    count = serving.get("CurrentInstanceCount")
    runs = (
        f"serverless, {serverless.get('MemorySizeInMB')} MB"
        if serverless
        else f"{count if count is not None else '?'} x {', '.join(sorted(_types(found)))}"
    )
    weight = serving.get("CurrentWeight")
    return runs + (f", weight {weight:g}" if weight is not None else "")
