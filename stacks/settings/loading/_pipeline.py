"""Loads the file of the pipeline, if there is one, or tells every fault of it."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from stacks.settings.files._pipeline import PipelineSettings
from stacks.settings.loading._structure import findings_of
from stacks.settings.yaml._document import Document, read_document
from stacks.settings.yaml._faults import Fault, Finding
from stacks.settings.yaml._plain import Entry
from stacks.settings.yaml._wording import instead_of, shown

_RESERVED = "pipeline"
"""Roles are trusted by names that begin with sagemaker-pipeline."""


class InvalidPipeline(ValueError):  # noqa: N818  # the name says what is wrong
    """A file of the pipeline that cannot be deployed, with every fault of it.

    Attributes:
        faults: In the order of their lines.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        number = len(self.faults)
        heading = f"{number} fault{'' if number == 1 else 's'} in the file of the pipeline"
        return "\n".join([heading, *map(str, self.faults)])


def load_pipeline(path: Path, environments: Collection[str]) -> PipelineSettings | None:
    """Load what the pipeline is.

    Args:
        path: The file, such as `delivery/pipeline.yaml`.
        environments: The names of the environments that there are.

    Returns:
        The settings; None where there is no file, and so no pipeline.

    Raises:
        InvalidPipeline: The file is wrong; the error lists every fault.
    """
    path = path.absolute()
    misnamed = path.with_suffix(".yml")
    if not path.exists():
        if misnamed.exists():
            message = f"is not read; call it {path.name}"
            raise InvalidPipeline([_fault(misnamed, Document(), Finding(path=(), message=message))])
        return None
    document = read_document(path)
    findings = list(document.findings)
    settings: PipelineSettings | None = None
    if document.data is not None or not findings:
        built = _build(document)
        settings = built if isinstance(built, PipelineSettings) else None
        findings += built if isinstance(built, list) else []
        findings += _unknown(Entry(path=(), value=document.data), environments)
        findings += _elsewhere(Entry(path=(), value=document.data))
    faults = [_fault(path, document, finding) for finding in findings]
    if faults or settings is None:
        raise InvalidPipeline(sorted(faults, key=lambda fault: fault.line or 0))
    return settings


def _build(document: Document) -> PipelineSettings | list[Finding]:
    data = document.data
    if not isinstance(data, dict):
        got = "the file is empty" if data is None else f"got {shown(data)}"
        message = f"must be a mapping of keys, {got}; delete the file to have no pipeline"
        return [Finding(path=(), message=message)]
    try:
        return PipelineSettings.model_validate(data)
    except ValidationError as refusal:
        return list(findings_of(refusal, document, top=PipelineSettings))


def _unknown(top: Entry, environments: Collection[str]) -> Iterator[Finding]:
    """Find environments that have no file, or that come twice."""
    seen: set[str] = set()
    for place in top.at("environments").elements():
        name = place.at("name")
        text = name.text()
        if text is None:
            continue
        if text not in environments:
            message = f"got {shown(text)}, which has no file; {instead_of(text, environments)}"
            yield Finding(path=name.path, message=message)
        elif text == _RESERVED:
            message = f"got {shown(text)}: its stacks would be named like the pipeline's; rename it"
            yield Finding(path=name.path, message=message)
        elif text in seen:
            message = f"got {shown(text)} again; each environment is deployed once"
            yield Finding(path=name.path, message=message)
        seen.add(text)


def _elsewhere(top: Entry) -> Iterator[Finding]:
    """Find a connection of another account: a pipeline uses those of its own alone."""
    arn, account = top.at("source", "connection_arn"), top.at("account").text()
    parts = arn.text("").split(":")
    owner = parts[4] if len(parts) > 4 else None  # noqa: PLR2004  # arn:partition:service:Region:account
    if owner is not None and account is not None and owner != account:
        message = (
            f"got a connection of account {owner}; make one in the pipeline's account, {account}"
        )
        yield Finding(path=arn.path, message=message)


def _fault(path: Path, document: Document, finding: Finding) -> Fault:
    line = finding.line if finding.line is not None else document.line(finding.path)
    shown_path = f"{path.parent.name}/{path.name}"
    return Fault(file=shown_path, line=line, path=finding.path, message=finding.message)
