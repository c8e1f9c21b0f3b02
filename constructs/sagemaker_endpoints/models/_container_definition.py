"""One container of a model."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_fields, check_given
from sagemaker_endpoints.common._names import check_name
from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_endpoints.models import _hugging_face as hugging_face
from sagemaker_endpoints.models._container import BoundContainer
from sagemaker_endpoints.models._container_properties import data_properties, image_properties
from sagemaker_endpoints.models._container_secrets import secret_arns, secret_rights
from sagemaker_endpoints.models._container_variables import check_variables
from sagemaker_endpoints.models._multi_model_images import (
    multi_model_variables,
    multi_model_warning,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_secretsmanager as secretsmanager
    from constructs import Construct

    from sagemaker_endpoints.models._container_image import ContainerImage
    from sagemaker_endpoints.models._model_data import ModelData
    from sagemaker_endpoints.models._model_data_source import ModelDataConfig

_DEFAULT_ENTRY_POINT = "inference.py"
_PROGRAM, _SUBMIT_DIRECTORY = "SAGEMAKER_PROGRAM", "SAGEMAKER_SUBMIT_DIRECTORY"
_CODE_FOLDER = "/opt/ml/model/code"

Mode = Literal["SingleModel", "MultiModel"]
"""Whether a container serves one model, or loads those below a prefix."""


@dataclass(frozen=True, kw_only=True)
class ContainerDefinition:
    """A container: an image, the artifact it serves and its environment.

    Args:
        image: where the image comes from.
        model_data: the artifact, mounted at /opt/ml/model; none for images that carry their model.
        environment: variables of the container, at most 100 of 1,024 characters. No place for
            secrets: everybody who may describe the model reads them.
        entry_point: the artifact's file below code/ that defines `model_fn` and its siblings;
            inference.py when left out. For AWS's framework images, and those built on them.
        container_hostname: the container's name inside a model of several.
        secrets: the variable's name and the secret whose ARN it holds. SageMaker does not inject
            secrets: code in the container reads it, and the role may read these alone.
        mode: "MultiModel" loads and unloads the models below a prefix, which *model_data* is then:
            `ModelData.from_prefix`.
        model_cache: of a multi-model container, whether models stay in memory for the next
            request; AWS's default is that they do.

    Raises:
        ConfigurationError: a name, a value or their number is not what SageMaker takes; or the
            image runs the code of the artifact and the artifact has none.
    """

    image: ContainerImage
    model_data: ModelData | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    entry_point: str | None = None
    container_hostname: str | None = None
    secrets: Mapping[str, secretsmanager.ISecret] = field(default_factory=dict)
    mode: Mode = "SingleModel"
    model_cache: bool | None = None

    def __post_init__(self) -> None:
        check_fields("ContainerDefinition", self)
        faults = Faults("ContainerDefinition")
        check_variables(faults, self.environment, self.secrets)
        check_name(faults, "container_hostname", self.container_hostname, "ContainerHostname")
        faults.check_choice("mode", self.mode, get_args(Mode))
        if self.is_multi_model and self.model_data is None:
            faults.add("model_data: missing; a multi-model container needs ModelData.from_prefix")
        if self.entry_point is not None and self.model_data is None:
            faults.add("entry_point: is a file of the artifact, and there is no model_data")
        if self.entry_point == "":
            faults.add("entry_point: got '', allowed is a file's name: 'inference.py'")
        if self.model_cache is not None and not self.is_multi_model:
            faults.add('model_cache: only a container of mode "MultiModel" has one; leave it out')
        faults.raise_if_any()

    @classmethod
    def from_hugging_face_hub(
        cls,
        model_id: str,
        *,
        image: ContainerImage,
        task: str | None = None,
        revision: str | None = None,
        token: secretsmanager.ISecret | None = None,
        environment: Mapping[str, str] | None = None,
        container_hostname: str | None = None,
    ) -> ContainerDefinition:
        """A container that fetches its model from the Hugging Face Hub when it starts.

        Args:
            model_id: "amazon/chronos-bolt-small".
            image: one that reads HF_MODEL_ID, HF_TASK and HF_MODEL_REVISION: AWS's "huggingface"
                and "huggingface-llm" do.
            task: "text-classification"; the image finds it out when left out.
            revision: a commit. Without one, instances that start later may load another model.
            token: a secret that holds a token of the Hub, for gated and private models. The
                container gets its ARN as HF_TOKEN_SECRET_ARN, and has to read it by itself: the
                images of AWS do not.
            environment: further variables.
            container_hostname: the container's name inside a model of several.

        Raises:
            ConfigurationError: *model_id* is none, or the environment is not what SageMaker takes.
        """
        subject = "ContainerDefinition.from_hugging_face_hub"
        check_given(subject, cls.from_hugging_face_hub, locals())
        fault = hugging_face.model_id_fault(model_id)
        if fault is not None:
            faults = Faults(subject)
            faults.add(fault)
            faults.raise_if_any()
        further = environment if environment is not None else {}
        return cls(
            image=image,
            environment={**hugging_face.hub_variables(model_id, task, revision), **further},
            secrets={hugging_face.TOKEN_SECRET: token} if token is not None else {},
            container_hostname=container_hostname,
        )

    @property
    def is_multi_model(self) -> bool:
        """Whether it loads the models below a prefix by itself."""
        return self.mode == "MultiModel"

    def bind(self, scope: Construct) -> BoundContainer:
        """Resolve the container for the stack of *scope*; called by `Model`."""
        image = self.image.bind(scope)
        runs_its_code = self.model_data is not None and (
            image.is_script_mode or self.entry_point is not None
        )
        environment = {
            **(multi_model_variables(image) if self.is_multi_model else {}),
            **self._environment(runs_its_code=runs_its_code),
        }
        if runs_its_code:
            self._check_code(scope, environment)
        data = self.model_data.bind(scope) if self.model_data is not None else None
        self._check_data(scope, data)
        properties: dict[str, Any] = {
            **image_properties(image),
            **data_properties(data, self.mode, model_cache=self.model_cache),
        }
        if environment:
            properties["environment"] = environment
        if self.container_hostname is not None:
            properties["containerHostname"] = self.container_hostname
        return BoundContainer(
            properties=properties,
            statements=(
                *image.pull,
                *(data.read if data is not None else ()),
                *secret_rights(scope, self.secrets),
            ),
            warnings=(
                *image.warnings,
                *(data.warnings if data is not None else ()),
                *(multi_model_warning(image) if self.is_multi_model else ()),
                *hugging_face.revision_warning(environment),
                *hugging_face.token_warning(image, environment),
            ),
            environment=environment,
            architecture=image.architecture,
            framework=image.framework,
            is_multi_model=self.is_multi_model,
            has_unpacked_data=data is not None and data.is_prefix and not self.is_multi_model,
            has_private_registry=image.private_registry is not None,
            downloads=hugging_face.downloaded_model(environment) if data is None else None,
        )

    def _check_data(self, scope: Construct, data: ModelDataConfig | None) -> None:
        if data is None or not self.is_multi_model:
            return
        faults = Faults(lambda: f"Model {scope.node.path!r}")
        if not data.is_prefix:
            faults.add(
                f"containers: model_data: got one archive, {data.uri}; a multi-model container "
                "loads the archives below a prefix: ModelData.from_prefix(bucket, 'stores/')"
            )
        if data.accept_eula is not None:
            faults.add(
                "containers: model_data: accept_eula has no place in a multi-model container; "
                "leave it out"
            )
        faults.raise_if_any()

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
        given = {**self.environment, **secret_arns(self.secrets)}
        if not runs_its_code:
            return given
        entry_point = self.entry_point if self.entry_point is not None else _DEFAULT_ENTRY_POINT
        script_mode = {_PROGRAM: entry_point, _SUBMIT_DIRECTORY: _CODE_FOLDER}
        return {**script_mode, **given}
