"""Keeps what was read so far: the templates, and what is wrong with the rest."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sagemaker_hosting.templates._document import Document
from sagemaker_hosting.templates._parse import parse
from sagemaker_hosting.templates._structure import outline_faults
from sagemaker_hosting.templates._template import Acknowledgement, Template
from sagemaker_hosting.templates._text import STDIN, read_text
from sagemaker_hosting.templates._unusable import MOST_FINDINGS, Finding, Unreadable, shown


@dataclass(frozen=True, kw_only=True, slots=True)
class Stack:
    """Defines what is known of a template before it is read.

    Attributes:
        name: What people call the stack.
        folder: The folder that its environment's templates share.
        stack_name: CloudFormation's name of it.
        account: The account.
        region: The Region.
        termination_protection: Whether the stack refuses to be deleted; None if that is not known.
        tags: What its resources are tagged with; None likewise.
        construct_paths: Gives the construct of each logical id, if the template does not.
        acknowledgements: Gives the findings that the app's code acknowledges.
    """

    name: str
    folder: str
    stack_name: str | None = None
    account: str | None = None
    region: str | None = None
    termination_protection: bool | None = None
    tags: Mapping[str, str] | None = None
    construct_paths: Callable[[], Mapping[str, str]] | None = None
    acknowledgements: Callable[[], Sequence[Acknowledgement]] = tuple


@dataclass(kw_only=True, slots=True)
class Reading:
    """Defines one reading: what it assumes, what it has read, and what was wrong.

    Attributes:
        account: The account of templates that do not tell theirs.
        region: The Region likewise.
        templates: The templates, in the order in which they were read.
        faults: What is wrong, in the same order.
        seen: The real paths of the files and assemblies that were read, or tried.
    """

    account: str | None
    region: str | None
    templates: list[Template] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def is_new(self, path: Path) -> bool:
        """Tell whether a file or folder is met for the first time, by whatever path."""
        try:
            real = str(path) if path == STDIN else os.path.realpath(path)
        except ValueError:  # a null byte; opening it says so
            return True
        if real in self.seen:
            return False
        self.seen.add(real)
        return True

    def fault(self, path: Path, message: str, *, line: int | None = None) -> None:
        """Note a fault."""
        self.faults.append(Finding(message=message, line=line).at(path))

    def note(self, path: Path, findings: Iterable[Finding]) -> None:
        """Note what is wrong with a file, up to `MOST_FINDINGS` of it."""
        found = list(findings)
        self.faults += [finding.at(path) for finding in found[:MOST_FINDINGS]]
        if len(found) > MOST_FINDINGS:
            self.fault(path, f"{len(found) - MOST_FINDINGS} more faults; correct those above first")

    def document(self, path: Path) -> Document | None:
        """Parse a file; a fault and None if that fails."""
        try:
            return parse(read_text(path), path)
        except Unreadable as unreadable:
            self.note(path, unreadable.findings)
            return None

    def template(self, path: Path, document: Document, stack: Stack) -> Template | None:
        """Take a document as a template, if its outline is that of one."""
        findings = list(outline_faults(document))
        if findings:
            self.note(path, findings)
            return None
        account = stack.account if stack.account is not None else self.account
        region = stack.region if stack.region is not None else self.region
        known = account is not None and region is not None
        more = {} if stack.construct_paths is None else {"_construct_paths": stack.construct_paths}
        template = Template(
            path=path,
            name=shown(stack.name),
            group=f"{account}/{region}" if known else shown(stack.folder),
            stack_name=stack.stack_name,
            account=account,
            region=region,
            termination_protection=stack.termination_protection,
            tags=stack.tags,
            body=document.data,
            _lines=document.lines,
            _acknowledgements=stack.acknowledgements,
            **more,
        )
        self.templates.append(template)
        return template
