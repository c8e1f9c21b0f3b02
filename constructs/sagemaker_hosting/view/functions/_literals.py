"""Writes literal values as CloudFormation does."""


def written(value: object) -> str:
    """Write a literal; truth values in lower case."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
