"""Rules of images that need a network."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._isolation import isolation_of
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.rules.models._images import address_of
from sagemaker_hosting.view import Model


@rule(
    "NET-06",
    Model,
    severity=Severity.WARNING,
    title="containers of SageMaker Chainer and Reinforcement Learning are not isolated",
    why='they "do not support network isolation because they require access to Amazon S3"',
    source="SageMaker developer guide, mkt-algo-model-internet-free",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/mkt-algo-model-internet-free.html",
    fix="leave network_isolation out of Model()",
    cloudformation="remove EnableNetworkIsolation, or choose another image",
)
def containers_that_need_s3_are_not_isolated(model: Model) -> Faults:
    """Their images are told by the names of their repositories."""
    for container in model.containers:
        address = address_of(container.image)
        if address is None or not address.needs_network:
            continue
        isolation = isolation_of(model)
        if isolation is not None:
            yield Fault(
                at=container.image,
                says=f"{container.image.label} is {str(container.image)!r}, and {isolation}",
                allowed="these images without network isolation",
            )


RULES: Final[tuple[AnyRule, ...]] = (containers_that_need_s3_are_not_isolated,)
