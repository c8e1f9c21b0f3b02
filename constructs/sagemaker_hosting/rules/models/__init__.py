"""Rules of models and their containers."""

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.models import (
    _architecture,
    _containers,
    _data_users,
    _devices,
    _environment,
    _images,
    _isolation,
    _model_data,
    _registries,
    _role,
    _secrets,
    _tags,
)

RULES: Final[tuple[AnyRule, ...]] = tuple(
    sorted(
        (
            *_architecture.RULES,
            *_containers.RULES,
            *_data_users.RULES,
            *_devices.RULES,
            *_environment.RULES,
            *_images.RULES,
            *_isolation.RULES,
            *_model_data.RULES,
            *_registries.RULES,
            *_role.RULES,
            *_secrets.RULES,
            *_tags.RULES,
        ),
        key=lambda rule: rule.id,
    )
)
"""Rules MOD-01 to MOD-32."""
