"""What SageMaker takes as the variables of a container."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_endpoints.models import _hugging_face as hugging_face
from sagemaker_hosting.facts.limits import limit, most
from sagemaker_hosting.facts.stated_limits import stated_limit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sagemaker_endpoints.common._errors import Faults

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
_MOST_VARIABLES = most("EnvironmentMap")
_LONGEST_TEXT = most("EnvironmentValue")
_MOST_BYTES_OF_A_MODEL = stated_limit("environment_bytes_of_a_model")
_NAME = re.compile(limit("EnvironmentKey").pattern or "")


def check_variables(
    faults: Faults, environment: Mapping[str, str], secrets: Iterable[str] = ()
) -> None:
    """Note what is wrong with the variables of one container.

    Args:
        faults: where to.
        environment: the variables.
        secrets: the names of those that tell where a secret lies.
    """
    secret_names = list(secrets)
    count = len(environment) + len(secret_names)
    if count > _MOST_VARIABLES:
        faults.add(f"environment: got {count} variables, allowed are {_MOST_VARIABLES}")
    for kind, names in (("environment", environment), ("secrets", secret_names)):
        for name in names:
            shown = f"{kind}[{name[:40]!r}]"
            if not is_known_text(name):
                faults.add(
                    f"{shown}: only the deploy knows the name, and CloudFormation takes no such "
                    "names; a value may be late"
                )
                continue
            faults.check_pattern(f"{shown}: name", name, _NAME, "letters, digits and _")
            faults.check_range(f"{shown}: name", len(name), 1, _LONGEST_TEXT, "characters")
    for name, value in environment.items():
        if is_known_text(value) and len(value) > _LONGEST_TEXT:
            faults.add(
                f"environment[{name!r}]: got {len(value)} characters, allowed are "
                f"{_LONGEST_TEXT}; "
                "put long settings into the artifact"
            )
    faults.extend(hugging_face.token_faults(environment))
    faults.extend(hugging_face.secret_name_faults(secret_names))
    faults.extend(
        f"secrets[{name!r}]: environment has this variable as well; give it once"
        for name in secret_names
        if name in environment
    )


def size_fault(environments: Iterable[Mapping[str, str]]) -> str | None:
    """Why the variables of all containers of a model are too many; None when they are not."""
    size = sum(
        len(text.encode())
        for environment in environments
        for pair in environment.items()
        for text in pair
        if is_known_text(text)
    )
    if size <= _MOST_BYTES_OF_A_MODEL:
        return None
    return (
        f"containers: environment: got {size} bytes of names and values in all, allowed are "
        f"{_MOST_BYTES_OF_A_MODEL}; put long settings into the artifact"
    )
