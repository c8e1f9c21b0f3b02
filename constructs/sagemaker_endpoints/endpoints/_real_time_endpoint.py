"""An endpoint that answers while the caller waits."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import aws_cdk as cdk

from sagemaker_endpoints.common._errors import ConfigurationError, Faults, naming
from sagemaker_endpoints.common._given_types import check_given, given_faults
from sagemaker_endpoints.common._names import check_name
from sagemaker_endpoints.common._tokens import is_known_number
from sagemaker_endpoints.common._warnings import warn
from sagemaker_endpoints.endpoints._capture_warnings import capture_warnings
from sagemaker_endpoints.endpoints._defined_endpoint import DefinedEndpoint
from sagemaker_endpoints.endpoints._target_containers import (
    CONDITION_KEY,
    target_container_faults,
)
from sagemaker_endpoints.variants._capacity_reservation import reservation_faults
from sagemaker_endpoints.variants._endpoint_variant import EndpointVariant
from sagemaker_endpoints.variants._variant_architecture import variant_architecture_faults
from sagemaker_hosting.facts.limits import most

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_kms as kms
    from constructs import Construct

    from sagemaker_endpoints.endpoints._clarify_explainer import ClarifyExplainer
    from sagemaker_endpoints.endpoints._data_capture import DataCapture
    from sagemaker_endpoints.endpoints._metrics_config import MetricsConfig
    from sagemaker_endpoints.rollouts._rollout import Rollout
    from sagemaker_endpoints.variants._instance_variant import InstanceVariant
    from sagemaker_endpoints.variants._shadow_variant import ShadowVariant

_MOST_VARIANTS = most("ProductionVariantList")


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
        shadow: gets copies of requests beside the one variant that answers them.
        rollout: how an update goes from one fleet to the next; all at once, without looking back,
            when left out.
        data_capture: keeps requests and answers, the shadow's as well; the models' roles may
            write them.
        metrics_config: which metrics it publishes beyond the usual ones, and how often.
        explainer: explanations beside the predictions; the models' roles may read its baseline.
        retain_instance_counts: True lets deploys keep the numbers of instances that there are, for
            an endpoint that is scaled by something else than this app. Left out, they do as soon as
            a variant scales here.

    Raises:
        ConfigurationError: tells everything that SageMaker would refuse: no variant or more than
            10, two variants of one name, a name it does not take, a shadow or a rollout that the
            variants do not go with.

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
        shadow: ShadowVariant | None = None,
        rollout: Rollout | None = None,
        data_capture: DataCapture | None = None,
        metrics_config: MetricsConfig | None = None,
        explainer: ClarifyExplainer | None = None,
        retain_instance_counts: bool = False,
    ) -> None:
        check_given(
            naming("RealTimeEndpoint", scope, construct_id), RealTimeEndpoint.__init__, locals()
        )
        _check(scope, construct_id, variants, endpoint_name, shadow=shadow, rollout=rollout)
        super().__init__(scope, construct_id, physical_name=endpoint_name)
        all_variants = [*variants, *([shadow] if shadow is not None else [])]
        self._define(
            production_variants=[variant.render() for variant in variants],
            shadow_production_variants=[shadow.render()] if shadow is not None else None,
            models=[model for variant in all_variants for model in variant.models],
            endpoint_name=endpoint_name,
            encryption_key=encryption_key,
            data_capture_config=data_capture.render() if data_capture is not None else None,
            metrics_config=metrics_config.render() if metrics_config is not None else None,
            explainer_config=explainer.render() if explainer is not None else None,
            keeps_counts=retain_instance_counts,
        )
        for variant in all_variants:
            variant.allow(
                *(explainer.rights() if explainer is not None else ()),
                *(data_capture.rights() if data_capture is not None else ()),
                scope=self,
                before=self._cfn_endpoint,
            )
        if rollout is not None:
            self._roll_out(rollout, variants, endpoint_name=endpoint_name)
        self._variants = {
            variant.name: EndpointVariant(
                self,
                variant.name,
                name_in_stack=self._name_token,
                instance_types=variant.candidate_types,
                initial_weight=variant.initial_weight,
                when_scaled=self._keep_scaled_counts,
            )
            for variant in all_variants
        }
        self._shadow_name = shadow.name if shadow is not None else None
        self._answering_models = tuple(model for variant in variants for model in variant.models)
        self._warn(variants, shadow, has_key=encryption_key is not None)
        if data_capture is not None:
            for rule, message in capture_warnings(all_variants):
                warn(self, rule, message)

    @property
    def variants(self) -> tuple[EndpointVariant, ...]:
        """All that answer requests, in the order they were given: the shadow does not."""
        return tuple(
            variant for name, variant in self._variants.items() if name != self._shadow_name
        )

    @property
    def shadow(self) -> EndpointVariant | None:
        """What gets copies of requests, and answers nobody; None without one."""
        return self._variants[self._shadow_name] if self._shadow_name is not None else None

    def variant(self, variant_name: str) -> EndpointVariant:
        """One of its variants, the shadow as well, for metrics and scaling.

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

    def grant_invoke(
        self, grantee: iam.IGrantable, *, target_containers: Sequence[str] | None = None
    ) -> iam.Grant:
        """Let *grantee* ask the endpoint and wait for the answer (`InvokeEndpoint`).

        Args:
            grantee: who may.
            target_containers: of models whose containers are called one by one, which of them
                alone: their hostnames, with * for any text. All when left out.

        Raises:
            ConfigurationError: no container, one that there is not, or models whose containers
                cannot be chosen.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/multi-container-security.html
        """
        if target_containers is None:
            return super().grant_invoke(grantee)
        faults = Faults(f"RealTimeEndpoint {self.node.path!r}: grant_invoke")
        faults.extend(given_faults(RealTimeEndpoint.grant_invoke, {"grantee": grantee}))
        faults.extend(target_container_faults(self._answering_models, target_containers))
        faults.raise_if_any()
        warn(
            self,
            "TargetContainerKey",
            f"grant_invoke: target_containers: AWS's guide names the condition key {CONDITION_KEY} "
            "and IAM's list of keys lacks it: if SageMaker does not send it, the grantee may ask "
            "no container at all; try it with one request",
        )
        return cdk.aws_iam.Grant.add_to_principal(
            grantee=grantee,
            actions=["sagemaker:InvokeEndpoint"],
            resource_arns=[self.endpoint_arn],
            conditions={"StringLike": {CONDITION_KEY: list(target_containers)}},
        )

    def _warn(
        self, variants: Sequence[InstanceVariant], shadow: ShadowVariant | None, *, has_key: bool
    ) -> None:
        for variant in (*variants, *([shadow] if shadow is not None else [])):
            for rule, message in variant.warnings(has_key=has_key):
                warn(self, rule, message)
        if shadow is not None:
            from sagemaker_endpoints.variants._shadow_variant import shadow_warnings  # noqa: PLC0415  # rare

            for rule, message in shadow_warnings(variants, shadow):
                warn(self, rule, message)
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
    *,
    shadow: ShadowVariant | None,
    rollout: Rollout | None,
) -> None:
    faults = Faults(naming("RealTimeEndpoint", scope, construct_id))
    faults.check_range("variants", len(variants), 1, _MOST_VARIANTS)
    repeated = [
        name for name, count in Counter(variant.name for variant in variants).items() if count > 1
    ]
    faults.extend(
        f"variants: two are named {name!r}; give each a name of its own" for name in repeated
    )
    faults.extend(reservation_faults(variant.capacity_reservation for variant in variants))
    for variant in variants:
        faults.extend(variant_architecture_faults(variant))
    check_name(faults, "endpoint_name", endpoint_name, "EndpointName")
    faults.extend(
        f"variants: {variant.name!r} is a ShadowVariant; pass it as shadow"
        for variant in variants
        if variant.is_shadow
    )
    if shadow is not None:
        from sagemaker_endpoints.variants._shadow_variant import shadow_faults  # noqa: PLC0415  # rare

        faults.extend(shadow_faults(variants, shadow))
    if rollout is not None:
        from sagemaker_endpoints.rollouts._rollout_faults import rollout_faults  # noqa: PLC0415  # rare

        faults.extend(rollout_faults(scope, rollout, variants, has_shadow=shadow is not None))
    faults.raise_if_any()
