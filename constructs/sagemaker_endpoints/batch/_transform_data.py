"""How a transform job reads, splits, joins and writes records, and what of it contradicts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_hosting.facts.limits import limit, most

if TYPE_CHECKING:
    from sagemaker_endpoints.common._errors import Faults

SplitType = Literal["None", "Line", "RecordIO", "TFRecord"]
AssembleWith = Literal["None", "Line"]
Strategy = Literal["SingleRecord", "MultiRecord"]
Compression = Literal["None", "Gzip"]
JoinSource = Literal["None", "Input"]

_SHAPES = {
    "split_type": "SplitType",
    "assemble_with": "AssemblyType",
    "strategy": "BatchStrategy",
    "compression": "CompressionType",
    "join_source": "JoinSource",
}
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DataProcessing.html
_LONGEST_FILTER = most("JsonPath")
_CSV = "text/csv"
_JOINABLE = (_CSV, "application/json", "application/jsonlines")
# type/subtype, for `accept` several as well; AWS's own pattern is any text.
_MEDIA_TYPE = re.compile(r"[^\s/]+/\S.*", re.DOTALL)
_INDEXES = re.compile(r"\$(\[\s*-?\d*\s*(:\s*-?\d*\s*)?(,\s*-?\d*\s*(:\s*-?\d*\s*)?)*\])?")


@dataclass(frozen=True, kw_only=True, slots=True)
class TransformData:
    """What happens to the records; the parameters are told by `BatchTransform`."""

    content_type: str | None
    accept: str | None
    split_type: SplitType | None
    assemble_with: AssembleWith | None
    strategy: Strategy | None
    compression: Compression | None
    join_source: JoinSource | None
    input_filter: str | None
    output_filter: str | None

    def check(self, faults: Faults) -> None:
        """Note what CreateTransformJob refuses.

        See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html
        """
        for name, shape in _SHAPES.items():
            value, choices = getattr(self, name), limit(shape).values or ()
            if is_known_text(value) and value not in choices:
                faults.add(f"{name}: got {value!r}, allowed is {', '.join(map(repr, choices))}")
        if self.strategy is not None and not self._splits:
            faults.add(
                f"strategy: got {self.strategy!r}, and it needs a split_type: 'Line', 'RecordIO' "
                "or 'TFRecord'"
            )
        for name in ("content_type", "accept"):
            faults.check_pattern(
                name, getattr(self, name), _MEDIA_TYPE, "a media type such as 'text/csv'"
            )
        self._check_filters(faults)
        if self.join_source == "Input":
            self._check_join(faults)

    def warnings(self) -> tuple[tuple[str, str], ...]:
        """What is hardly meant: answers that are not records again."""
        by_line, as_lines = self.split_type == "Line", self.assemble_with == "Line"
        if by_line == as_lines:
            return ()
        message = (
            "split_type is 'Line' and assemble_with is not: the answers are put together without a "
            "line break between them; give assemble_with='Line' unless the container ends every "
            "answer with one"
            if by_line
            else "assemble_with is 'Line' and split_type is not: the input is not split by lines, "
            "so the line breaks fall elsewhere; give split_type='Line' or leave assemble_with out"
        )
        return (("AnswersRunTogether", message),)

    def render_input(self) -> dict[str, Any]:
        """The part of `TransformInput` that tells how to read."""
        return _given(
            ContentType=self.content_type,
            SplitType=self.split_type,
            CompressionType=self.compression,
        )

    def render_output(self) -> dict[str, Any]:
        """The part of `TransformOutput` that tells how to write."""
        return _given(Accept=self.accept, AssembleWith=self.assemble_with)

    def render_processing(self) -> dict[str, Any]:
        """`DataProcessing`; empty when nothing is filtered or joined."""
        return _given(
            InputFilter=self.input_filter,
            OutputFilter=self.output_filter,
            JoinSource=self.join_source,
        )

    @property
    def _splits(self) -> bool:
        return self.split_type is not None and self.split_type != "None"

    def _check_filters(self, faults: Faults) -> None:
        for name in ("input_filter", "output_filter"):
            value = getattr(self, name)
            if not is_known_text(value):
                continue
            if len(value) > _LONGEST_FILTER:
                faults.add(f"{name}: got {len(value)} characters, allowed are {_LONGEST_FILTER}")
            if not value.startswith("$"):
                faults.add(f"{name}: got {value!r}, allowed is a JSONPath such as '$[1:]'")
            elif _media_type(self.content_type) == _CSV and _INDEXES.fullmatch(value) is None:
                faults.add(
                    f"{name}: got {value!r}, and the columns of {_CSV} have no names; give their "
                    "indexes: '$[0,2:]'"
                )

    def _check_join(self, faults: Faults) -> None:
        """See https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform-data-processing.html."""
        for name in ("content_type", "accept"):
            value = getattr(self, name)
            if value is None or (is_known_text(value) and _media_type(value) not in _JOINABLE):
                faults.add(
                    f"{name}: got {value!r}, and join_source='Input' joins {', '.join(_JOINABLE)}"
                )
        types = self.content_type, self.accept
        if all(map(is_known_text, types)) and len(set(map(_media_type, types))) > 1:
            faults.add(
                f"accept: got {self.accept!r}, and join_source='Input' needs that of content_type, "
                f"{self.content_type!r}"
            )
        if (self.assemble_with or "None") != (self.split_type or "None"):
            faults.add(
                f"assemble_with: got {self.assemble_with!r}, and join_source='Input' needs that of "
                f"split_type, {self.split_type!r}"
            )


def _media_type(content_type: str | None) -> str | None:
    """text/csv of "text/csv; charset=utf-8"."""
    return content_type.partition(";")[0].strip().lower() if content_type is not None else None


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
