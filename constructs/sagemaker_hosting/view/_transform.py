"""Defines state machines and schedules, and the batch transforms (CreateTransformJob) they run.

CloudFormation has no resource for a transform job.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.view._node import Node
from sagemaker_hosting.view._part import Part
from sagemaker_hosting.view._resource import Resource
from sagemaker_hosting.view._service_call import ServiceCall
from sagemaker_hosting.view.functions._values import UNKNOWN, Text, text_of
from sagemaker_hosting.view.functions._written_json import read_json, split

if TYPE_CHECKING:
    from sagemaker_hosting.view._model import Model
    from sagemaker_hosting.view._role import Role

_SERVICE: Final = "sagemaker"
_TASK: Final = "sagemaker:createtransformjob"


class StateMachine(Resource):
    """Defines an `AWS::StepFunctions::StateMachine`.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
    """

    @cached_property
    def transform_jobs(self) -> tuple[TransformJob, ...]:
        """Its tasks that run a transform job."""
        path, definition = self._definition
        return tuple(
            TransformJob(Node(self, (*path, *below), _without_paths(arguments)))
            for below, called, arguments in _tasks(definition, ())
            if _is_transform(called)
        )

    @property
    def service_calls(self) -> tuple[ServiceCall, ...]:
        """Its tasks that call an action of SageMaker."""
        path, definition = self._definition
        found = (
            ServiceCall.at_node(Node(self, (*path, *below), arguments), called)
            for below, called, arguments in _tasks(definition, ())
        )
        return tuple(call for call in found if call is not None)

    @cached_property
    def role(self) -> Role | None:
        """The role it runs as, if it is a resource of these templates."""
        return self.hosting.role_of(self.at("RoleArn"))

    @cached_property
    def _definition(self) -> tuple[tuple[str, ...], Any]:
        given = self.at("Definition")
        if given.entries:
            return ("Properties", "Definition"), self._followed(given.value)
        written = self.at("DefinitionString").value
        return ("Properties", "DefinitionString"), read_json(written, self._substitution)

    def _followed(self, value: Any) -> Any:
        """Follow the functions and substitutions in a definition that is written as an object."""
        value = self.stack.resolve(value)
        if isinstance(value, Mapping):
            return {key: self._followed(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._followed(item) for item in value]
        if isinstance(value, str | Text):
            parts = value.parts if isinstance(value, Text) else (value,)
            found = (piece for part in parts for piece in split(part, self._substitution))
            return text_of(p if isinstance(p, str) else p[0] for p in found)
        return value

    def _substitution(self, name: str) -> Any:
        given = self.at("DefinitionSubstitutions").entries
        return given[name].value if name in given else UNKNOWN


class Schedule(Resource):
    """Defines an `AWS::Scheduler::Schedule`, which can run a transform job by itself.

    https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
    """

    @cached_property
    def transform_jobs(self) -> tuple[TransformJob, ...]:
        """The job that it runs, if it runs one."""
        is_transform = _is_transform(self.at("Target", "Arn").value)
        arguments = self._arguments if is_transform else None
        return (TransformJob(arguments),) if arguments is not None else ()

    @property
    def service_calls(self) -> tuple[ServiceCall, ...]:
        """The action of SageMaker that it calls, if it calls one."""
        called = self.at("Target", "Arn").value
        arguments = self._arguments if _is_of_sagemaker(called) else None
        call = ServiceCall.at_node(arguments, called) if arguments is not None else None
        return (call,) if call is not None else ()

    @cached_property
    def _arguments(self) -> Node | None:
        """What its target is given, if that is an object of JSON."""
        arguments = read_json(self.at("Target", "Input").value)
        if not isinstance(arguments, Mapping):
            return None
        return Node(self, ("Properties", "Target", "Input"), arguments)


class TransformJob(Part):
    """Defines the arguments of CreateTransformJob in a task or a schedule.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html
    """

    @cached_property
    def model(self) -> Model | None:
        """The model it runs, if it is a resource of these templates."""
        return self.hosting.model_of(self.at("ModelName"))

    @property
    def label(self) -> str:
        """How to name it in a message: the state or the schedule that runs it."""
        if isinstance(self.resource, Schedule):
            return self.resource.logical_id
        return str(self.node.path[-2])

    @property
    def instance_type(self) -> Node:
        """The type of the instances it runs on."""
        return self.at("TransformResources", "InstanceType")

    @property
    def input(self) -> Node:
        """Its `TransformInput`."""
        return self.at("TransformInput")

    @property
    def output(self) -> Node:
        """Its `TransformOutput`."""
        return self.at("TransformOutput")


def _tasks(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any, Any]]:
    """Find the tasks of SageMaker: where their arguments are, what they call, and the arguments."""
    if isinstance(value, Mapping):
        called = value.get("Resource")
        if _is_of_sagemaker(called):
            for key in ("Parameters", "Arguments"):
                if isinstance(value.get(key), Mapping):
                    yield (*path, key), called, value[key]
            return
        for key, item in value.items():
            yield from _tasks(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _tasks(item, (*path, index))


def _is_of_sagemaker(resource: Any) -> bool:
    return isinstance(resource, str | Text) and _SERVICE in str(resource).lower()


def _is_transform(resource: Any) -> bool:
    text = str(resource) if isinstance(resource, str | Text) else ""
    return _TASK in text.lower()


def _without_paths(value: Any) -> Any:
    """Take what a path or a JSONata expression fills in at run time as unknown."""
    if isinstance(value, Mapping):
        return {
            key.removesuffix(".$"): UNKNOWN if key.endswith(".$") else _without_paths(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_without_paths(item) for item in value]
    if isinstance(value, str) and value.startswith("{%"):
        return UNKNOWN
    return value
