"""An endpoint that answers while the caller waits."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from sagemaker_endpoints._defined_endpoint import DefinedEndpoint
from sagemaker_endpoints._endpoint_variant import EndpointVariant
from sagemaker_endpoints._errors import ConfigurationError, Faults, naming
from sagemaker_endpoints._tokens import is_known_number
from sagemaker_endpoints._warnings import warn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_kms as kms
    from constructs import Construct

    from sagemaker_endpoints._instance_variant import InstanceVariant

_MOST_VARIANTS = 10
_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")


class RealTimeEndpoint(DefinedEndpoint):
    """Defines an endpoint with its configuration and 1 to 10 variants that share its traffic.

    Args:
        scope: the construct it belongs to.
        construct_id: its id in the scope.
        variants: each with its model, instances and weight; a variant gets its weight's share of
            the sum of weights.
        endpoint_name: a fixed name, unique in account and region; CloudFormation makes one when
            left out. The configuration and the models behind it are never named, so that they can
            be replaced.
        encryption_key: for the storage volumes of the instances; the models' roles may let
            SageMaker use it.

    Raises:
        ConfigurationError: tells everything that SageMaker would refuse: no variant or more than
            10, two variants of one name, a name it does not take.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        variants: Sequence[InstanceVariant],
        endpoint_name: str | None = None,
        encryption_key: kms.IKey | None = None,
    ) -> None:
        _check(scope, construct_id, variants, endpoint_name)
        super().__init__(scope, construct_id, physical_name=endpoint_name)
        self._define(
            production_variants=[variant.render() for variant in variants],
            models=[variant.model for variant in variants],
            endpoint_name=endpoint_name,
            encryption_key=encryption_key,
        )
        self._variants = {
            variant.name: EndpointVariant(
                self,
                variant.name,
                name_in_stack=self._name_token,
                instance_type=variant.instance_type,
                when_scaled=self._keep_scaled_counts,
            )
            for variant in variants
        }
        self._warn(variants)

    @property
    def variants(self) -> tuple[EndpointVariant, ...]:
        """All variants, in the order they were given."""
        return tuple(self._variants.values())

    def variant(self, variant_name: str) -> EndpointVariant:
        """One of its variants, for metrics and scaling.

        Raises:
            ConfigurationError: there is none of that name.
        """
        found = self._variants.get(variant_name)
        if found is None:
            raise ConfigurationError(
                f"RealTimeEndpoint {self.node.path!r}: variant: got {variant_name!r}, it has "
                f"{', '.join(repr(name) for name in self._variants)}"
            )
        return found

    def _warn(self, variants: Sequence[InstanceVariant]) -> None:
        for variant in variants:
            if variant.is_of_unknown_type:
                warn(
                    self,
                    "UnknownInstanceType",
                    f"variant {variant.name!r}: no table of this library knows "
                    f"{variant.instance_type!r}: it may be "
                    "newer, or misspelt",
                )
        if all(
            is_known_number(variant.initial_weight) and variant.initial_weight == 0
            for variant in variants
        ):
            warn(
                self,
                "NoTraffic",
                "every variant has weight 0: only requests that name a variant reach a model",
            )


def _check(
    scope: Construct,
    construct_id: str,
    variants: Sequence[InstanceVariant],
    endpoint_name: str | None,
) -> None:
    faults = Faults(naming("RealTimeEndpoint", scope, construct_id))
    faults.check_range("variants", len(variants), 1, _MOST_VARIANTS)
    repeated = [
        name for name, count in Counter(variant.name for variant in variants).items() if count > 1
    ]
    faults.extend(
        f"variants: two are named {name!r}; give each a name of its own" for name in repeated
    )
    faults.check_pattern(
        "endpoint_name", endpoint_name, _NAME, "1 to 63 letters, digits and inner hyphens"
    )
    faults.raise_if_any()
