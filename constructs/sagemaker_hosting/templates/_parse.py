"""Parses a text as JSON or YAML, whichever it is."""

from pathlib import Path

from sagemaker_hosting.templates._document import Document
from sagemaker_hosting.templates._json import parse_json
from sagemaker_hosting.templates._unusable import Unreadable

_YAML = (".yaml", ".yml")


def parse(text: str, path: Path) -> Document:
    """Parse a text: JSON if it starts with `{` or its file ends in `.json`, else YAML.

    Raises:
        Unreadable: It is neither, or cannot be read without doubt.
    """
    suffix = path.suffix.lower()
    braced = text.lstrip()[:1] == "{"
    if suffix == ".json" or (braced and suffix not in _YAML):
        return parse_json(text)
    if braced:
        try:  # sound JSON is YAML, and is read ten times faster as JSON
            return parse_json(text)
        except Unreadable:
            pass
    # Loading PyYAML takes longer than reading most templates of JSON.
    from sagemaker_hosting.templates._yaml import parse_yaml  # noqa: PLC0415  # slow to import

    return parse_yaml(text)
