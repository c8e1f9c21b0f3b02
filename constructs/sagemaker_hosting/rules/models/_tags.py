"""Rules of the repositories, tags and digests of images."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sagemaker_hosting.facts.registries import GAP
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, rule
from sagemaker_hosting.rules._written import written
from sagemaker_hosting.rules.models._images import address_of, containers_of
from sagemaker_hosting.view import Node, Resource

_BLANK: Final = re.compile(r"\s")
# https://pkg.go.dev/github.com/distribution/reference
_TAG: Final = re.compile(rf"[\w{GAP}][\w.{GAP}-]*", re.ASCII)
_DIGEST: Final = re.compile(rf"[A-Za-z][A-Za-z0-9+._-]*:[0-9A-Fa-f]+|.*{GAP}.*", re.ASCII)


@rule(
    "MOD-32",
    Resource,
    title="the address of an image names one tag, one digest or both, behind a repository in lower "
    "case",
    why="no registry has an image of such an address, so that SageMaker cannot pull it",
    source="grammar of image references of the distribution project (github.com/distribution/"
    "reference); API ecr 2015-09-21 (botocore 1.44.5) RepositoryName",
    link="https://pkg.go.dev/github.com/distribution/reference",
    fix="ContainerImage.from_ecr_repository(repository, tag_or_digest=...), which puts the address "
    "together",
    cloudformation="write registry/repository:tag, registry/repository@sha256:..., or "
    "registry/repository:tag@sha256:...",
)
def image_has_one_tag(resource: Resource) -> Faults:
    """A blank is told of by a rule of its own."""
    for container in containers_of(resource):
        image = container.image
        text = written(image)
        if text is None or _BLANK.search(text):
            continue
        for reason in _reasons(image, text):
            yield Fault(at=image, says=f"{image.label} is {str(image)!r}, with {reason}")


def _reasons(image: Node, text: str) -> Iterator[str]:
    name, at, digest = text.partition("@")
    _, colon, tag = name.rpartition("/")[2].partition(":")
    *others, last = tag.split(":")
    if any(GAP in other for other in others):
        return  # what is not known may be a port and a repository
    if others:
        yield f"the tags {' and '.join((*others, last)).replace(GAP, '...')}"
    elif colon and _TAG.fullmatch(tag) is None:
        yield f"the tag {tag.replace(GAP, '...')!r}"
    if at and _DIGEST.fullmatch(digest) is None:
        yield f"the digest {digest!r}"
    address = address_of(image)
    if address is not None and address.is_in_ecr and address.repository is not None:
        repository = address.repository
        if repository != repository.lower():
            yield f"the repository {repository}, which Amazon ECR has in lower case alone"


RULES: Final[tuple[AnyRule, ...]] = (image_has_one_tag,)
