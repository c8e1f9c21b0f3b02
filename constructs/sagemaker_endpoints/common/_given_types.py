"""Whether what was given is of the types that parameters ask for.

jsii's own constructors look at every type and name the first that is wrong; ours do not pass
through them. A wrong type would else go unnoticed until a deploy: "s3://models/None".
"""

from __future__ import annotations

import enum
import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._tokens import is_known_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PLAIN = (str, bytes, bool, int, float, list, tuple, dict, set)
_LONGEST_SHOWN = 60
# Names of types that are texts of a set; who takes them tells which.
_TEXTS = frozenset(
    {
        *("Architecture", "InferenceExecutionMode", "Mode", "ResponseIn", "VpcService"),
        *("AssembleWith", "Compression", "JoinSource", "SplitType", "Strategy"),
    }
)
# jsii takes dictionaries for its structs.
_STRUCTS = frozenset({"ec2.SubnetSelection", "appscaling.ScalingInterval"})
_WAYS = {
    "cdk.Duration": "cdk.Duration.seconds(...) or .minutes(...)",
    "cdk.Size": "cdk.Size.gibibytes(...) or .mebibytes(...)",
    "ec2.IVpc": "one made in the app, or ec2.Vpc.from_lookup(...)",
    "ecr.IRepository": "one made in the app, or ecr.Repository.from_repository_name(...)",
    "iam.IRole": "one made in the app, or iam.Role.from_role_arn(...)",
    "kms.IKey": "one made in the app, or kms.Key.from_key_arn(...)",
    "lambda_.IFunction": "one made in the app, or lambda_.Function.from_function_arn(...)",
    "s3.IBucket": "one made in the app, or s3.Bucket.from_bucket_name(...)",
    "secretsmanager.ISecret": "one made in the app, or Secret.from_secret_complete_arn(...)",
    "sns.ITopic": "one made in the app, or sns.Topic.from_topic_arn(...)",
    "IModel": "a Model, or Model.from_model_name(...)",
    "Moment": "datetime.datetime(..., tzinfo=datetime.UTC)",
}


def check_given(
    subject: str | Callable[[], str],
    function: Callable[..., Any],
    given: Mapping[str, Any],
    *,
    but: Sequence[str] = ("scope",),
) -> None:
    """Check the arguments of a call.

    Args:
        subject: how an error names what is called.
        function: what is called.
        given: its `locals()`, before anything else.
        but: parameters that are not looked at.

    Raises:
        ConfigurationError: about *subject*: every argument of a type that its parameter lacks.
    """
    faults = Faults(subject)
    for name, annotation in function.__annotations__.items():
        if name in given and name not in but and not annotation.startswith("Unpack"):
            faults.extend(_faults(name, given[name], annotation))
    faults.raise_if_any()


def check_fields(subject: str | Callable[[], str], made: Any) -> None:
    """Check the fields of a dataclass.

    Raises:
        ConfigurationError: about *subject*: every field of a type that it lacks.
    """
    faults = Faults(subject)
    for kind in reversed(type(made).__mro__):
        for name, annotation in vars(kind).get("__annotations__", {}).items():
            if name in getattr(made, "__dataclass_fields__", {}):
                faults.extend(_faults(name, getattr(made, name), annotation))
    faults.raise_if_any()


def _faults(name: str, value: Any, annotation: str) -> Iterator[str]:
    kinds = _alternatives(annotation)
    if any(_accepts(kind, value) for kind in kinds):
        for kind in kinds:
            yield from _part_faults(name, value, kind)
        return
    shown = repr(value)
    if len(shown) > _LONGEST_SHOWN:
        shown = f"{shown[:_LONGEST_SHOWN]}..."
    told = " or ".join(dict.fromkeys(_told(kind) for kind in kinds if kind != "None"))
    yield f"{name}: got {shown}, allowed is {told}"


def _part_faults(name: str, value: Any, kind: str) -> Iterator[str]:
    """What is wrong with the parts of a list or a mapping."""
    outer, inside = _generic(kind)
    if outer in ("Sequence", "tuple") and isinstance(value, (list, tuple)):
        for place, part in enumerate(value):
            yield from _faults(f"{name}[{place}]", part, inside[0])
    elif outer == "Mapping" and isinstance(value, Mapping):
        for key, part in value.items():
            yield from _faults(f"{name}[{key!r}]", part, inside[1])


def _accepts(kind: str, value: Any) -> bool:
    outer, _ = _generic(kind)
    if outer in _CHECKS:
        return _CHECKS[outer](value)
    if outer == "Literal" or kind in _TEXTS:
        return isinstance(value, str)  # who takes it tells which, with all other faults
    if isinstance(value, _PLAIN) and not isinstance(value, enum.Enum):
        return kind in _STRUCTS and isinstance(value, dict)
    return value is not None


def _is_list(value: Any) -> bool:
    return value is not None and not isinstance(value, (str, bytes, bool, int, float, dict))


def _is_number(value: Any, *, whole: bool) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    if not is_known_number(value):
        return not math.isnan(value) and not math.isinf(value)
    return math.isfinite(value) and not (whole and value % 1)


_CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "None": lambda value: value is None,
    "bool": lambda value: isinstance(value, bool),
    "float": lambda value: _is_number(value, whole=False),
    "int": lambda value: _is_number(value, whole=True),
    "Mapping": lambda value: isinstance(value, Mapping),
    "Sequence": _is_list,
    "str": lambda value: isinstance(value, str),
    "tuple": _is_list,
}


def _told(kind: str) -> str:
    outer, _ = _generic(kind)
    if outer in ("Sequence", "tuple"):
        return "a list"
    if outer == "Mapping":
        return "a dictionary"
    plain = {"str": "text", "bool": "True or False", "int": "a whole number", "float": "a number"}
    if kind in plain or kind in _TEXTS or outer == "Literal":
        return plain.get(kind, "text")
    return f"{kind}: {_WAYS[kind]}" if kind in _WAYS else kind


@cache
def _alternatives(annotation: str) -> tuple[str, ...]:
    """The types of "a | b[c | d]"."""
    return _split(annotation, "|")


@cache
def _generic(kind: str) -> tuple[str, tuple[str, ...]]:
    """A type's name and what is in its brackets."""
    outer, bracket, rest = kind.partition("[")
    return (outer, _split(rest.removesuffix("]"), ",")) if bracket else (outer, ())


def _split(text: str, separator: str) -> tuple[str, ...]:
    parts, depth = [""], 0
    for letter in text:
        depth += (letter == "[") - (letter == "]")
        if letter == separator and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return tuple(part.strip() for part in parts)
