"""Inference components that run a model of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._errors import Faults, naming
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._tokens import is_known_number
from sagemaker_endpoints.common._warnings import warn
from sagemaker_endpoints.components._adapter_component import AdapterComponent
from sagemaker_endpoints.components._component_alarms import ComponentAlarms
from sagemaker_endpoints.components._hosted_component import check_component
from sagemaker_endpoints.components._scalable_copy_count import ScalableCopyCount
from sagemaker_endpoints.rollouts._alarm_rights import (
    rights_to_alarms_of_component,
    rights_to_given_alarms,
)
from sagemaker_endpoints.rollouts._rollback_alarms import RollbackAlarms
from sagemaker_endpoints.scaling._scaling_values import check_bounds

if TYPE_CHECKING:
    from constructs import Construct

    from sagemaker_endpoints.common._l1 import CfnAlarm
    from sagemaker_endpoints.components._component_plan import ComponentPlan
    from sagemaker_endpoints.components._hosted_component import ComponentHost
    from sagemaker_endpoints.models._model_data import ModelData


class ModelComponent(ComponentAlarms):
    """A model with its copies, as `InferenceComponentEndpoint.add_component` gives it."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        host: ComponentHost,
        plan: ComponentPlan,
        name: str | None,
    ) -> None:
        """Called by `InferenceComponentEndpoint.add_component`."""
        super().__init__(
            scope, construct_id, host=host, name=name, names_above=host.fixed_endpoint_name
        )
        self._plan, self._scales = plan, False
        specification = plan.render(self, host)
        rollout = plan.rollout
        self._rollback_alarms = (
            rollout.alarms.define_for_component(self, self._name)
            if rollout is not None and isinstance(rollout.alarms, RollbackAlarms)
            else ()
        )
        self._define(
            specification,
            variant_name=host.variant_name,
            runtime_config={"copyCount": plan.copies},
            deployment_config=self._deployment_config(),
        )
        self._let_watch()
        self._warn()

    @property
    def rollback_alarms(self) -> tuple[CfnAlarm, ...]:
        """The alarms that its rollout made: of the error rate, then of the latency.

        None without a rollout, and none where the rollout was given alarms of your own.
        """
        return tuple(alarm.l1 for alarm in self._rollback_alarms)

    def add_adapter(
        self, construct_id: str, *, artifact: ModelData, component_name: str | None = None
    ) -> AdapterComponent:
        """Host fine-tuned weights beside the model's own, on the same copies.

        An adapter takes the resources of its base, scales with it and is removed before it.
        Callers name the adapter in the request.

        Args:
            construct_id: its id in the component.
            artifact: one .tar.gz; the endpoint's role gets the right to read it.
            component_name: a fixed name; made from the stack's name and the place in it when left
                out.

        Raises:
            ConfigurationError: the id is taken, or the artifact is no archive.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-adapt.html
        """
        subject = naming("AdapterComponent", self, construct_id)
        check_given(subject, ModelComponent.add_adapter, locals())
        faults = Faults(subject)
        check_component(faults, self, construct_id, component_name, self._host)
        faults.raise_if_any()
        return AdapterComponent(
            self, construct_id, host=self._host, artifact=artifact, name=component_name
        )

    def auto_scale_copy_count(
        self, *, min_capacity: int = 1, max_capacity: int
    ) -> ScalableCopyCount:
        """Let the number of copies follow the load.

        With *min_capacity* 0 the component may have no copy at all. The first request then fails,
        and makes a step policy add a copy, which takes minutes. Instances without copies are given
        back down to the endpoint's `min_instance_count`: 0 costs nothing while nobody asks.

        Args:
            min_capacity: 0 or more.
            max_capacity: at least *min_capacity*.

        Returns:
            What the policies are added to; without one copies are neither added nor removed, but
            for the first one.

        Raises:
            ConfigurationError: bounds that AWS refuses, or the component scales already.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html
        """

        def subject() -> str:
            return f"auto_scale_copy_count of component {self.node.path!r}"

        check_given(subject, ModelComponent.auto_scale_copy_count, locals())
        faults = Faults(subject)
        check_bounds(faults, min_capacity, max_capacity, lowest=0)
        if self._scales:
            faults.add("the component scales already; add policies to what the first call returned")
        faults.raise_if_any()
        self._scales = True
        self._warn_of_scaling(min_capacity, max_capacity)
        return ScalableCopyCount(
            self,
            "CopyCount",
            component_name=self._name,
            cfn_component=self.cfn_inference_component,
            min_capacity=min_capacity,
            max_capacity=max_capacity,
        )

    def _deployment_config(self) -> dict[str, Any] | None:
        rollout = self._plan.rollout
        if rollout is None:
            return None
        given: list[str] = [alarm.alarm_name for alarm in rollout.given_alarms]
        made = [alarm.attribute("ref") for alarm in self._rollback_alarms]
        return rollout.render([*given, *made])

    def _let_watch(self) -> None:
        """Let the endpoint's role look at the alarms, from before the component is made."""
        rollout = self._plan.rollout
        if rollout is not None and rollout.given_alarms:
            right = rights_to_given_alarms(rollout.given_alarms)
        elif self._rollback_alarms:
            right = rights_to_alarms_of_component(self._rollback_alarms)
        else:
            return
        watching = self._host.role.allow_beside(self, right)
        self.cfn_inference_component.node.add_dependency(watching)

    def _warn(self) -> None:
        much = self._plan.resources.takes_much_memory_of(self._host.instance_type)
        if much is not None:
            warn(self, "LittleMemoryLeft", much)
        copies, rollout = self._plan.copies, self._plan.rollout
        if is_known_number(copies) and copies == 0:
            warn(
                self,
                "NoCopies",
                "copies: 0 parks a component that exists; SageMaker creates none without a copy",
            )
        network = self._plan.network_fault(self._host)
        if network is not None:
            warn(self, "NetworkOfModel", network)
        for rule, message in rollout.warnings(copies) if rollout is not None else ():
            warn(self, rule, message)

    def _warn_of_scaling(self, min_capacity: int, max_capacity: int) -> None:
        instances = self._host.instances
        to_none = is_known_number(min_capacity) and min_capacity == 0
        if to_none and not instances.may_be_none:
            warn(
                self,
                "IdleInstances",
                "min_capacity 0 takes all copies away while the endpoint keeps its instances, and "
                "their price: give it min_instance_count=0 and max_instance_count",
            )
        fitting = self._plan.resources.copies_on(self._host.instance_type)
        if fitting is None or instances.most is None or not is_known_number(max_capacity):
            return
        if max_capacity > fitting * instances.most:
            warn(
                self,
                "CopiesWithoutRoom",
                f"max_capacity: {max_capacity} copies need more than the endpoint's "
                f"{instances.most} x {self._host.instance_type}, which hold "
                f"{fitting * instances.most}",
            )
