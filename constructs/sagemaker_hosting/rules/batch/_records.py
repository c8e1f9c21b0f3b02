"""Rules of how a batch transform splits, joins and writes records."""

from __future__ import annotations

import re
from typing import Final

from sagemaker_hosting.facts.stated_limits import stated_choices
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.view import Node, TransformJob

_API: Final = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
_NONE: Final = "None"
_LINE: Final = "Line"
_CSV: Final = "text/csv"
# A column by name: $.id, $..id, $['id']. By index it is $[1:] or $[0,-1].
_NAMED: Final = re.compile(r"\.\s*[\w.*]|\[\s*['\"]")


def _splits(job: TransformJob) -> Node:
    return job.input.at("SplitType")


def _assembles(job: TransformJob) -> Node:
    return job.output.at("AssembleWith")


def _joins(job: TransformJob) -> bool:
    return job.at("DataProcessing", "JoinSource").text == "Input"


@rule(
    "BAT-06",
    TransformJob,
    title="BatchStrategy goes with a SplitType",
    why='"To enable the batch strategy, you must set the SplitType property to Line, RecordIO, or '
    'TFRecord."',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) CreateTransformJobRequest.BatchStrategy",
    link=f"{_API}API_CreateTransformJob.html",
    fix="give BatchTransform(split_type='Line') beside strategy",
    cloudformation="set TransformInput.SplitType to Line, RecordIO or TFRecord, or remove "
    "BatchStrategy",
)
def strategy_has_records(job: TransformJob) -> Faults:
    """Without a split, a file is one request."""
    strategy, split = job.at("BatchStrategy"), _splits(job)
    allowed = stated_choices("transform_splits")
    if not strategy.is_present:
        return
    if split.is_absent or (split.text is not None and split.text not in allowed):
        found = "no SplitType is given" if split.is_absent else f"SplitType is {split}"
        yield Fault(
            at=strategy,
            says=f"{job.label}: BatchStrategy is {strategy}, and {found}",
            allowed=f"SplitType {', '.join(allowed)}",
        )


@rule(
    "BAT-07",
    TransformJob,
    severity=Severity.WARNING,
    title="answers are assembled in the way in which the input is split",
    why="records that were split by lines run together without AssembleWith Line, and line breaks "
    "fall between other things than records without SplitType Line",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) TransformOutput.AssembleWith",
    link=f"{_API}API_TransformOutput.html",
    confidence=Confidence.MEDIUM,
    fix="BatchTransform(split_type='Line', assemble_with='Line')",
    cloudformation="set both SplitType and AssembleWith to Line, or neither",
)
def answers_are_records_again(job: TransformJob) -> Faults:
    """A join makes an error of it, which is another rule's."""
    split, assemble = (_value(node) for node in (_splits(job), _assembles(job)))
    if split is None or assemble is None or _joins(job):
        return
    if (split == _LINE) != (assemble == _LINE):
        yield Fault(
            at=_assembles(job) if _assembles(job).is_present else job.output,
            says=f"{job.label}: SplitType is {split} and AssembleWith is {assemble}",
            allowed="both Line, or neither",
        )


@rule(
    "BAT-10",
    TransformJob,
    title="with JoinSource Input, Accept is ContentType and AssembleWith is SplitType; columns of "
    "CSV are named by index",
    why="SageMaker joins a record of the input with a record of the output, which it can do for "
    "one format and one kind of record alone; columns of CSV have no names",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) DataProcessing; SageMaker developer guide, "
    "batch-transform-data-processing",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform-data-processing.html",
    confidence=Confidence.MEDIUM,
    fix="BatchTransform(accept=...) with the content_type, assemble_with with the split_type, and "
    "input_filter='$[1:]'",
    cloudformation="set Accept to ContentType and AssembleWith to SplitType, and write filters "
    "such as $[1:] for CSV",
)
def joined_records_are_alike(job: TransformJob) -> Faults:
    """A filter of CSV needs indexes without a join, too."""
    yield from _filter_faults(job)
    if not _joins(job):
        return
    split, assemble = (_value(node) for node in (_splits(job), _assembles(job)))
    if split is not None and assemble is not None and split != assemble:
        yield Fault(
            at=_assembles(job) if _assembles(job).is_present else job.output,
            says=f"{job.label}: JoinSource is Input, SplitType is {split} and AssembleWith is "
            f"{assemble}",
            allowed="AssembleWith like SplitType",
        )
    content, accept = job.input.at("ContentType"), job.output.at("Accept")
    one, other = _media_type(content), _media_type(accept)
    if one is not None and other is not None and one != other:
        yield Fault(
            at=accept,
            says=f"{job.label}: JoinSource is Input, ContentType is {content} and Accept is "
            f"{accept}",
            allowed="Accept like ContentType",
        )
    elif content.is_present and accept.is_absent:
        yield Fault(
            at=job.output,
            says=f"{job.label}: JoinSource is Input, ContentType is {content}, and no Accept is "
            "given",
            allowed="Accept like ContentType",
            severity=Severity.WARNING,
        )


def _filter_faults(job: TransformJob) -> Faults:
    content, accept = job.input.at("ContentType"), job.output.at("Accept")
    written = content if _joins(job) else accept
    for key, kind in (("InputFilter", content), ("OutputFilter", written)):
        path = job.at("DataProcessing", key)
        if path.text is None or _media_type(kind) != _CSV:
            continue
        if _NAMED.search(path.text):
            yield Fault(
                at=path,
                says=f"{job.label}: {key} is {path.text!r}, and the columns of {_CSV} have no "
                "names",
                allowed="indexes, such as $[1:] or $[0,-1]",
            )


def _value(node: Node) -> str | None:
    """The value or AWS's default; None if it is not known."""
    return _NONE if node.is_absent else node.text


def _media_type(node: Node) -> str | None:
    """text/csv of "text/csv; charset=utf-8"."""
    return node.text.partition(";")[0].strip().lower() if node.text is not None else None


RULES: Final[tuple[AnyRule, ...]] = (
    strategy_has_records,
    answers_are_records_again,
    joined_records_are_alike,
)
