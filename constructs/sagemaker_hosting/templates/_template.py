"""Defines a CloudFormation template that was read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sagemaker_hosting.templates._document import Lines


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledgement:
    """Defines a finding that the app's code acknowledges.

    Attributes:
        path: The construct on which it does: it holds for all that lies below, too.
        rule: The rule with the name of its plugin: `SageMaker::SRV-21`.
        reason: Why the finding is meant.
    """

    path: str
    rule: str
    reason: str


def _none() -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Template:
    """Defines a CloudFormation template, and where it comes from.

    Templates compare and hash by identity: each reading is its own.

    Attributes:
        path: The file that was read; `-` is the standard input.
        name: What people call the stack: its path in the app (`dev/Demand`) for one of a cloud
            assembly, else the file's path within the folder that was given, without suffix.
        group: What the templates of one deployment environment share: account and Region when
            both are known, else the folder they lie in (a Stage of an assembly has its own).
        stack_name: CloudFormation's name of the stack, if an assembly tells it.
        account: The account, from the assembly or else as given; None if unknown.
        region: The Region, likewise.
        termination_protection: Whether the stack refuses to be deleted; None if no assembly
            tells it.
        tags: What the stack's resources are tagged with; None likewise.
        body: The template: plain mappings, lists, text, numbers, booleans, and None for a null.
            YAML's short forms are written out (`!Ref X` is `{"Ref": "X"}`). `Resources` is
            always there, and a mapping.
    """

    path: Path
    name: str
    group: str
    stack_name: str | None = None
    account: str | None = None
    region: str | None = None
    termination_protection: bool | None = field(repr=False, default=None)
    tags: Mapping[str, str] | None = field(repr=False, default=None)
    body: Mapping[str, Any] = field(repr=False)
    _lines: Lines | None = field(repr=False, default=None)
    _construct_paths: Callable[[], Mapping[str, str]] = field(repr=False, default=_none)
    _acknowledgements: Callable[[], Sequence[Acknowledgement]] = field(repr=False, default=tuple)

    @property
    def resources(self) -> Mapping[str, Mapping[str, Any]]:
        """The resources that the template spells out, by logical id.

        Each has a `Type` that is text, and `Properties`, if it has them, that are a mapping. What
        CloudFormation's macros make at deployment (`Fn::ForEach`, `Fn::Transform`) is not here.
        """
        return {
            logical_id: resource
            for logical_id, resource in self.body["Resources"].items()
            if not logical_id.startswith("Fn::") and "Type" in resource
        }

    def line_of(self, path: Sequence[str | int]) -> int | None:
        """Tell where in the file something stands.

        Args:
            path: The keys and indices that lead to it: `["Resources", "Endpoint", "Type"]`.

        Returns:
            The line of the key or item, counted from 1; that of its nearest parent that is
            there, if it is not; None for a template that was not read from a file. What a YAML
            alias repeats stands where its anchor does.
        """
        return None if self._lines is None else self._lines.of(path)

    @property
    def acknowledgements(self) -> Sequence[Acknowledgement]:
        """The findings that the app's code acknowledges on the stack, or on a construct in it.

        An assembly tells them, and a template alone does not. What is acknowledged on a stage or on
        the app is not among them: CDK keeps that to itself.
        """
        return self._acknowledgements()

    def construct_path(self, logical_id: str) -> str | None:
        """Tell which construct of a CDK app made a resource.

        Args:
            logical_id: The resource's key in the template.

        Returns:
            The construct's path as CDK writes it (`dev/Demand/Model/Resource`): from the
            resource's metadata, else from the assembly; None if neither tells.
        """
        resource = self.body["Resources"].get(logical_id)
        metadata = resource.get("Metadata") if isinstance(resource, dict) else None
        path = metadata.get("aws:cdk:path") if isinstance(metadata, dict) else None
        return path if isinstance(path, str) else self._construct_paths().get(logical_id)
