"""Writes what is deployed as a cloud assembly, so that it can be compared with what would be."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sagemaker_hosting.operate._problems import AwsProblem
from sagemaker_hosting.operate._regions import in_their_regions

if TYPE_CHECKING:
    from sagemaker_hosting.operate._aws import Aws
    from sagemaker_hosting.templates import Acknowledgement, Template

_SCHEMA = "36.0.0"
_ACKNOWLEDGED = "aws:cdk:acknowledged-rules"
_UNKNOWN = ("unknown-account", "unknown-region")


def write_deployed(
    templates: Sequence[Template], folder: Path, *, aws: Aws
) -> tuple[tuple[str, bool], ...]:
    """Write the templates that CloudFormation has for the stacks of an assembly.

    A stack that is not there yet has an empty template: all of it is new. A stack that the assembly
    does not have is not looked for; CDK deletes none.

    Args:
        templates: those of an assembly, which tell what their stacks are called.
        folder: where the assembly is written; made if it is not there.
        aws: who asks AWS.

    Returns:
        The names of the stacks, each with whether it is deployed.

    Raises:
        AwsProblem: AWS cannot be asked, or does not tell.
        OSError: *folder* cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    artifacts, found = {}, []
    for template in in_their_regions(templates):
        name = template.stack_name
        if name is None:
            continue  # nested in another stack, whose template names it
        body = _body(aws, name, template.region)
        file = f"{name}.template.{'yaml' if isinstance(body, str) else 'json'}"
        content = body if body is not None else {"Resources": {}}
        (folder / file).write_text(
            body if isinstance(body, str) else f"{json.dumps(content, indent=1)}\n",
            encoding="utf-8",
        )
        known = template.acknowledgements if body is not None else ()
        artifacts[name] = _artifact(template, name, file, known)
        found.append((name, body is not None))
    manifest = {"version": _SCHEMA, "artifacts": artifacts}
    (folder / "manifest.json").write_text(f"{json.dumps(manifest, indent=1)}\n", encoding="utf-8")
    return tuple(found)


def _body(aws: Aws, name: str, region: str | None) -> Mapping[str, Any] | str | None:
    """The template as it was deployed, its text if it is YAML; None where there is no such stack.

    boto3 reads a template in JSON, and leaves one in YAML as it is.
    """
    try:
        answer = aws.call(
            "cloudformation",
            "get_template",
            in_region=region,
            StackName=name,
            TemplateStage="Original",
        )
    except AwsProblem as problem:
        if problem.code == "ValidationError" and "does not exist" in problem.said:
            return None
        raise
    # A stack that has a change set, and nothing yet, has no template.
    return answer.get("TemplateBody") or None


def _artifact(
    template: Template, name: str, file: str, known: Iterable[Acknowledgement]
) -> dict[str, Any]:
    account, region = template.account or _UNKNOWN[0], template.region or _UNKNOWN[1]
    # CloudFormation keeps no acknowledgements: those of today's code are taken for known.
    metadata: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in known:
        metadata[f"/{each.path}"].append({"type": _ACKNOWLEDGED, "data": {each.rule: each.reason}})
    return {
        "type": "aws:cloudformation:stack",
        "environment": f"aws://{account}/{region}",
        "properties": {"templateFile": file, "stackName": name},
        "displayName": template.name,
        "metadata": dict(metadata),
    }
