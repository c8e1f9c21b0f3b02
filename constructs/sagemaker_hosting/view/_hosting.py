"""Defines all that is deployed together, and who belongs to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sagemaker_hosting.view._alarm import Alarm
from sagemaker_hosting.view._attachments import Attachments
from sagemaker_hosting.view._endpoint import Endpoint
from sagemaker_hosting.view._endpoint_config import EndpointConfig, Variant
from sagemaker_hosting.view._grouping import grouped
from sagemaker_hosting.view._inference_component import InferenceComponent
from sagemaker_hosting.view._kinds import kind_of
from sagemaker_hosting.view._links import Links, place_of
from sagemaker_hosting.view._model import Model
from sagemaker_hosting.view._names import Names, pointed
from sagemaker_hosting.view._reference import Reference
from sagemaker_hosting.view._resource import Resource
from sagemaker_hosting.view._role import Role, Statement, is_known_document, statements_of
from sagemaker_hosting.view._scaling import ScalableTarget, ScalingPolicy
from sagemaker_hosting.view._service_call import ServiceCall
from sagemaker_hosting.view._stack import Stack
from sagemaker_hosting.view._transform import Schedule, StateMachine, TransformJob
from sagemaker_hosting.view.functions._outputs import Outputs
from sagemaker_hosting.view.functions._scenarios import Scenario

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template
    from sagemaker_hosting.view._node import Node

R = TypeVar("R", bound=Resource)


class Hosting:
    """Defines the templates of one environment in one scenario, as things that know each other.

    A link is there if the templates decide it: by a reference, through outputs and exports, or by
    a literal name that a resource bears. What they do not decide is None, or not in the list.

    Attributes:
        templates: what was read.
        scenario_of: what each template's parameters are taken to be; missing = nothing known.
    """

    def __init__(
        self, templates: Sequence[Template], scenario_of: Mapping[int, Scenario] | None = None
    ) -> None:
        self.templates = templates
        scenarios = scenario_of if scenario_of is not None else {}
        self.stacks = tuple(
            Stack(template, self, scenarios.get(index, Scenario()))
            for index, template in enumerate(templates)
        )
        self._names = Names(self)
        self._links = Links(self)
        self._attachments = Attachments(self)
        self._outputs = Outputs(self.stacks)

    def make(self, stack: Stack, logical_id: str, body: Mapping[str, Any]) -> Resource:
        """Make a resource of its kind."""
        return kind_of(str(body.get("Type", "")))(stack, logical_id, body)

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """Every resource, in the order of the templates."""
        return tuple(r for stack in self.stacks for r in stack.resources.values())

    def all_of(self, kind: type[R]) -> tuple[R, ...]:
        """Find every resource of a kind."""
        # Each list holds resources of its one class.
        return cast("tuple[R, ...]", self._by_kind.get(kind, ()))

    def of_type(self, name: str) -> tuple[Resource, ...]:
        """Find every resource of one of CloudFormation's types, such as `AWS::EC2::Subnet`."""
        return self._by_type.get(name, ())

    @cached_property
    def transform_jobs(self) -> tuple[TransformJob, ...]:
        """The batch transforms of all state machines and schedules."""
        return tuple(job for runner in self._runners for job in runner.transform_jobs)

    @property
    def service_calls(self) -> tuple[ServiceCall, ...]:
        """The actions of SageMaker that state machines and schedules call."""
        return tuple(call for runner in self._runners for call in runner.service_calls)

    @property
    def _runners(self) -> tuple[StateMachine | Schedule, ...]:
        return (*self.all_of(StateMachine), *self.all_of(Schedule))

    def model_of(self, node: Node) -> Model | None:
        """Find the model that a name or reference stands for."""
        return self._names.find(Model, node.resource.stack, pointed(node))

    def config_of(self, node: Node) -> EndpointConfig | None:
        """Find the endpoint configuration that a name or reference stands for."""
        return self._names.find(EndpointConfig, node.resource.stack, pointed(node))

    def endpoint_of(self, node: Node) -> Endpoint | None:
        """Find the endpoint that a name or reference stands for."""
        return self._names.find(Endpoint, node.resource.stack, pointed(node))

    def endpoint_named(self, stack: Stack, value: object) -> Endpoint | None:
        """Find the endpoint that a resolved value names."""
        return self._names.find(Endpoint, stack, value)

    def component_named(self, stack: Stack, value: object) -> InferenceComponent | None:
        """Find the inference component that a resolved value names."""
        return self._names.find(InferenceComponent, stack, value)

    def role_of(self, node: Node) -> Role | None:
        """Find the role that an ARN or reference stands for."""
        return self._attachments.role_of(node)

    def alarm_of(self, node: Node) -> Alarm | None:
        """Find the alarm that a name or reference stands for."""
        return self._names.find(Alarm, node.resource.stack, pointed(node))

    def target_of(self, policy: ScalingPolicy) -> ScalableTarget | None:
        """Find the scalable target of a policy: by reference, or by resource id and dimension."""
        value = policy.at("ScalingTargetId").value
        if isinstance(value, Reference):
            return value.resource if isinstance(value.resource, ScalableTarget) else None
        found = self._links.targets_by_place.get(place_of(policy), ())
        return found[0] if len(found) == 1 else None

    def variants_of(self, model: Model) -> tuple[Variant, ...]:
        """Find the variants that serve a model."""
        return self._links.variants_by_model.get(model, ())

    def components_of(self, model: Model) -> tuple[InferenceComponent, ...]:
        """Find the inference components that serve a model."""
        return self._links.components_by_model.get(model, ())

    def transform_jobs_of(self, model: Model) -> tuple[TransformJob, ...]:
        """Find the batch transforms that run a model."""
        return self._links.jobs_by_model.get(model, ())

    def endpoints_of(self, config: EndpointConfig) -> tuple[Endpoint, ...]:
        """Find the endpoints that are made of a configuration."""
        return self._links.endpoints_by_config.get(config, ())

    def components_on(self, endpoint: Endpoint) -> tuple[InferenceComponent, ...]:
        """Find the inference components of an endpoint."""
        return self._links.components_by_endpoint.get(endpoint, ())

    def scalable_targets_of(self, scaled: Resource) -> tuple[ScalableTarget, ...]:
        """Find the scalable targets of an endpoint's variants, or of an inference component."""
        return self._links.targets_by_scaled.get(scaled, ())

    @cached_property
    def unplaced_targets(self) -> tuple[ScalableTarget, ...]:
        """The scalable targets of which it is not known what they scale."""
        return tuple(
            target
            for target in self.all_of(ScalableTarget)
            if target.endpoint is None
            and target.component is None
            and target.resource_id.text is None
        )

    def policies_of(self, target: ScalableTarget) -> tuple[ScalingPolicy, ...]:
        """Find the scaling policies of a target."""
        return self._links.policies_by_target.get(target, ())

    def alarms_of(self, policy: ScalingPolicy) -> tuple[Alarm, ...]:
        """Find the alarms that trigger a policy."""
        return self._links.alarms_by_policy.get(policy, ())

    def policies_triggered_by(self, alarm: Alarm) -> tuple[ScalingPolicy, ...]:
        """Find the scaling policies among the actions of an alarm."""
        actions = (
            action.value
            for key in ("AlarmActions", "OKActions", "InsufficientDataActions")
            for action in alarm.at(key).items
        )
        return tuple(
            action.resource
            for action in actions
            if isinstance(action, Reference) and isinstance(action.resource, ScalingPolicy)
        )

    def endpoints_guarded_by(self, alarm: Alarm) -> tuple[Endpoint, ...]:
        """Find the endpoints that name an alarm for their rollback."""
        return self._links.endpoints_by_alarm.get(alarm, ())

    def endpoints_with_role(self, role: Role) -> tuple[Endpoint, ...]:
        """Find the endpoints whose containers run as a role."""
        found = (e for user in self.users_of(role) for e in user.endpoint_resources)
        return tuple(dict.fromkeys(e for e in found if isinstance(e, Endpoint)))

    def policies_attached_to(self, role: Role) -> tuple[Resource, ...]:
        """Find the policies that are resources of their own and are attached to a role."""
        return self._attachments.policies_by_role.get(role, ())

    def has_unplaced_policy(self, role: Role) -> bool:
        """Tell whether a policy is attached to roles that are not known: it may be this one."""
        return role.stack.template.group in self._attachments.groups_with_unplaced_policies

    @cached_property
    def statements_of_resources(self) -> tuple[Statement, ...]:
        """The statements of the policies of buckets, topics, keys and repositories."""
        return tuple(
            s for document in self._attachments.resource_policies for s in statements_of(document)
        )

    @cached_property
    def knows_the_policies_of_resources(self) -> bool:
        """Whether each of those policies is written out."""
        return all(is_known_document(document) for document in self._attachments.resource_policies)

    def users_of(self, role: Role) -> tuple[Resource, ...]:
        """Find the models, and the configurations of inference components, that run as a role."""
        return self._attachments.users_by_role.get(role, ())

    def exported(self, stack: Stack, name: object) -> Any:
        """Resolve an `Fn::ImportValue`."""
        return self._outputs.exported(stack, name)

    def output(self, stack: Stack, stack_name: object, output_name: object) -> Any:
        """Resolve an `Fn::GetStackOutput`."""
        return self._outputs.output(stack, stack_name, output_name)

    @cached_property
    def _by_kind(self) -> Mapping[type[Resource], tuple[Resource, ...]]:
        return grouped((type(resource), resource) for resource in self.resources)

    @cached_property
    def _by_type(self) -> Mapping[str, tuple[Resource, ...]]:
        return grouped((resource.type, resource) for resource in self.resources)
