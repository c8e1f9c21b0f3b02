"""One container of a model."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sagemaker_endpoints._errors import Faults
from sagemaker_endpoints._tokens import is_known_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import Construct

    from sagemaker_endpoints._container_image import ContainerImage
    from sagemaker_endpoints._model_data import ModelData
    from sagemaker_endpoints._policy import Statement

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
_MOST_VARIABLES = 100
_LONGEST_TEXT = 1024
_VARIABLE_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_HOSTNAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
_DEFAULT_ENTRY_POINT = "inference.py"
_PROGRAM, _SUBMIT_DIRECTORY = "SAGEMAKER_PROGRAM", "SAGEMAKER_SUBMIT_DIRECTORY"
_CODE_FOLDER = "/opt/ml/model/code"


@dataclass(frozen=True, kw_only=True, slots=True)
class BoundContainer:
    """A container resolved for one stack."""

    properties: dict[str, Any]
    """As `CfnModel` takes it."""
    statements: tuple[Statement, ...]
    """What the execution role needs for it."""
    warnings: tuple[tuple[str, str], ...]
    """Rule and message of each warning about it."""


@dataclass(frozen=True, kw_only=True)
class ContainerDefinition:
    """A container: an image, the artifact it serves and its environment.

    Args:
        image: where the image comes from.
        model_data: the artifact, mounted at /opt/ml/model; none for images that carry their model.
        environment: variables of the container, at most 100 of 1,024 characters. No place for
            secrets: everybody who may describe the model reads them.
        entry_point: for AWS's framework images, the file below code/ that defines `model_fn` and
            its siblings; inference.py when left out.
        container_hostname: the container's name inside a model of several.

    Raises:
        ConfigurationError: a name, a value or their number is not what SageMaker takes; or the
            image runs the code of the artifact and the artifact has none.
    """

    image: ContainerImage
    model_data: ModelData | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    entry_point: str | None = None
    container_hostname: str | None = None

    def __post_init__(self) -> None:
        faults = Faults("ContainerDefinition")
        if len(self.environment) > _MOST_VARIABLES:
            faults.add(
                f"environment: got {len(self.environment)} variables, allowed are {_MOST_VARIABLES}"
            )
        for name, value in self.environment.items():
            faults.check_pattern(
                f"environment[{name!r}]: name", name, _VARIABLE_NAME, "letters, digits and _"
            )
            if is_known_text(value) and len(value) > _LONGEST_TEXT:
                faults.add(
                    f"environment[{name!r}]: got {len(value)} characters, allowed are "
                    f"{_LONGEST_TEXT}; "
                    "put long settings into the artifact"
                )
        faults.check_pattern(
            "container_hostname",
            self.container_hostname,
            _HOSTNAME,
            "1 to 63 letters, digits and inner hyphens",
        )
        faults.raise_if_any()

    def bind(self, scope: Construct) -> BoundContainer:
        """Resolve the container for the stack of *scope*; called by `Model`."""
        image = self.image.bind(scope)
        runs_its_code = image.is_script_mode and self.model_data is not None
        environment = self._environment(runs_its_code=runs_its_code)
        if runs_its_code:
            self._check_code(scope, environment)
        data = self.model_data.bind(scope) if self.model_data is not None else None
        properties: dict[str, Any] = {"image": image.uri}
        if data is not None:
            properties["modelDataUrl"] = data.uri
        if environment:
            properties["environment"] = environment
        if self.container_hostname is not None:
            properties["containerHostname"] = self.container_hostname
        return BoundContainer(
            properties=properties,
            statements=image.pull + (data.read if data is not None else ()),
            warnings=image.warnings,
        )

    def _check_code(self, scope: Construct, environment: Mapping[str, str]) -> None:
        program = environment[_PROGRAM]
        if self.model_data is None or not is_known_text(program):
            return
        if environment[_SUBMIT_DIRECTORY] != _CODE_FOLDER:
            return
        fault = self.model_data.script_mode_fault(program=program)
        if fault is not None:
            faults = Faults(lambda: f"Model {scope.node.path!r}")
            faults.add(f"containers: model_data: {fault}")
            faults.raise_if_any()

    def _environment(self, *, runs_its_code: bool) -> dict[str, str]:
        if not runs_its_code:
            return dict(self.environment)
        entry_point = self.entry_point if self.entry_point is not None else _DEFAULT_ENTRY_POINT
        script_mode = {_PROGRAM: entry_point, _SUBMIT_DIRECTORY: _CODE_FOLDER}
        return {**script_mode, **self.environment}
