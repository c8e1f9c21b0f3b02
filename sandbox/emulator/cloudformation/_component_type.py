"""The CloudFormation type of inference components."""

from collections.abc import Callable

from sandbox.emulator.cloudformation._resource_type import Created, ResourceType
from sandbox.emulator.cloudformation._shapes import conform
from sandbox.emulator.common._errors import AwsError, ServingError
from sandbox.emulator.common._kinds import INFERENCE_COMPONENT
from sandbox.emulator.common._store import Record, Scope
from sandbox.emulator.components._components import Components

_NAME = f"{INFERENCE_COMPONENT}Name"
_IDENTITY = (_NAME, "EndpointName", "VariantName")
# What UpdateInferenceComponent takes of the properties, besides the name.
_UPDATABLE = ("Specification", "Specifications", "RuntimeConfig", "DeploymentConfig")
# What CreateInferenceComponent does not take of them.
_NOT_AT_FIRST = frozenset({"DeploymentConfig", "EndpointArn"})


class ComponentType:
    """`AWS::SageMaker::InferenceComponent`.

    Its schema has no create-only properties, and the API changes neither name nor endpoint: such a
    change fails.

    Args:
        components: Makes them.
        current_scope: The account and region of the stack.
        physical_name: The name of one that the template does not name.
        retag: Changes the tags of an ARN.
    """

    def __init__(
        self,
        components: Components,
        *,
        current_scope: Callable[[], Scope],
        physical_name: Callable[[str, str], str],
        retag: Callable[[str, Record, Record], None],
    ) -> None:
        self._components = components
        self._scope = current_scope
        self._physical_name = physical_name
        self._retag = retag

    def resource_type(self) -> ResourceType:
        """How CloudFormation handles it."""
        return ResourceType(
            name=f"AWS::SageMaker::{INFERENCE_COMPONENT}",
            create_only=(),
            tagged=True,
            slow=True,
            create=self._create,
            update=self._update,
            delete=self._delete,
        )

    def _create(self, logical_id: str, properties: Record, stack: str) -> Created:
        named = {_NAME: self._physical_name(stack, logical_id)} | properties
        sent = {key: value for key, value in named.items() if key not in _NOT_AT_FIRST}
        params = conform("sagemaker", "CreateInferenceComponent", sent)
        try:
            self._components.create(self._scope(), params, wait=True)
        except ServingError:
            # The rollback deletes the failed one; the engine does not know of it yet.
            self._components.delete(self._scope(), {_NAME: params[_NAME]})
            raise
        return self._identity(params[_NAME])

    def _update(self, arn: str, old: Record, new: Record, _stack: str, _logical_id: str) -> Created:
        name = self._name_of(arn)
        changed = [key for key in _IDENTITY if key in old and old[key] != new.get(key)]
        if changed:
            raise AwsError(f"{', '.join(changed)} of an inference component cannot be changed")
        if any(old.get(key) != new.get(key) for key in _UPDATABLE):
            sent = {_NAME: name} | {key: new[key] for key in _UPDATABLE if key in new}
            params = conform("sagemaker", "UpdateInferenceComponent", sent)
            self._components.update(self._scope(), params, wait=True)
        self._retag(arn, old, new)
        return self._identity(name)

    def _delete(self, arn: str, _properties: Record) -> None:
        try:
            name = self._name_of(arn)
        except AwsError:
            return  # CloudFormation takes a resource that is gone for deleted
        self._components.delete(self._scope(), {_NAME: name})

    def _identity(self, name: str) -> Created:
        component = self._components.find(self._scope(), name)
        attributes = {
            _NAME: component.name,
            f"{INFERENCE_COMPONENT}Arn": component.arn,
            f"{INFERENCE_COMPONENT}Status": component.status,
            "EndpointArn": component.summary()["EndpointArn"],
        }
        return component.arn, attributes

    def _name_of(self, arn: str) -> str:
        """The name behind an ARN, which holds it in lower case only."""
        listed = self._components.list(self._scope(), {"MaxResults": 10_000})
        for summary in listed[f"{INFERENCE_COMPONENT}s"]:
            if summary[f"{INFERENCE_COMPONENT}Arn"] == arn:
                return str(summary[_NAME])
        raise AwsError(f'Could not find inference component "{arn}".')
