"""An endpoint without instances: it is paid by use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._errors import Faults, naming
from sagemaker_endpoints.common._given_types import check_given, given_faults
from sagemaker_endpoints.common._names import check_name
from sagemaker_endpoints.common._tokens import is_known_number
from sagemaker_endpoints.common._warnings import warn
from sagemaker_endpoints.endpoints._serverless_alarms import ServerlessAlarms
from sagemaker_endpoints.endpoints._serverless_metrics import PUBLISHED
from sagemaker_endpoints.endpoints._serverless_model import model_faults
from sagemaker_endpoints.models._model import Model
from sagemaker_endpoints.variants._instance_pool import name_of_model
from sagemaker_endpoints.variants._limited_variant import LimitedVariant
from sagemaker_hosting.facts.limits import most
from sagemaker_hosting.facts.serverless import memory_quota_in_mb, memory_sizes_in_mb

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_sagemaker as sagemaker
    from constructs import Construct

    from sagemaker_endpoints.models._imported_model import IModel
    from sagemaker_endpoints.scaling._scalable_provisioned_concurrency import (
        ScalableProvisionedConcurrency,
    )

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantServerlessConfig.html
_MOST_CONCURRENCY = most("ServerlessMaxConcurrency")


class ServerlessEndpoint(ServerlessAlarms):
    """Defines an endpoint without instances: paid by use, with a cold start after idle minutes.

    What SageMaker does not offer serverless cannot be written: data capture, several variants,
    shadow tests, guarded rollouts, instance settings.

    Args:
        scope: the construct it belongs to.
        construct_id: its id in the scope.
        model: `Model`, an imported one, or a `CfnModel`; of one container on CPU, without a VPC and
            network isolation.
        memory_size_in_mb: of each container: 1024, 2048, 3072, 4096, 5120 or 6144; the CPU grows
            with it.
        max_concurrency: the most requests at work at one time, 1 to 200; what is above is
            throttled.
        provisioned_concurrency: how many of them find a container that is warm, 1 to
            *max_concurrency*; none when left out.
        variant_name: of the one variant, 1 to 63 letters, digits and inner hyphens.
        endpoint_name: a fixed name, unique in account and region; CloudFormation makes one when
            left out.
        encryption_key: of the storage; the model's role may let SageMaker use it.

    Raises:
        ConfigurationError: tells everything that SageMaker would refuse, of the model as well.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        model: IModel | sagemaker.CfnModel,
        memory_size_in_mb: int = 2048,
        max_concurrency: int,
        provisioned_concurrency: int | None = None,
        variant_name: str = "AllTraffic",
        endpoint_name: str | None = None,
        encryption_key: kms.IKey | None = None,
    ) -> None:
        subject = naming("ServerlessEndpoint", scope, construct_id)
        faults = Faults(subject)
        faults.extend(given_faults(ServerlessEndpoint.__init__, locals()))
        _check_sizes(faults, memory_size_in_mb, max_concurrency, provisioned_concurrency)
        check_name(faults, "variant_name", variant_name, "VariantName")
        check_name(faults, "endpoint_name", endpoint_name, "EndpointName")
        if isinstance(model, Model):
            faults.extend(model_faults(model))
        faults.raise_if_any()
        super().__init__(scope, construct_id, physical_name=endpoint_name)
        serverless = {
            "memorySizeInMb": memory_size_in_mb,
            "maxConcurrency": max_concurrency,
            "provisionedConcurrency": provisioned_concurrency,
        }
        variant: dict[str, Any] = {
            "variantName": variant_name,
            "modelName": name_of_model(model),
            "initialVariantWeight": 1,
            "serverlessConfig": {
                name: value for name, value in serverless.items() if value is not None
            },
        }
        self._define(
            production_variants=[variant],
            models=[model],
            endpoint_name=endpoint_name,
            encryption_key=encryption_key,
        )
        self._variant = LimitedVariant(
            self,
            variant_name,
            name_in_stack=self._name_token,
            kind="a serverless endpoint",
            published=PUBLISHED,
            scales_by="itself; auto_scale_provisioned_concurrency moves what is kept warm",
        )
        self._max_concurrency = max_concurrency
        self._provisioned_concurrency = provisioned_concurrency
        self._scales = False
        quota = memory_quota_in_mb()
        if is_known_number(memory_size_in_mb) and memory_size_in_mb > quota:
            warn(
                self,
                "ServerlessMemoryQuota",
                f"memory_size_in_mb: {memory_size_in_mb} is above the quota that accounts begin "
                f"with, {quota}: without a raised quota the endpoint is not made",
            )

    @property
    def provisioned_concurrency(self) -> int | None:
        """How many containers are kept warm at first; None when none is."""
        return self._provisioned_concurrency

    def auto_scale_provisioned_concurrency(
        self, *, min_capacity: int = 1, max_capacity: int
    ) -> ScalableProvisionedConcurrency:
        """Let the provisioned concurrency follow its use, or the clock.

        A deploy that changes the configuration sets it back to what the code says; the policies
        move it from there.

        Args:
            min_capacity: at least 1.
            max_capacity: at least *min_capacity*, at most the endpoint's `max_concurrency`.

        Returns:
            What the policies are added to; without one nothing scales.

        Raises:
            ConfigurationError: the endpoint provisions none, bounds that AWS refuses, or a second
                call.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-autoscale.html
        """
        from sagemaker_endpoints.scaling._scalable_provisioned_concurrency import (  # noqa: PLC0415  # rare
            ScalableProvisionedConcurrency,
            check_provisioned_scaling,
        )

        def subject() -> str:
            return f"auto_scale_provisioned_concurrency of ServerlessEndpoint {self.node.path!r}"

        check_given(subject, ServerlessEndpoint.auto_scale_provisioned_concurrency, locals())
        faults = Faults(subject)
        check_provisioned_scaling(
            faults,
            provisioned_concurrency=self._provisioned_concurrency,
            max_concurrency=self._max_concurrency,
            scales_already=self._scales,
            min_capacity=min_capacity,
            max_capacity=max_capacity,
        )
        faults.raise_if_any()
        self._scales = True
        return ScalableProvisionedConcurrency(
            self,
            "ProvisionedConcurrency",
            variant_name=self._variant.variant_name,
            endpoint_name=self._name_token,
            min_capacity=min_capacity,
            max_capacity=max_capacity,
            max_concurrency=self._max_concurrency,
        )


def _check_sizes(
    faults: Faults, memory_size_in_mb: int, max_concurrency: int, provisioned: int | None
) -> None:
    sizes = memory_sizes_in_mb()
    if is_known_number(memory_size_in_mb) and memory_size_in_mb not in sizes:
        faults.add(
            f"memory_size_in_mb: got {memory_size_in_mb}, allowed is "
            f"{', '.join(str(size) for size in sizes[:-1])} or {sizes[-1]}"
        )
    faults.check_range("max_concurrency", max_concurrency, 1, _MOST_CONCURRENCY)
    faults.check_range("provisioned_concurrency", provisioned, 1, _MOST_CONCURRENCY)
    if (
        is_known_number(provisioned)
        and is_known_number(max_concurrency)
        and max_concurrency < provisioned <= _MOST_CONCURRENCY
    ):
        faults.add(
            f"provisioned_concurrency: got {provisioned}, allowed is at most max_concurrency, "
            f"{max_concurrency}"
        )
