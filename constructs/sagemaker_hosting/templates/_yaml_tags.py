"""Writes out CloudFormation's short forms, and says what other tags of YAML mean."""

from typing import Any

from sagemaker_hosting.templates._document import Place, line_of
from sagemaker_hosting.templates._unusable import quoted
from sagemaker_hosting.templates._yaml_scalars import Scalar, plain_scalar

STANDARD = "tag:yaml.org,2002:"

_LONG_FORMS = {"Ref": "Ref", "Condition": "Condition"}
_OF_SCALARS: dict[str, tuple[type, ...]] = {
    "bool": (bool,),
    "float": (int, float),
    "int": (int,),
    "null": (type(None),),
}
_OF_CONTAINERS: dict[str, type] = {"map": dict, "seq": list}


def is_short_form(tag: str | None) -> bool:
    """Tell whether a tag is one of CloudFormation's functions, or of a macro's."""
    return tag is not None and len(tag) > 1 and tag[0] == "!"


def long_form(tag: str, value: Any, place: Place) -> tuple[dict[str, Any], Place]:
    """Write out a short form: `!Ref X` is `{"Ref": "X"}`, `!Foo X` is `{"Fn::Foo": "X"}`.

    The dot of `!GetAtt Stack.Outputs.Name` ends the logical id; the rest is the attribute.
    """
    name = tag[1:]
    if name == "GetAtt" and isinstance(value, str) and "." in value:
        value = value.split(".", 1)
    key = _LONG_FORMS.get(name, f"Fn::{name}")
    return {key: value}, (line_of(place), {key: place})


def tagged_scalar(tag: str, text: str) -> Scalar:
    """Read a scalar with one of YAML's own tags, such as `!!str 0123`.

    Raises:
        ValueError: The tag is not CloudFormation's, or the text not of that kind.
    """
    name = tag.removeprefix(STANDARD)
    if name == "str":
        return text
    if name not in _OF_SCALARS:
        raise ValueError(_unknown(tag))
    value = plain_scalar(text)
    if type(value) not in _OF_SCALARS[name]:
        raise ValueError(f"{quoted(text)} is no {name}, as its tag !!{name} says")
    return float(value) if name == "float" and isinstance(value, int) else value


def container_fault(tag: str, container: dict[str, Any] | list[Any]) -> str | None:
    """Tell what is wrong with a mapping's or list's tag that is no short form."""
    name = tag.removeprefix(STANDARD)
    return None if _OF_CONTAINERS.get(name) is type(container) else _unknown(tag)


def _unknown(tag: str) -> str:
    name = f"!!{tag.removeprefix(STANDARD)}" if tag.startswith(STANDARD) else tag
    return f"CloudFormation does not read the tag {quoted(name)}"
