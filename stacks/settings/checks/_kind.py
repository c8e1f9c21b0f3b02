"""Checks that each kind of hosting is given what it takes, with the models it can run."""

from collections.abc import Iterator

from stacks.settings.checks._common import at, check_bounds, counts, exactly_one
from stacks.settings.checks._container import containers_of
from stacks.settings.checks._explainer import check_explainer
from stacks.settings.checks._scaling import (
    check_batch_schedule,
    check_copy_scaling,
    check_instance_scaling,
)
from stacks.settings.checks._shadow_test import check_shadow_test, check_test_names
from stacks.settings.checks._uses import BATCH, MULTI_MODEL, SERVERLESS, Use, uses_of
from stacks.settings.kinds._batch import MOST_PAYLOAD_MB
from stacks.settings.kinds._endpoint import likely_kind
from stacks.settings.kinds._real_time import MOST_VARIANTS
from stacks.settings.yaml._faults import Finding
from stacks.settings.yaml._plain import Entry
from stacks.settings.yaml._wording import instead_of, shown

_SIZES = {
    "canary": ("percent", "instance_count"),
    "linear": ("step_percent", "step_instance_count"),
    "rolling": ("batch_percent", "batch_instance_count"),
}


_OF_ONE_CONTAINER = {SERVERLESS: "serverless endpoints", MULTI_MODEL: "multi-model endpoints"}
_WITHOUT_CHOICE = {"async": "async endpoints", BATCH: "batch transforms"}
"""What sends requests that cannot name a container."""


def check_kinds(top: Entry) -> Iterator[Finding]:
    """Check a file.

    Args:
        top: The file's data.

    Yields:
        The faults, in no order.
    """
    for use in uses_of(top):
        yield from _model(use, top.at("models"))
    for endpoint in top.at("endpoints").entries():
        match likely_kind(endpoint.value):
            case "serverless":
                yield from _concurrency(endpoint)
            case "inference_component":
                yield from _components(endpoint)
            case "async":
                yield from check_bounds(endpoint.at("scaling"))
                yield from _rollout(endpoint)
            case "multi_model":
                yield from check_instance_scaling(endpoint.at("scaling"))
            case "real_time":
                yield from _variants(endpoint, top.at("models"))
                yield from _rollout(endpoint)
                yield from check_explainer(endpoint.at("explainer"))
                yield from check_shadow_test(endpoint, top.at("models"))
    yield from check_test_names(top.at("endpoints"))
    for job in top.at("batch").entries():
        yield from _batch(job)


def _variants(endpoint: Entry, models: Entry) -> Iterator[Finding]:
    variants = endpoint.at("variants")
    yield from counts(variants, at_least=1, at_most=MOST_VARIANTS)
    entries = list(variants.entries())
    for variant in entries:
        yield from check_instance_scaling(variant.at("scaling"))
    shadow = endpoint.at("shadow")
    if entries and all(variant.at("weight").number() == 0 for variant in entries):
        yield at(variants, "every weight is 0, so that no variant gets traffic; raise one")
    if entries and shadow.value is not None:
        # https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
        if len(entries) > 1:
            yield at(shadow, f"goes with one variant only, got {len(entries)}; leave it out")
        for runner in (*entries, shadow):
            key = runner.at("model").text("")
            if models.at(key).holds("containers"):
                # https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests-exclusions.html
                message = f"got {shown(key)}, which has several containers: there are no shadows"
                yield at(runner.at("model"), f"{message} of such models; use another model")
        name = shadow.at("name")
        if name.text("shadow") in [variant.key for variant in entries]:
            place = name if name.value is not None else shadow
            yield at(place, f"the name {shown(name.text('shadow'))} is that of a variant already")


def _rollout(endpoint: Entry) -> Iterator[Finding]:
    for way, sizes in _SIZES.items():
        rollout = endpoint.at("rollout", way)
        if isinstance(rollout.value, dict):
            yield from exactly_one(rollout, sizes)
    rolling = endpoint.at("rollout", "rolling")
    number = len(list(endpoint.at("variants").entries()))
    if rolling.value is not None and number > 1:
        # https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-exclusions.html
        yield at(rolling, f"goes with one variant only, got {number}; use canary or linear")


def _concurrency(endpoint: Entry) -> Iterator[Finding]:
    yield from check_bounds(endpoint, "provisioned_concurrency", "max_concurrency")
    scaling, most = endpoint.at("scaling"), endpoint.at("max_concurrency").number()
    yield from check_bounds(scaling)
    if scaling.value is not None and not endpoint.holds("provisioned_concurrency"):
        yield at(scaling, "goes with provisioned_concurrency only; give both or none")
    high = scaling.at("max").number()
    if most is not None and high is not None and high > most:
        message = f"must be at most max_concurrency, which is {most}, got {high}"
        yield at(scaling.at("max"), message)


def _components(endpoint: Entry) -> Iterator[Finding]:
    yield from counts(endpoint.at("components"), at_least=1)
    yield from check_bounds(endpoint, "min_instances", "max_instances")
    for component in endpoint.at("components").entries():
        yield from check_copy_scaling(component.at("scaling"))
        rollout = component.at("rollout")
        if isinstance(rollout.value, dict):
            yield from exactly_one(rollout, ("batch_percent", "batch_copy_count"))


def _batch(job: Entry) -> Iterator[Finding]:
    yield from check_batch_schedule(job)
    if job.holds("strategy") and not job.holds("split_type"):
        yield at(job.at("strategy"), "goes with split_type only; give both or none")
    payload, transforms = job.at("max_payload_mb"), job.at("max_concurrent_transforms")
    together = (payload.number() or 0) * (transforms.number() or 0)
    if together > MOST_PAYLOAD_MB:
        # https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html
        rule = f"max_payload_mb times max_concurrent_transforms must be at most {MOST_PAYLOAD_MB}"
        yield at(payload, f"{rule}, got {together:g}")


def _model(use: Use, models: Entry) -> Iterator[Finding]:
    name = use.model.text()
    known = [entry.key for entry in models.entries()]
    if name is None or not known:
        return
    if name not in known:
        yield at(use.model, f"no model is called {shown(name)}; {instead_of(name, known)}")
        return
    model = models.at(name)
    yield from _several_containers(use, model)
    prefix = any(part.at("data").holds("prefix") for part in containers_of(model))
    if use.kind == SERVERLESS and model.at("network_isolation").value is True:
        yield _unfit(use, "whose network_isolation is true", "serverless endpoints")
    if use.kind == SERVERLESS and any(
        part.at("image").holds("private_registry") for part in containers_of(model)
    ):
        # It is reached through a VPC, which serverless endpoints have none of.
        yield _unfit(use, "whose image is in a private registry", "serverless endpoints")
    if use.kind in {SERVERLESS, BATCH} and prefix:
        takers = "serverless endpoints" if use.kind == SERVERLESS else "batch transforms"
        yield _unfit(use, "whose data is a prefix", takers)
    if use.kind == MULTI_MODEL and not prefix and not model.holds("containers"):
        yield at(
            use.model,
            f"got {shown(name)}, whose data is no prefix: multi-model endpoints need the prefix "
            "that holds the models",
        )


def _several_containers(use: Use, model: Entry) -> Iterator[Finding]:
    if not model.holds("containers"):
        return
    if use.kind in _OF_ONE_CONTAINER:
        yield _unfit(use, "which has several containers", _OF_ONE_CONTAINER[use.kind])
    if model.at("mode").value == "direct" and use.kind in _WITHOUT_CHOICE:
        yield _unfit(use, "whose mode is direct", _WITHOUT_CHOICE[use.kind])


def _unfit(use: Use, what: str, takers: str) -> Finding:
    message = f"got {shown(use.model.value)}, {what}: {takers} do not take it; use another model"
    return at(use.model, message)
