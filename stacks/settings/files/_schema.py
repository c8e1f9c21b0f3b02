"""Makes the JSON Schema of environment files and of the pipeline's, for editors."""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from stacks.settings.common._base import Settings
from stacks.settings.files._environment import Environment
from stacks.settings.files._pipeline import PipelineSettings

_DIALECT = "http://json-schema.org/draft-07/schema#"
"""What editors' YAML support reads without a warning."""


class _Generator(GenerateJsonSchema):
    """Leaves out the titles of fields, which only repeat their names."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return schema is None

    def dict_schema(self, schema: Any) -> dict[str, Any]:
        made = super().dict_schema(schema)
        # A key that fits no pattern is refused, as it is when the file is loaded.
        return {**made, "additionalProperties": False} if "patternProperties" in made else made


def environment_schema() -> str:
    """Make the schema of an environment file.

    Returns:
        JSON text, the same for the same models, with a line break at its end.
    """
    return _schema_of(Environment)


def pipeline_schema() -> str:
    """Make the schema of the pipeline's file.

    Returns:
        JSON text, the same for the same models, with a line break at its end.
    """
    return _schema_of(PipelineSettings)


def _schema_of(top: type[Settings]) -> str:
    schema = top.model_json_schema(schema_generator=_Generator)
    return f"{json.dumps({'$schema': _DIALECT, **schema}, indent=2, sort_keys=True)}\n"
