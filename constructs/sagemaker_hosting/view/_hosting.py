"""Defines all that is deployed together, and who belongs to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from sagemaker_hosting.view._alarm import Alarm
from sagemaker_hosting.view._endpoint import Endpoint
from sagemaker_hosting.view._endpoint_config import EndpointConfig, Variant
from sagemaker_hosting.view._experiment import InferenceExperiment
from sagemaker_hosting.view._inference_component import InferenceComponent
from sagemaker_hosting.view._model import Model
from sagemaker_hosting.view._resource import Resource
from sagemaker_hosting.view._role import (
    Role,
    Statement,
    is_known_document,
    role_name_in,
    statements_of,
)
from sagemaker_hosting.view._scaling import ScalableTarget, ScalingPolicy
from sagemaker_hosting.view._scenarios import Scenario
from sagemaker_hosting.view._stack import Stack
from sagemaker_hosting.view._transform import Schedule, StateMachine, TransformJob
from sagemaker_hosting.view._values import UNKNOWN, Reference, Text

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template
    from sagemaker_hosting.view._node import Node

_KINDS: Final[Mapping[str, type[Resource]]] = {
    "AWS::ApplicationAutoScaling::ScalableTarget": ScalableTarget,
    "AWS::ApplicationAutoScaling::ScalingPolicy": ScalingPolicy,
    "AWS::CloudWatch::Alarm": Alarm,
    "AWS::IAM::Role": Role,
    "AWS::SageMaker::Endpoint": Endpoint,
    "AWS::SageMaker::EndpointConfig": EndpointConfig,
    "AWS::SageMaker::InferenceComponent": InferenceComponent,
    "AWS::SageMaker::InferenceExperiment": InferenceExperiment,
    "AWS::SageMaker::Model": Model,
    "AWS::Scheduler::Schedule": Schedule,
    "AWS::Serverless::StateMachine": StateMachine,
    "AWS::StepFunctions::StateMachine": StateMachine,
}
_ATTACHED: Final = frozenset(
    {"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"}
)

_RESOURCE_POLICIES: Final = {
    "AWS::ECR::Repository": "RepositoryPolicyText",
    "AWS::KMS::Key": "KeyPolicy",
    "AWS::S3::BucketPolicy": "PolicyDocument",
    "AWS::SNS::TopicPolicy": "PolicyDocument",
}

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
            Stack(template, self, scenarios[index].parameters if index in scenarios else {})
            for index, template in enumerate(templates)
        )

    def make(self, stack: Stack, logical_id: str, body: Mapping[str, Any]) -> Resource:
        """Make a resource of its kind."""
        return _KINDS.get(str(body.get("Type", "")), Resource)(stack, logical_id, body)

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
        return tuple(self._by_type.get(name, ()))

    @cached_property
    def transform_jobs(self) -> tuple[TransformJob, ...]:
        """The batch transforms of all state machines and schedules."""
        runners: list[StateMachine | Schedule] = [
            *self.all_of(StateMachine),
            *self.all_of(Schedule),
        ]
        return tuple(job for runner in runners for job in runner.transform_jobs)

    def model_of(self, node: Node) -> Model | None:
        """Find the model that a name or reference stands for."""
        return self._named(Model, node.resource.stack, _pointed(node))

    def config_of(self, node: Node) -> EndpointConfig | None:
        """Find the endpoint configuration that a name or reference stands for."""
        return self._named(EndpointConfig, node.resource.stack, _pointed(node))

    def endpoint_of(self, node: Node) -> Endpoint | None:
        """Find the endpoint that a name or reference stands for."""
        return self._named(Endpoint, node.resource.stack, _pointed(node))

    def endpoint_named(self, stack: Stack, value: object) -> Endpoint | None:
        """Find the endpoint that a resolved value names."""
        return self._named(Endpoint, stack, value)

    def component_named(self, stack: Stack, value: object) -> InferenceComponent | None:
        """Find the inference component that a resolved value names."""
        return self._named(InferenceComponent, stack, value)

    def role_of(self, node: Node) -> Role | None:
        """Find the role that an ARN or reference stands for."""
        if node.reference is not None:
            found = node.reference.resource
            return found if isinstance(found, Role) else None
        return self._role_named(node.resource.stack, role_name_in(node))

    def alarm_of(self, node: Node) -> Alarm | None:
        """Find the alarm that a name or reference stands for."""
        return self._named(Alarm, node.resource.stack, _pointed(node))

    def target_of(self, policy: ScalingPolicy) -> ScalableTarget | None:
        """Find the scalable target of a policy: by reference, or by resource id and dimension."""
        value = policy.at("ScalingTargetId").value
        if isinstance(value, Reference):
            return value.resource if isinstance(value.resource, ScalableTarget) else None
        found = self._targets_by_place[_place_of(policy)]
        return found[0] if len(found) == 1 else None

    def variants_of(self, model: Model) -> tuple[Variant, ...]:
        """Find the variants that serve a model."""
        return tuple(self._variants_by_model[model])

    def components_of(self, model: Model) -> tuple[InferenceComponent, ...]:
        """Find the inference components that serve a model."""
        return tuple(self._components_by_model[model])

    def transform_jobs_of(self, model: Model) -> tuple[TransformJob, ...]:
        """Find the batch transforms that run a model."""
        return tuple(self._jobs_by_model[model])

    def endpoints_of(self, config: EndpointConfig) -> tuple[Endpoint, ...]:
        """Find the endpoints that are made of a configuration."""
        return tuple(self._endpoints_by_config[config])

    def components_on(self, endpoint: Endpoint) -> tuple[InferenceComponent, ...]:
        """Find the inference components of an endpoint."""
        return tuple(self._components_by_endpoint[endpoint])

    def scalable_targets_of(self, scaled: Resource) -> tuple[ScalableTarget, ...]:
        """Find the scalable targets of an endpoint's variants, or of an inference component."""
        return tuple(self._targets_by_scaled[scaled])

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
        return tuple(self._policies_by_target[target])

    def alarms_of(self, policy: ScalingPolicy) -> tuple[Alarm, ...]:
        """Find the alarms that trigger a policy."""
        return tuple(self._alarms_by_policy[policy])

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
        return tuple(self._endpoints_by_alarm[alarm])

    def endpoints_with_role(self, role: Role) -> tuple[Endpoint, ...]:
        """Find the endpoints whose containers run as a role."""
        found = (e for user in self._users_by_role[role] for e in user.endpoint_resources)
        return tuple(dict.fromkeys(e for e in found if isinstance(e, Endpoint)))

    def policies_attached_to(self, role: Role) -> tuple[Resource, ...]:
        """Find the policies that are resources of their own and are attached to a role."""
        return tuple(self._policies_by_role[role])

    def has_unplaced_policy(self, role: Role) -> bool:
        """Tell whether a policy is attached to roles that are not known: it may be this one."""
        return role.stack.template.group in self._groups_with_unplaced_policies

    @cached_property
    def statements_of_resources(self) -> tuple[Statement, ...]:
        """The statements of the policies of buckets, topics, keys and repositories."""
        return tuple(s for document in self._resource_policies for s in statements_of(document))

    @cached_property
    def knows_the_policies_of_resources(self) -> bool:
        """Whether each of those policies is written out."""
        return all(is_known_document(document) for document in self._resource_policies)

    @cached_property
    def _resource_policies(self) -> tuple[Node, ...]:
        return tuple(
            resource.at(_RESOURCE_POLICIES[resource.type])
            for resource in self.resources
            if resource.type in _RESOURCE_POLICIES
        )

    def users_of(self, role: Role) -> tuple[Resource, ...]:
        """Find the models, and the configurations of inference components, that run as a role."""
        return tuple(self._users_by_role[role])

    def exported(self, stack: Stack, name: object) -> Any:
        """Resolve an `Fn::ImportValue`."""
        if not isinstance(name, str):
            return UNKNOWN
        group = stack.template.group
        found = [raw for s, n, raw in self._exports if n == name and s.template.group == group]
        return found[0] if len(found) == 1 else UNKNOWN

    def output(self, stack: Stack, stack_name: object, output_name: object) -> Any:
        """Resolve an `Fn::GetStackOutput`."""
        if not isinstance(output_name, str):
            return UNKNOWN
        holders = [s for s in self.stacks if output_name in s.outputs]
        named = [s for s in holders if s.template.stack_name == stack_name]
        # Templates on their own do not tell the names of their stacks.
        unnamed = [
            s
            for s in holders
            if s.template.stack_name is None and s.template.group == stack.template.group
        ]
        found = named or unnamed
        if len(found) != 1:
            return UNKNOWN
        declared = found[0].outputs[output_name]
        value = declared.get("Value") if isinstance(declared, Mapping) else None
        return found[0].resolve(value) if value is not None else UNKNOWN

    def _named(self, kind: type[R], stack: Stack, value: object) -> R | None:
        if isinstance(value, Reference):
            return value.resource if isinstance(value.resource, kind) else None
        if not isinstance(value, str):
            return None
        found = self._by_name.get((kind, stack.template.group, value), ())
        return found[0] if len(found) == 1 and isinstance(found[0], kind) else None

    @cached_property
    def _by_kind(self) -> Mapping[type[Resource], tuple[Resource, ...]]:
        found: defaultdict[type[Resource], list[Resource]] = defaultdict(list)
        for resource in self.resources:
            found[type(resource)].append(resource)
        return {kind: tuple(resources) for kind, resources in found.items()}

    @cached_property
    def _by_type(self) -> Mapping[str, list[Resource]]:
        found: defaultdict[str, list[Resource]] = defaultdict(list)
        for resource in self.resources:
            found[resource.type].append(resource)
        return found

    @cached_property
    def _by_name(self) -> Mapping[tuple[type[Resource], str, str], list[Resource]]:
        found: defaultdict[tuple[type[Resource], str, str], list[Resource]] = defaultdict(list)
        for kind in (Model, EndpointConfig, Endpoint, InferenceComponent, Alarm):
            for resource in self.all_of(kind):
                name = _known(resource.name)  # type: ignore[attr-defined]  # each of the five has one
                if name is not None:
                    found[kind, resource.stack.template.group, name].append(resource)
        return found

    @cached_property
    def _exports(self) -> list[tuple[Stack, object, Any]]:
        return list(self._declared_exports())

    def _declared_exports(self) -> Iterator[tuple[Stack, object, Any]]:
        for stack in self.stacks:
            for output in stack.outputs.values():
                export = output.get("Export") if isinstance(output, Mapping) else None
                if isinstance(export, Mapping) and "Value" in output:
                    yield stack, stack.resolve(export.get("Name")), stack.resolve(output["Value"])

    @cached_property
    def _variants_by_model(self) -> defaultdict[Model, list[Variant]]:
        found: defaultdict[Model, list[Variant]] = defaultdict(list)
        for config in self.all_of(EndpointConfig):
            for variant in config.all_variants:
                if variant.model is not None:
                    found[variant.model].append(variant)
        return found

    @cached_property
    def _endpoints_by_config(self) -> defaultdict[EndpointConfig, list[Endpoint]]:
        found: defaultdict[EndpointConfig, list[Endpoint]] = defaultdict(list)
        for endpoint in self.all_of(Endpoint):
            if endpoint.config is not None:
                found[endpoint.config].append(endpoint)
        return found

    @cached_property
    def _components_by_endpoint(self) -> defaultdict[Endpoint, list[InferenceComponent]]:
        found: defaultdict[Endpoint, list[InferenceComponent]] = defaultdict(list)
        for component in self.all_of(InferenceComponent):
            if component.endpoint is not None:
                found[component.endpoint].append(component)
        return found

    @cached_property
    def _targets_by_scaled(self) -> defaultdict[Resource, list[ScalableTarget]]:
        found: defaultdict[Resource, list[ScalableTarget]] = defaultdict(list)
        for target in self.all_of(ScalableTarget):
            scaled = target.component if target.component is not None else target.endpoint
            if scaled is not None:
                found[scaled].append(target)
        return found

    @cached_property
    def _targets_by_place(self) -> defaultdict[Hashable, list[ScalableTarget]]:
        found: defaultdict[Hashable, list[ScalableTarget]] = defaultdict(list)
        for target in self.all_of(ScalableTarget):
            place = _place_of(target)
            if place is not None:
                found[place].append(target)
        return found

    @cached_property
    def _policies_by_target(self) -> defaultdict[ScalableTarget, list[ScalingPolicy]]:
        found: defaultdict[ScalableTarget, list[ScalingPolicy]] = defaultdict(list)
        for policy in self.all_of(ScalingPolicy):
            if policy.target is not None:
                found[policy.target].append(policy)
        return found

    @cached_property
    def _endpoints_by_alarm(self) -> defaultdict[Alarm, list[Endpoint]]:
        found: defaultdict[Alarm, list[Endpoint]] = defaultdict(list)
        for endpoint in self.all_of(Endpoint):
            for item in endpoint.deployment.at("AutoRollbackConfiguration", "Alarms").items:
                alarm = self.alarm_of(item.at("AlarmName"))
                if alarm is not None:
                    found[alarm].append(endpoint)
        return found

    @cached_property
    def _components_by_model(self) -> defaultdict[Model, list[InferenceComponent]]:
        found: defaultdict[Model, list[InferenceComponent]] = defaultdict(list)
        for component in self.all_of(InferenceComponent):
            for model in component.models:
                found[model].append(component)
        return found

    @cached_property
    def _jobs_by_model(self) -> defaultdict[Model, list[TransformJob]]:
        found: defaultdict[Model, list[TransformJob]] = defaultdict(list)
        for job in self.transform_jobs:
            if job.model is not None:
                found[job.model].append(job)
        return found

    @cached_property
    def _alarms_by_policy(self) -> defaultdict[ScalingPolicy, list[Alarm]]:
        found: defaultdict[ScalingPolicy, list[Alarm]] = defaultdict(list)
        for alarm in self.all_of(Alarm):
            for policy in alarm.policies:
                found[policy].append(alarm)
        return found

    @cached_property
    def _users_by_role(self) -> defaultdict[Role, list[Resource]]:
        found: defaultdict[Role, list[Resource]] = defaultdict(list)
        users: list[Model | EndpointConfig] = [*self.all_of(Model), *self.all_of(EndpointConfig)]
        for user in users:
            if user.role is not None:
                found[user.role].append(user)
        return found

    @cached_property
    def _policies_by_role(self) -> defaultdict[Role, list[Resource]]:
        found: defaultdict[Role, list[Resource]] = defaultdict(list)
        for policy, node in self._attachments():
            role = self._role_attached(node)
            if role is not None:
                found[role].append(policy)
        return found

    @cached_property
    def _groups_with_unplaced_policies(self) -> frozenset[str]:
        return frozenset(
            policy.stack.template.group
            for policy, node in self._attachments()
            if self._role_attached(node) is None and node.text is None
        )

    def _attachments(self) -> Iterator[tuple[Resource, Node]]:
        for policy in self.resources:
            if policy.type not in _ATTACHED:
                continue
            roles = policy.at("Roles")
            nodes = roles.items if isinstance(roles.value, list) else (roles,)
            for node in (*nodes, policy.at("RoleName")):
                if not node.is_absent:
                    yield policy, node

    def _role_attached(self, node: Node) -> Role | None:
        if node.reference is not None:
            role = node.reference.resource
            return role if isinstance(role, Role) else None
        return self._role_named(node.resource.stack, node.text)

    def _role_named(self, stack: Stack, name: str | None) -> Role | None:
        found = self._roles_by_name.get((stack.template.group, name), ())
        return found[0] if len(found) == 1 else None

    @cached_property
    def _roles_by_name(self) -> Mapping[tuple[str, str | None], list[Role]]:
        found: defaultdict[tuple[str, str | None], list[Role]] = defaultdict(list)
        for role in self.all_of(Role):
            name = role.at("RoleName").text
            if name is not None:
                found[role.stack.template.group, name].append(role)
        return found


def _place_of(thing: ScalableTarget | ScalingPolicy) -> Hashable:
    """What a target and its policies share, if a policy does not refer to its target."""
    value = thing.at("ResourceId").symbol
    if not isinstance(value, str | Text | Reference):
        return None
    return (thing.stack.template.group, value, thing.at("ScalableDimension").text)


def _pointed(node: Node) -> object:
    """The reference or name that a node stands for; an ARN counts as its name."""
    reference = node.reference
    return reference if reference is not None else _known(node)


def _known(name: Node) -> str | None:
    """The literal name, or one that names the parameters in it."""
    if name.text is not None:
        return name.text
    symbol = name.symbol
    return symbol if isinstance(symbol, str) else None
