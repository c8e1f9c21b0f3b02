"""Whether what was given is of the types that parameters ask for.

jsii's own constructors look at every type and name the first that is wrong; ours do not pass
through them. A wrong type would else go unnoticed until a deploy: "s3://models/None".
"""

from __future__ import annotations

import dataclasses
import enum
import math
import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._annotations import alternatives, generic
from sagemaker_endpoints.common._errors import ConfigurationError, Faults
from sagemaker_endpoints.common._known_types import may_be
from sagemaker_endpoints.common._tokens import is_known_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

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
    "cdk.Duration": "cdk.Duration.millis(...), .seconds(...) or .minutes(...)",
    "cdk.Size": "cdk.Size.gibibytes(...) or .mebibytes(...)",
    "ec2.IVpc": "one made in the app, or ec2.Vpc.from_lookup(...)",
    "ecr.IRepository": "one made in the app, or ecr.Repository.from_repository_name(...)",
    "iam.IRole": "one made in the app, or iam.Role.from_role_arn(...)",
    "kms.IKey": "one made in the app, or kms.Key.from_key_arn(...)",
    "lambda_.IFunction": "one made in the app, or lambda_.Function.from_function_arn(...)",
    "s3.IBucket": "one made in the app, or s3.Bucket.from_bucket_name(...)",
    "secretsmanager.ISecret": "one made in the app, or Secret.from_secret_complete_arn(...)",
    "sns.ITopic": "one made in the app, or sns.Topic.from_topic_arn(...)",
    "ContainerImage": "ContainerImage.from_uri(...), .from_framework(...) ...",
    "IModel": "a Model, or Model.from_model_name(...)",
    "ModelData": "ModelData.from_bucket(...), .from_asset(...) ...",
    "Rollout": "Rollout.canary(...), .linear(...) ...",
    "S3Location": "S3Location(bucket=..., prefix=...)",
    "ImageSource": "what ContainerImage.from_uri(...) and the like make one of",
    "ModelDataSource": "what ModelData.from_asset(...) and the like make one of",
    "cdk.TimeZone": "cdk.TimeZone.EUROPE_BERLIN or .of(...)",
    "appscaling.Schedule": "appscaling.Schedule.cron(...), .rate(...) or .expression(...)",
    "iam.IGrantable": "a role, a function, iam.ArnPrincipal(...)",
    "Path": "a path",
    "Moment": "datetime.datetime(..., tzinfo=datetime.UTC)",
}


def check_given(
    subject: str | Callable[[], str],
    function: Callable[..., Any],
    given: Mapping[str, Any],
    *,
    but: Sequence[str] = ("scope",),
    hints: Mapping[str, str] | None = None,
    pure: bool = False,
) -> None:
    """Check the arguments of a call.

    Args:
        subject: how an error names what is called.
        function: what is called; or the `TypedDict` of its options.
        given: its `locals()`, before anything else.
        but: parameters that are not looked at.
        hints: what is told with a fault of a parameter, by its name.
        pure: whether *function* makes no construct: then it is called without what is of a wrong
            type, to tell what is wrong with the values of the others as well.

    Raises:
        ConfigurationError: about *subject*: every argument of a type that its parameter lacks.
    """
    found = list(given_faults(function, given, but=but, hints=hints))
    if found:
        faults = Faults(subject)
        faults.extend(found)
        if pure:
            wrong = {re.split(r"[:\[]", fault, maxsplit=1)[0] for fault in found}
            others = {name: given[name] for name in given if name in function.__annotations__}
            faults.extend(_further_faults(function, others, wrong, function.__kwdefaults__ or {}))
        faults.raise_if_any()


def given_faults(
    function: Callable[..., Any],
    given: Mapping[str, Any],
    *,
    but: Sequence[str] = ("scope",),
    hints: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """What `check_given` tells, for who looks at the values in the same round."""
    known = function.__annotations__
    if isinstance(function, type):  # Python takes any name for the options of a TypedDict
        for name in sorted(given.keys() - known.keys()):
            yield f"{name}: got {_shown(given[name])}, allowed are the options {', '.join(known)}"
    for name, written in known.items():
        if name not in given or name in but:
            continue
        annotation = str(getattr(written, "__forward_arg__", written))
        if given[name] is None and annotation.endswith("None"):  # most are left out
            continue
        if not annotation.startswith("Unpack"):
            hint = f"; {hints[name]}" if hints is not None and name in hints else ""
            for fault in _faults(name, given[name], annotation):
                yield f"{fault}{hint}"


def check_fields(subject: str | Callable[[], str], made: Any) -> None:
    """Check the fields of a dataclass.

    Raises:
        ConfigurationError: about *subject*: every field of a type that it lacks, and what is wrong
            with the values of the others.
    """
    wrong: dict[str, list[str]] = {}
    for name, annotation in _fields_of(made.__class__):
        value = getattr(made, name)
        if value is None and annotation.endswith("None"):  # most are left out
            continue
        found = list(_faults(name, value, annotation))
        wrong |= {name: found} if found else {}
    if wrong:
        faults = Faults(subject)
        faults.extend(fault for found in wrong.values() for fault in found)
        faults.extend(_value_faults(made, wrong))
        faults.raise_if_any()


@cache
def _fields_of(made: type) -> tuple[tuple[str, str], ...]:
    """The fields that a dataclass is given, with their types as they are written."""
    annotations: dict[str, str] = {}
    for kind in reversed(made.__mro__):
        annotations |= vars(kind).get("__annotations__", {})
    return tuple((f.name, annotations[f.name]) for f in dataclasses.fields(made) if f.init)


def _value_faults(made: Any, wrong: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with the other fields, once those of wrong types are left out."""
    defaults = {
        field.name: field.default
        for field in dataclasses.fields(made)
        if field.default is not dataclasses.MISSING
    }
    yield from _further_faults(partial(dataclasses.replace, made), {}, wrong, defaults)


def _further_faults(
    make: Callable[..., Any],
    given: Mapping[str, Any],
    wrong: Collection[str],
    defaults: Mapping[str, Any],
) -> Iterator[str]:
    """What *make* refuses of *given* once the *wrong* ones are as if left out."""
    if not all(name in defaults for name in wrong):
        return
    try:
        make(**{**given, **{name: defaults[name] for name in wrong}})
    except ConfigurationError as error:
        # What names one that is left out may be wrong for that reason alone.
        yield from (fault for fault in error.faults if not any(name in fault for name in wrong))


def _faults(name: str, value: Any, annotation: str) -> Iterator[str]:
    kinds = alternatives(annotation)
    if any(_accepts(kind, value) for kind in kinds):
        for kind in kinds:
            yield from _part_faults(name, value, kind)
        return
    told = " or ".join(dict.fromkeys(_told(kind) for kind in kinds if kind != "None"))
    unit = ", in percent" if name.endswith("_percent") else ""
    one, way_out = _as_one(value, kinds)
    yield f"{name}: got {one}{_shown(value)}, allowed is {told}{unit}{way_out}"


def _as_one(value: Any, kinds: Sequence[str]) -> tuple[str, str]:
    """What is told before and after one value that stands for a list of it."""
    parts = [inside[0] for outer, inside in map(generic, kinds) if outer in ("Sequence", "tuple")]
    if not any(_accepts(kind, value) for part in parts for kind in alternatives(part)):
        return "", ""
    shown = _shown(value) if isinstance(value, str) else "it"
    return ("one text, " if isinstance(value, str) else "", f"; write [{shown}]")


def _shown(value: Any) -> str:
    """As Python shows it, but for objects of which it shows the address in memory."""
    if isinstance(value, type):
        return f"the class {value.__name__}, not one made of it"
    shown = repr(value)
    if shown == object.__repr__(value) or dataclasses.is_dataclass(value):
        called = type(value).__name__.removeprefix("_").removesuffix("Proxy")  # of imported ones
        return f"{'an' if called[0] in 'AEIOU' or called[:2] == 'S3' else 'a'} {called}"
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}..."


def _part_faults(name: str, value: Any, kind: str) -> Iterator[str]:
    """What is wrong with the parts of a list or a mapping."""
    outer, inside = generic(kind)
    if outer in ("Sequence", "tuple") and isinstance(value, (list, tuple)):
        for place, part in enumerate(value):
            yield from _faults(f"{name}[{place}]", part, inside[0])
    elif outer == "Mapping" and isinstance(value, Mapping):
        for key, part in value.items():
            yield from _faults(f"{name}[{key!r}]", part, inside[1])


def _accepts(kind: str, value: Any) -> bool:
    outer, _ = generic(kind)
    if outer in _CHECKS:
        return _CHECKS[outer](value)
    if outer == "Literal" or kind in _TEXTS:
        return isinstance(value, str)  # who takes it tells which, with all other faults
    if isinstance(value, _PLAIN) and not isinstance(value, enum.Enum):
        return kind in _STRUCTS and isinstance(value, dict)
    return value is not None and may_be(kind, value)


def _is_list(value: Any) -> bool:
    return hasattr(type(value), "__len__") and not isinstance(value, (str, bytes, dict))


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
    outer, _ = generic(kind)
    if outer in ("Sequence", "tuple"):
        return "a list"
    if outer == "Mapping":
        return "a dictionary"
    plain = {"str": "text", "bool": "True or False", "int": "a whole number", "float": "a number"}
    if kind in plain or kind in _TEXTS or outer == "Literal":
        return plain.get(kind, "text")
    return f"{kind}: {_WAYS[kind]}" if kind in _WAYS else kind
