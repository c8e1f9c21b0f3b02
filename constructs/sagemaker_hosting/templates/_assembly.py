"""Reads a cloud assembly: the folder that `cdk synth` writes."""

import functools
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sagemaker_hosting.templates._document import Document
from sagemaker_hosting.templates._json import parse_json
from sagemaker_hosting.templates._metadata import acknowledgements, construct_paths
from sagemaker_hosting.templates._reading import Reading, Stack
from sagemaker_hosting.templates._template import Template
from sagemaker_hosting.templates._text import is_file, read_text
from sagemaker_hosting.templates._unusable import Unreadable, quoted

MANIFEST = "manifest.json"

_DEEPEST = 50
_ENVIRONMENT = re.compile(r"aws://([^/]+)/([^/]+)")
_NESTED_STACK = "AWS::CloudFormation::Stack"
# Where CDK puts the resource of the nested stack Top/Inner.
_NESTED_PATH = re.compile(r"(.*)/([^/]+)\.NestedStack/\2\.NestedStackResource")
_AGAIN = "synthesize again: cdk synth"


def is_assembly(folder: Path) -> bool:
    """Tell whether a folder is a cloud assembly, sound or broken.

    A web app's manifest.json, for one, makes none.
    """
    manifest = folder / MANIFEST
    if not is_file(manifest):
        return False
    if is_file(folder / "cdk.out"):
        return True
    try:
        text = read_text(manifest)
    except Unreadable:
        return False
    try:
        content = parse_json(text).data
    except Unreadable:
        return '"artifacts"' in text
    return isinstance(content, dict) and isinstance(content.get("artifacts"), dict)


def read_assembly(reading: Reading, folder: Path) -> None:
    """Read the stacks of an assembly, of its Stages, and the stacks nested in them."""
    if not reading.is_new(folder):
        return
    before = len(reading.templates) + len(reading.faults)
    _read_stage(reading, folder, depth=1)
    if len(reading.templates) + len(reading.faults) == before:
        reading.fault(folder, f"the cloud assembly holds no stack; add one to the app and {_AGAIN}")


def _read_stage(reading: Reading, folder: Path, *, depth: int) -> None:
    path = folder / MANIFEST
    manifest = reading.document(path)
    if manifest is None:
        return
    artifacts = manifest.data.get("artifacts") if isinstance(manifest.data, dict) else None
    if not isinstance(artifacts, dict):
        reading.fault(path, f"the manifest has no mapping of artifacts; {_AGAIN}")
        return
    for name, artifact in artifacts.items():
        kind = artifact.get("type") if isinstance(artifact, dict) else None
        if kind not in {"aws:cloudformation:stack", "cdk:cloud-assembly"}:
            continue
        is_stack = kind == "aws:cloudformation:stack"
        key = "templateFile" if is_stack else "directoryName"
        properties = artifact.get("properties")
        target = properties.get(key) if isinstance(properties, dict) else None
        if not isinstance(target, str):
            line = manifest.lines.of(["artifacts", name])
            reading.fault(path, f"artifact {quoted(name)} has no {key}; {_AGAIN}", line=line)
        elif is_stack:
            _read_stack(reading, folder / target, _stack(folder, name, artifact))
        elif depth == _DEEPEST:
            reading.fault(path, f"Stages lie in each other more than {_DEEPEST} deep; {_AGAIN}")
        elif reading.is_new(folder / target):
            _read_stage(reading, folder / target, depth=depth + 1)


def _stack(folder: Path, artifact_id: str, artifact: Mapping[str, Any]) -> Stack:
    stack_name = artifact["properties"].get("stackName", artifact_id)
    name = artifact.get("displayName", artifact_id)
    protection = artifact["properties"].get("terminationProtection", False)
    tags = artifact["properties"].get("tags", {})
    known = _ENVIRONMENT.fullmatch(str(artifact.get("environment")))
    account, region = known.groups() if known else (None, None)
    return Stack(
        # CDK adds the physical name when it is not what the path would make of it.
        name=str(name).removesuffix(f" ({stack_name})"),
        folder=folder.as_posix(),
        stack_name=str(stack_name),
        account=None if account == "unknown-account" else account,
        region=None if region == "unknown-region" else region,
        termination_protection=protection if isinstance(protection, bool) else None,
        tags=tags if isinstance(tags, dict) else None,
        construct_paths=functools.cache(functools.partial(construct_paths, folder, artifact)),
        acknowledgements=functools.cache(functools.partial(acknowledgements, folder, artifact)),
    )


def _read_stack(reading: Reading, path: Path, stack: Stack) -> None:
    """Read a stack, then the stacks nested in it, each followed by those nested in that."""
    waiting = [(path, stack)]
    while waiting:
        path, stack = waiting.pop()
        if not reading.is_new(path):
            continue
        document = reading.document(path)
        if document is None:
            continue
        _allow_no_resources(document)
        template = reading.template(path, document, stack)
        if template is not None:
            waiting += reversed(list(_nested(template, stack)))


def _allow_no_resources(document: Document) -> None:
    """Give a stack without resources an empty mapping; CDK writes none, and deploys nothing."""
    if isinstance(document.data, dict):
        document.data.setdefault("Resources", {})


def _nested(template: Template, stack: Stack) -> list[tuple[Path, Stack]]:
    found = []
    for logical_id, resource in template.resources.items():
        metadata = resource.get("Metadata")
        if resource["Type"] != _NESTED_STACK or not isinstance(metadata, dict):
            continue
        file = metadata.get("aws:asset:path")
        path = template.path.parent / file if isinstance(file, str) else None
        if path is not None and is_file(path):
            place = _NESTED_PATH.fullmatch(str(template.construct_path(logical_id)))
            name = f"{place[1]}/{place[2]}" if place else f"{template.name}/{logical_id}"
            found.append((path, replace(stack, name=name, stack_name=None, acknowledgements=tuple)))
    return found
