"""An endpoint that is made here: its configuration and itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._arns import name_in_arn
from sagemaker_endpoints.common._l1 import CfnEndpoint, CfnEndpointConfig
from sagemaker_endpoints.common._resources import Plan, define_both
from sagemaker_endpoints.common._warnings import warn
from sagemaker_endpoints.endpoints._endpoint import Endpoint
from sagemaker_endpoints.models import _execution_role as execution_role
from sagemaker_endpoints.models._model_rights import give_rights_to_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_sagemaker as sagemaker

    from sagemaker_endpoints.common._l1 import CfnAlarm
    from sagemaker_endpoints.common._resources import Defined
    from sagemaker_endpoints.models._imported_model import IModel
    from sagemaker_endpoints.rollouts._rollout import Rollout
    from sagemaker_endpoints.variants._instance_variant import InstanceVariant

# A deploy keeps what scaling and operators set, but for what the code says itself.
# (DataCaptureConfig stands in the API's enum, "not currently supported".)
_FOLLOWS_THE_CODE = ("DesiredWeight",)


class DefinedEndpoint(Endpoint):
    """Defines the configuration and the endpoint; the kinds of endpoints derive from it."""

    def _define(
        self,
        *,
        production_variants: Sequence[Mapping[str, Any]],
        models: Iterable[IModel | sagemaker.CfnModel],
        endpoint_name: str | None,
        encryption_key: kms.IKey | None,
        keeps_counts: bool = False,
        **config: Any,
    ) -> None:
        """Make both resources.

        Args:
            production_variants: as `CfnEndpointConfig` takes them.
            models: of the variants; their roles may let SageMaker use the *encryption_key*.
            endpoint_name: a fixed name, or None.
            encryption_key: of the instances' volumes.
            keeps_counts: whether deploys keep the numbers of instances before a variant scales.
            **config: further properties of `CfnEndpointConfig`.
        """
        planned_config = Plan(
            CfnEndpointConfig,
            self,
            "Config",
            production_variants=[dict(variant) for variant in production_variants],
            kms_key_id=encryption_key.key_arn if encryption_key is not None else None,
            **config,
        )
        planned_endpoint = Plan(
            CfnEndpoint,
            self,
            "Resource",
            endpoint_config_name=planned_config.attribute("attrEndpointConfigName"),
            endpoint_name=self._physical_name if endpoint_name is not None else None,
            retain_all_variant_properties=True if keeps_counts else None,
            exclude_retained_variant_properties=_followed() if keeps_counts else None,
        )
        self._cfn_endpoint_config, self._cfn_endpoint = define_both(
            planned_config, planned_endpoint
        )
        self._config_name = self._cfn_endpoint_config.attribute("attrEndpointConfigName")
        if encryption_key is not None:
            statement = execution_role.volume_key_statement(encryption_key.key_arn)
            give_rights_to_all(models, [statement], scope=self, before=self._cfn_endpoint)
        self._name_token = self._cfn_endpoint.attribute("attrEndpointName")
        self._is_named = endpoint_name is not None
        self._keeps_counts = keeps_counts
        self._rollback_alarms: tuple[Defined[CfnAlarm], ...] = ()

    @property
    def cfn_endpoint_config(self) -> CfnEndpointConfig:
        """The configuration as CDK's L1, for what this class does not take."""
        return self._cfn_endpoint_config.l1

    @property
    def cfn_endpoint(self) -> CfnEndpoint:
        """The endpoint as CDK's L1, for what this class does not take."""
        return self._cfn_endpoint.l1

    @property
    def endpoint_arn(self) -> str:
        """The endpoint's ARN, usable in other stacks."""
        arn: str = self._get_resource_arn_attribute(
            self._cfn_endpoint.attribute("ref"),
            service="sagemaker",
            resource="endpoint",
            resource_name=name_in_arn(self._physical_name),
        )
        return arn

    @property
    def endpoint_name(self) -> str:
        """The endpoint's name, usable in other stacks."""
        if not self._is_named:
            # Other accounts and Regions could know a fixed name alone: this is all there is.
            return self._name_token
        name: str = self._get_resource_name_attribute(self._name_token)
        return name

    @property
    def is_named(self) -> bool:
        """Whether its name is fixed: others than its own account and Region know no other."""
        return self._is_named

    @property
    def rollback_alarms(self) -> tuple[CfnAlarm, ...]:
        """The alarms that its rollout made: for each variant the error rate, then the latency.

        None without a rollout, and none where the rollout was given alarms of your own.
        """
        return tuple(alarm.l1 for alarm in self._rollback_alarms)

    def _roll_out(
        self,
        rollout: Rollout,
        variants: Sequence[InstanceVariant],
        *,
        endpoint_name: str | None,
        callers_wait: bool = True,
    ) -> None:
        """Let updates go in steps, with alarms that take them back.

        Args:
            rollout: one that `rollout_faults` finds nothing wrong with.
            variants: in production; their models' roles may look at the alarms.
            endpoint_name: a fixed name, or None.
            callers_wait: whether SageMaker waits for answers for a minute alone.
        """
        from sagemaker_endpoints.rollouts._deployment_config import (  # noqa: PLC0415  # rare
            deployment_config,
            watch,
        )
        from sagemaker_endpoints.rollouts._rollout_faults import rollout_warnings  # noqa: PLC0415  # rare

        # Where a role may look does not name the alarms made here: alarm, configuration, model
        # and role refer to one another in this order.
        alarm_names, watched, self._rollback_alarms = watch(
            rollout,
            self,
            variant_names=[variant.name for variant in variants],
            config_name=self._config_name,
            endpoint_name=self._physical_name if endpoint_name is not None else None,
            callers_wait=callers_wait,
        )
        for variant in variants:
            variant.allow(*watched, scope=self, before=self._cfn_endpoint)
        self._cfn_endpoint.change(deployment_config=deployment_config(rollout, alarm_names))
        if not alarm_names:
            warn(
                self,
                "NoRollbackAlarms",
                "rollout: alarms is empty: whatever the new fleet does, the update goes through",
            )
        for rule, message in rollout_warnings(rollout, variants):
            warn(self, rule, message)

    def _keep_scaled_counts(self) -> None:
        """Without this, every deploy would set the number of instances back to the initial one."""
        if self._keeps_counts:
            return
        self._keeps_counts = True
        self._cfn_endpoint.change(
            retain_all_variant_properties=True, exclude_retained_variant_properties=_followed()
        )


def _followed() -> list[Any]:
    return [{"variantPropertyType": kind} for kind in _FOLLOWS_THE_CODE]
