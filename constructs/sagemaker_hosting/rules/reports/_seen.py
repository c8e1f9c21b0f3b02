"""Counts what the checks looked at, so that silence is no success by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.rules.reports._doubtful import misspelt, unseen
from sagemaker_hosting.rules.reports._overlooked import overlooked
from sagemaker_hosting.rules.reports._slip import Slip
from sagemaker_hosting.rules.reports._unknown import unknown_properties
from sagemaker_hosting.rules.reports._unknown_parameters import unknown_parameters
from sagemaker_hosting.view import Hosting

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template

_TYPES: Final = {
    "AWS::SageMaker::Endpoint": "endpoints",
    "AWS::SageMaker::InferenceComponent": "inference_components",
    "AWS::SageMaker::InferenceExperiment": "shadow_tests",
    "AWS::SageMaker::EndpointConfig": "endpoint_configurations",
    "AWS::SageMaker::Model": "models",
}
_MAY_CALL: Final = frozenset(
    {
        "AWS::StepFunctions::StateMachine",
        "AWS::Serverless::StateMachine",
        "AWS::Scheduler::Schedule",
    }
)
_KINDS: Final = (
    "endpoints",
    "inference_components",
    "shadow_tests",
    "batch_transforms",
    "models",
    "endpoint_configurations",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """Defines what the checks looked at.

    Attributes:
        templates: how many templates.
        resources: how many resources are written in them.
        hosts: how many there are of each kind that hosts models, `endpoints` or `models`.
        made_at_deploy: the entries of Resources that a macro replaces at deployment, such as
            `Fn::ForEach::Endpoints`: nobody looked at those.
        slips: types and names that lead to nothing, misspelt properties and parameters.
        unknown: properties and parameters that were not there when our tables were made: nobody
            looked at those either.
    """

    templates: int
    resources: int
    hosts: dict[str, int]
    made_at_deploy: tuple[str, ...]
    slips: tuple[Slip, ...] = ()
    unknown: tuple[Slip, ...] = ()

    @classmethod
    def of(cls, templates: Sequence[Template]) -> Seen:
        """Count what templates hold."""
        types = Counter(
            str(resource["Type"])
            for template in templates
            for resource in template.resources.values()
        )
        found = Counter({name: types[kind] for kind, name in _TYPES.items()})
        unknown = {template: [*unknown_properties(template)] for template in templates}
        if _MAY_CALL & types.keys():
            hosting = Hosting(templates)
            found["batch_transforms"] = len(hosting.transform_jobs)
            for template, parameter in unknown_parameters(hosting):
                unknown[template].append(parameter)
        return cls(
            templates=len(templates),
            resources=types.total(),
            hosts={kind: found[kind] for kind in _KINDS},
            made_at_deploy=tuple(
                key for t in templates for key in t.body["Resources"] if key.startswith("Fn::")
            ),
            slips=tuple(
                slip
                for t in templates
                for slip in (*overlooked(t, _TYPES), *misspelt(t, unknown[t]))
            ),
            unknown=tuple(unseen(unknown)),
        )

    @property
    def told(self) -> str:
        """Such as `18 templates with 214 resources: 12 endpoints, 1 batch transform`."""
        start = f"{_many(self.templates, 'template')} with {_many(self.resources, 'resource')}"
        kinds = ", ".join(_many(n, kind.removesuffix("s")) for kind, n in self.hosts.items() if n)
        return f"{start}: {kinds}" if kinds else start

    @property
    def gaps(self) -> Iterator[str]:
        """What was not looked at, and why."""
        yield from map(str, (*self.slips, *self.unknown))
        if self.made_at_deploy:
            names = ", ".join(self.made_at_deploy)
            yield f"not looked at, because a deploy makes it: {names}"
        if not any(self.hosts.values()):
            yield (
                "there is no SageMaker endpoint, model or batch transform in it; name the "
                "templates that hold them"
            )


def _many(number: int, noun: str) -> str:
    return f"{number} {noun.replace('_', ' ')}{'' if number == 1 else 's'}"
