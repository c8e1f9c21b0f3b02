"""Rules of artifacts and images that may change while their names stay."""

from __future__ import annotations

import re
from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.rules.updates._update import ModelUpdate
from sagemaker_hosting.view import Container, Node

# What changes with the content: a digest, a version of the object, a hash of 16 digits or more.
_BY_CONTENT: Final = re.compile(r"@sha256:|versionId=|[0-9a-f]{16,}", re.IGNORECASE)


@rule(
    "UPD-03",
    ModelUpdate,
    severity=Severity.WARNING,
    title="a new version of a model has a new key or tag",
    why="a model that is made anew loads what lies under the key at that time, and so does each "
    "instance that scaling adds to the old one: a rollback finds the new artifact, and what was "
    "uploaded under an unchanged key without any other change is not deployed at all",
    source="CFN schema (cfn-lint 1.58.0): a model's properties are create-only; SageMaker "
    "downloads the artifact for each instance",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html",
    confidence=Confidence.MEDIUM,
    fix="ModelData.from_asset(...), whose key is the hash of its content, or a key for each "
    "version; an image by its digest",
    cloudformation="give each version of the artifact a key of its own, and name images by digest",
)
def changed_model_has_a_new_key(update: ModelUpdate) -> Faults:
    """The model changes, and names the artifact or image by a key that does not tell content."""
    for old, new in zip(update.old.containers, update.new.containers, strict=False):
        for was, asked in _places(old, new):
            key = asked.text
            if key is None or key != was.text or _BY_CONTENT.search(key):
                continue
            changed = ", ".join(update.change.properties)
            yield Fault(
                at=asked,
                says=f"{changed} changes, and {asked.label} stays {key!r}",
                allowed="a key that differs for each content",
            )


RULES: Final[tuple[AnyRule, ...]] = (changed_model_has_a_new_key,)


def _places(old: Container, new: Container) -> tuple[tuple[Node, Node], ...]:
    prefix = ("ModelDataSource", "S3DataSource", "S3Uri")
    return ((old.model_data, new.model_data), (old.at(*prefix), new.at(*prefix)))
