"""Tells which images, artifacts, packages and variables of models change, and which do silently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.review._remark import Difference, Remark, Risk
from sagemaker_hosting.review._wording import artifact, has_version, image, told
from sagemaker_hosting.view import InferenceComponent

if TYPE_CHECKING:
    from sagemaker_hosting.view import Container, Endpoint, Model, Node, TransformJob

Served = Mapping[str, "Model | str"]
"""The models by who serves them; the name of one that is not in the templates."""

_Fact = tuple[str, str]
"""As it is compared, and as people read it."""

_DIGEST: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html"
)


def served_by(endpoint: Endpoint | None) -> Served:
    """Find the models of the variants and components of an endpoint."""
    if endpoint is None or endpoint.config is None:
        return {}
    found: dict[str, Model | str] = {}
    for variant in endpoint.config.all_variants:
        if variant.model_name.is_present:
            found[variant.label] = variant.model or told(variant.model_name) or "?"
    for component in endpoint.components:
        found.update(_of_component(component))
    return found


def served_by_jobs(jobs: tuple[TransformJob, ...]) -> Served:
    """Find the models of batch transforms."""
    return {job.label: job.model or told(job.at("ModelName")) or "?" for job in jobs}


def models_of(old: Served, new: Served) -> tuple[Difference, ...]:
    """Compare what the containers of the served models run."""
    # What nobody serves any more is no news of its own.
    kept = [who for who in old.items() if who[0] in new]
    before = {key: value for who in kept for key, value in _facts(*who)}
    after = {key: value for who in new.items() for key, value in _facts(*who)}
    rows: dict[tuple[str, _Fact | None, _Fact | None], list[str]] = {}
    for who, what in dict.fromkeys([*before, *after]):
        was, asked = before.get((who, what)), after.get((who, what))
        if was != asked:
            rows.setdefault((what, was, asked), []).append(who)
    return tuple(
        _difference(f"{', '.join(names)}: {what}", was, asked)
        for (what, was, asked), names in rows.items()
    )


def network_of(old: Served, new: Served) -> tuple[Difference, ...]:
    """Compare networks and isolation of the models of those who serve on both sides."""
    rows: dict[tuple[str, str | None, str | None], list[str]] = {}
    for who in (name for name in new if name in old):
        was, asked = old[who], new[who]
        if not isinstance(was, str) and not isinstance(asked, str):
            for row in _network(was, asked):
                rows.setdefault(row, []).append(who)
    return tuple(
        Difference(
            what=f"{', '.join(names)}: {what}",
            before=before,
            after=after,
            weaker=before not in (None, "false") and after in (None, "false"),
        )
        for (what, before, after), names in rows.items()
    )


def remarks_on_images(new: Served) -> Iterator[Remark]:
    """Tell of images that may become others without a deploy."""
    for who, model in new.items():
        if isinstance(model, str):
            continue
        for container in model.containers:
            uri = container.image.text
            if uri is not None and not has_version(uri):
                yield Remark(
                    risk=Risk.SILENT,
                    says=(
                        f"{who} runs {image(uri)}, which names no version: each instance that "
                        "starts may run another image"
                    ),
                    fix="name the image by its digest, or by a tag that never moves",
                    link=_DIGEST,
                )


_NETWORK: Final = {
    "subnets": ("VpcConfig", "Subnets"),
    "security groups": ("VpcConfig", "SecurityGroupIds"),
}


def _network(old: Model, new: Model) -> Iterator[tuple[str, str | None, str | None]]:
    before, after = old.network, new.network
    if before.is_absent is not after.is_absent:
        told_of = [_vpc(model) for model in (old, new)]
        yield "VPC", told_of[0], told_of[1]
    else:
        for what, keys in _NETWORK.items():
            pair = told(old.at(*keys)), told(new.at(*keys))
            if pair[0] != pair[1]:
                yield what, *pair
    isolated = told(old.at("EnableNetworkIsolation")), told(new.at("EnableNetworkIsolation"))
    if (isolated[0] or "false") != (isolated[1] or "false"):
        yield "network isolation", *isolated


def _vpc(model: Model) -> str | None:
    if model.network.is_absent:
        return None
    parts = (told(model.network.at(key)) for key in ("Subnets", "SecurityGroupIds"))
    return "; ".join(part for part in parts if part is not None) or told(model.network)


def _of_component(component: InferenceComponent) -> Iterator[tuple[str, Model | str]]:
    name = component.name.text or component.logical_id
    for index, specification in enumerate(component.specifications):
        label = f"component {name}" if index == 0 else f"component {name} {index + 1}"
        node = specification.at("ModelName")
        if node.is_present:
            yield label, component.hosting.model_of(node) or told(node) or "?"


def _facts(who: str, model: Model | str) -> Iterator[tuple[tuple[str, str], _Fact]]:
    """Give what a model runs: as it is compared, and as people read it."""
    if isinstance(model, str):
        yield (who, "model"), (model, model)
        return
    containers = model.containers
    for index, container in enumerate(containers):
        label = "" if len(containers) == 1 else f"container {index + 1}: "
        yield from (((who, f"{label}{what}"), fact) for what, fact in _of_container(container))


def _of_container(container: Container) -> Iterator[tuple[str, _Fact]]:
    places: tuple[tuple[str, Node], ...] = (
        ("image", container.image),
        ("model data", container.model_data),
        ("model data", container.at("ModelDataSource", "S3DataSource", "S3Uri")),
        ("model package", container.model_package),
        ("mode", container.at("Mode")),
    )
    for what, node in places:
        value = told(node)
        if value is not None:
            short = {"image": image, "model data": artifact}.get(what, str)
            yield what, (value, short(value))
    for name, node in container.at("Environment").entries.items():
        value = told(node) or ""
        yield f"variable {name}", (value, value)


def _difference(what: str, before: _Fact | None, after: _Fact | None) -> Difference:
    was = before[1] if before is not None else None
    asked = after[1] if after is not None else None
    if was == asked and before is not None and after is not None:
        was, asked = before[0], after[0]  # the short forms hide what differs
    return Difference(what=what, before=was, after=asked)
