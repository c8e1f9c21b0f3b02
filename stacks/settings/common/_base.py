"""Defines what every part of an environment file has in common."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Union, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
    Tag,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

OWN_FAULT = "environment"
"""The type of pydantic's errors whose message is ours already."""


class Settings(BaseModel):
    """Defines a mapping of the file: complete, exact and unchangeable."""

    # strict: "4" is no number and 4 no text, so that a slip of the pen is never guessed at.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class Form:
    """Defines how a text must look.

    Attributes:
        pattern: The regular expression, in the dialect that Python and JSON Schema share.
        says: The same in words, after "must be".
        longest: The number of characters allowed.
        part: Finds the part of a text that is at fault, in words that are told instead.
    """

    pattern: str
    says: str
    longest: int | None = None
    part: Callable[[str], str | None] | None = None

    def fits(self, value: str) -> bool:
        """Tell whether a text looks so."""
        within = self.longest is None or len(value) <= self.longest
        return within and re.fullmatch(self.pattern, value) is not None

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        limit = {} if self.longest is None else {"maxLength": self.longest}
        return {**handler(schema), "pattern": self.pattern, **limit}

    def _check(self, value: str) -> str:
        if self.fits(value):
            return value
        if self.part is not None and (fault := self.part(value)) is not None:
            raise refusal(fault)
        is_long = self.longest is not None and len(value) > self.longest
        limit = f", at most {self.longest} characters" if is_long else ""
        raise refusal(f"must be {self.says}{limit}")


def refusal(message: str) -> PydanticCustomError:
    """Make the error of a validator; the value got is added where the file is known."""
    return PydanticCustomError(OWN_FAULT, "{message}", {"message": message})


def first_field(alternative: type[Settings]) -> str:
    """Tell the key that an alternative is known by: its first one."""
    return next(iter(alternative.model_fields))


@dataclass(frozen=True, slots=True)
class ChosenByKey:
    """Chooses between alternatives by the key that is there: `{uri: ...}` or `{asset: ...}`.

    A misspelt key chooses, too, so that its fault is told as one of the alternative. None or
    two of the keys choose nothing.
    """

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        alternatives: tuple[type[Settings], ...] = get_args(source)
        names = {first_field(alternative): alternative.__name__ for alternative in alternatives}

        def choose(value: object) -> str | None:
            if isinstance(value, Settings):
                return type(value).__name__
            keys = list(value) if isinstance(value, Mapping) else []
            given = [key for key in keys if key in names]
            if not given:
                given = [meant for key in keys for meant in get_close_matches(key, names, 1, 0.75)]
            return names[given[0]] if len(given) == 1 else None

        tagged = tuple(Annotated[each, Tag(each.__name__)] for each in alternatives)
        union: Any = Union[tagged]  # noqa: UP007  # | takes alternatives that are written out
        return Discriminator(choose).__get_pydantic_core_schema__(union, handler)


def _inside_project(value: Path, info: ValidationInfo) -> Path:
    text = PurePosixPath(value)
    if value.is_absolute() or not text.parts or ".." in text.parts:
        raise refusal("must be a path below the project's folder")
    root = (info.context or {}).get("root")
    return value if root is None else Path(root) / value


ProjectPath = Annotated[
    Path, Strict(strict=False), AfterValidator(_inside_project), WithJsonSchema({"type": "string"})
]
"""A path below the project's folder; absolute once the file is loaded."""
