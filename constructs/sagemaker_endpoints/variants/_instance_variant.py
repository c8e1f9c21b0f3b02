"""A production variant on instances: which model, on what, with how much of the traffic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_fields
from sagemaker_endpoints.common._names import check_name
from sagemaker_endpoints.common._policy import Statement
from sagemaker_endpoints.models._model_rights import give_rights_to_all
from sagemaker_endpoints.variants import _instance_faults as instance_faults
from sagemaker_endpoints.variants._instance_pool import InstancePool, name_of_model
from sagemaker_endpoints.variants._instance_settings import InstanceSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    import aws_cdk as cdk
    from aws_cdk import aws_sagemaker as sagemaker
    from constructs import Construct

    from sagemaker_endpoints.common._resources import Defined
    from sagemaker_endpoints.models._imported_model import IModel
    from sagemaker_endpoints.variants._capacity_reservation import CapacityReservation
    from sagemaker_endpoints.variants._core_dump import CoreDump
    from sagemaker_endpoints.variants._routing import Routing

# What a session with a container needs; these actions know no resources.
# https://docs.aws.amazon.com/sagemaker/latest/dg/ssm-access.html
_SESSION = Statement(
    sid="ContainerSession",
    actions=(
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ),
    resources=("*",),
)


@dataclass(frozen=True, kw_only=True)
class InstanceVariant:
    """A production variant that runs on instances.

    Args:
        name: of the variant, 1 to 63 letters, digits and inner hyphens. Keep it: a rename is a new
            fleet to SageMaker.
        model: `Model`, an imported one, or a `CfnModel`.
        instance_type: "ml.c6i.large". A type newer than the tables of this library is used with a
            warning.
        instance_types: instead of the one, 1 to 5 of them in the order they are tried when there
            is no capacity; an `InstancePool` has a model of its own.
        initial_weight: share of the traffic, relative to the sum of all weights; 0 gets none.
        initial_instance_count: instances at first; an auto-scaled variant keeps the count it has at
            later deploys.
        volume_size: of each instance's storage volume, 1 to 512 GiB; none for types with local NVMe
            storage.
        model_data_download_timeout: for fetching the artifact, 60 to 3,600 seconds.
        container_startup_health_check_timeout: until /ping has to answer, 60 to 3,600 seconds.
        provision_timeout: for getting instances, 300 to 3,600 seconds; downloads and starts come
            after it.
        routing: to which instance a request goes; to any when left out.
        inference_ami_version: "al2023-ami-sagemaker-inference-gpu-4-1": the drivers of an
            accelerator. A version newer than the tables of this library is used with a warning.
        enable_ssm_access: True lets operators open a session in the containers; the model's role
            gets the rights for it.
        core_dump: where the memory of a crashed container goes; nowhere when left out.
        capacity_reservation: reserved instances; on demand when left out.

    Raises:
        ConfigurationError: tells every value that SageMaker would refuse.

    See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
    """

    name: str
    model: IModel | sagemaker.CfnModel
    instance_type: str | None = None
    instance_types: Sequence[str | InstancePool] | None = None
    initial_weight: float = 1
    initial_instance_count: int = 1
    volume_size: cdk.Size | None = None
    model_data_download_timeout: cdk.Duration | None = None
    container_startup_health_check_timeout: cdk.Duration | None = None
    provision_timeout: cdk.Duration | None = None
    routing: Routing | None = None
    inference_ami_version: str | None = None
    enable_ssm_access: bool | None = None
    core_dump: CoreDump | None = None
    capacity_reservation: CapacityReservation | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.instance_types, str):  # told with what it should have been
            check_fields(f"InstanceVariant {self.name!r}", self)
            if self.instance_types is not None:
                # What was checked here cannot be added to later.
                object.__setattr__(self, "instance_types", tuple(self.instance_types))
        faults = Faults(f"InstanceVariant {self.name!r}")
        check_name(faults, "name", self.name, "VariantName")
        self._check_instances(faults)
        faults.check_range("initial_weight", self.initial_weight, 0)
        faults.check_range("initial_instance_count", self.initial_instance_count, 1)
        self._settings.check(faults)
        faults.raise_if_any()

    @property
    def candidate_types(self) -> tuple[str, ...]:
        """All instance types that it may run on, the first choice first."""
        if self.instance_type is not None:
            return (self.instance_type,)
        return tuple(pool.instance_type for pool in self._pools)

    @property
    def models(self) -> tuple[IModel | sagemaker.CfnModel, ...]:
        """All models that it may run, its own first."""
        others = [pool.model for pool in self._pools if pool.model is not None]
        return (self.model, *others)

    @property
    def is_shadow(self) -> bool:
        """Whether it gets copies of requests, and its answers reach nobody."""
        return False

    @property
    def is_of_unknown_type(self) -> bool:
        """Whether no table knows an instance type of it: it may be newer than they are."""
        return bool(instance_faults.unknown_types(self.candidate_types))

    def warnings(self, *, has_key: bool = False) -> tuple[tuple[str, str], ...]:
        """What may be right or wrong of it: pairs of a rule's name and a message.

        Args:
            has_key: whether its endpoint has a key for storage volumes.
        """
        return self._settings.warnings(f"variant {self.name!r}", has_key=has_key)

    def rights(self) -> tuple[Statement, ...]:
        """What the execution roles of its models need beyond serving."""
        dump = self.core_dump.rights() if self.core_dump is not None else ()
        return (*dump, _SESSION) if self.enable_ssm_access is True else dump

    def allow(self, *further: Statement, scope: Construct, before: Defined[Any]) -> None:
        """Give its rights, and *further* ones, to its models; called by endpoints.

        Args:
            *further: rights beside its own.
            scope: the endpoint, which gets the policies for models of other stacks.
            before: what needs the rights when it is made.
        """
        rights = (*self.rights(), *further)
        give_rights_to_all(self.models, rights, scope=scope, before=before)

    def render(self) -> dict[str, Any]:
        """The variant as `CfnEndpointConfig` takes it."""
        properties: dict[str, Any] = {
            "variantName": self.name,
            "modelName": name_of_model(self.model),
            **self._rendered_instances(),
            "initialInstanceCount": self.initial_instance_count,
            "initialVariantWeight": self.initial_weight,
            "routingConfig": self.routing.render() if self.routing is not None else None,
            **self._settings.render(),
            "enableSsmAccess": self.enable_ssm_access,
            "coreDumpConfig": self.core_dump.render() if self.core_dump is not None else None,
            "capacityReservationConfig": (
                self.capacity_reservation.render()
                if self.capacity_reservation is not None
                else None
            ),
        }
        return {name: value for name, value in properties.items() if value is not None}

    @property
    def _settings(self) -> InstanceSettings:
        return InstanceSettings(
            instance_type=self.instance_type,
            candidate_types=self.candidate_types,
            volume_size=self.volume_size,
            model_data_download_timeout=self.model_data_download_timeout,
            container_startup_health_check_timeout=self.container_startup_health_check_timeout,
            provision_timeout=self.provision_timeout,
            inference_ami_version=self.inference_ami_version,
        )

    @property
    def _pools(self) -> tuple[InstancePool, ...]:
        given = self.instance_types if isinstance(self.instance_types, tuple) else ()
        return tuple(
            InstancePool(instance_type=pool) if isinstance(pool, str) else pool for pool in given
        )

    def _check_instances(self, faults: Faults) -> None:
        if isinstance(self.instance_types, str):
            faults.add(
                f"instance_types: got one text, {self.instance_types!r}, allowed is a list; for "
                "one type say instance_type"
            )
            return
        pooled = [pool.instance_type for pool in self._pools]
        choice = pooled if self.instance_types is not None else None
        faults.extend(instance_faults.choice_faults(self.instance_type, choice))
        name = "instance_type" if self.instance_type is not None else "instance_types"
        faults.extend(instance_faults.type_faults(self.candidate_types, name))

    def _rendered_instances(self) -> dict[str, Any]:
        if self.instance_type is not None:
            return {"instanceType": self.instance_type}
        return {"instancePools": [_pool(*each) for each in enumerate(self._pools, start=1)]}


def _pool(priority: int, pool: InstancePool) -> dict[str, Any]:
    properties = {"instanceType": pool.instance_type, "priority": priority}
    if pool.model is not None:
        properties["modelNameOverride"] = name_of_model(pool.model)
    return properties
