"""What containers are told about models of the Hugging Face Hub, and what they must not be told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sagemaker_endpoints.common._tokens import is_known_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sagemaker_endpoints.models._image_config import ContainerImageConfig

MODEL_ID, TASK, REVISION = "HF_MODEL_ID", "HF_TASK", "HF_MODEL_REVISION"
TOKEN_SECRET = "HF_TOKEN_SECRET_ARN"  # noqa: S105  # a variable's name
_MODEL_ID = re.compile(r"[\w.-]+(/[\w.-]+)?")
_TOKEN_VARIABLES = frozenset(
    {"HF_TOKEN", "HF_API_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACEHUB_API_TOKEN"}
)
_TOKEN = re.compile(r"hf_[A-Za-z0-9]{30,}")
_REVISION_VARIABLES = (REVISION, "HF_REVISION", "OPTION_REVISION", "REVISION")
_BRANCH = "main"


def hub_variables(model_id: str, task: str | None, revision: str | None) -> dict[str, str]:
    """The variables that name a model of the Hub."""
    told = {MODEL_ID: model_id, TASK: task, REVISION: revision}
    return {name: value for name, value in told.items() if value is not None}


def model_id_fault(model_id: str) -> str | None:
    """Why *model_id* is none of the Hub's; None when it is, or only the deploy knows."""
    if not is_known_text(model_id) or _MODEL_ID.fullmatch(model_id):
        return None
    return f"model_id: got {model_id!r}, allowed is the Hub's organization/model"


def token_faults(environment: Mapping[str, str]) -> Iterator[str]:
    """A fault for each variable that holds a token of the Hub; the token itself is not told."""
    for name, value in environment.items():
        is_token = is_known_text(value) and _TOKEN.search(value) is not None
        if name in _TOKEN_VARIABLES or is_token:
            yield (
                f"environment[{name!r}]: holds a Hugging Face token, which all who may describe "
                "the model could read; keep it in AWS Secrets Manager and give "
                f"secrets={{{TOKEN_SECRET!r}: secret}}, which tells the container where it lies"
            )


def secret_name_faults(names: Iterable[str]) -> Iterator[str]:
    """A fault for each variable that is read as the token itself, and would hold an ARN."""
    for name in names:
        if name in _TOKEN_VARIABLES:
            yield (
                f"secrets[{name!r}]: holds the secret's ARN, which would be taken for the token; "
                f"name it {TOKEN_SECRET!r}, and let code of the container read the secret"
            )


def downloaded_model(environment: Mapping[str, str]) -> str | None:
    """The model that a container fetches from the Hub; None when it fetches none."""
    model_id = environment.get(MODEL_ID)
    if not is_known_text(model_id) or model_id.startswith("/") or "://" in model_id:
        return None
    return model_id


def revision_warning(environment: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The warning about a model that may change on the Hub."""
    model_id = downloaded_model(environment)
    pinned = any(environment.get(name, _BRANCH) != _BRANCH for name in _REVISION_VARIABLES)
    if model_id is None or pinned:
        return ()
    message = (
        f"{model_id} is fetched from the Hugging Face Hub without a revision: instances that join "
        "later may load other weights and other code. Give the commit as revision"
    )
    return (("UnpinnedHubModel", message),)


def token_warning(
    image: ContainerImageConfig, environment: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """The warning about a secret that nothing in the image reads."""
    runs_code_first = image.is_script_mode and image.framework != "huggingface"
    if TOKEN_SECRET not in environment or image.framework is None or runs_code_first:
        return ()
    message = (
        f"AWS's {image.framework} image reads no secret: it fetches {environment.get(MODEL_ID)} "
        "before any code of yours runs, and without a token. Use an image of your own whose entry "
        f"point reads {TOKEN_SECRET}"
    )
    return (("HubTokenNotRead", message),)


def isolation_warning(
    model_id: str | None, *, network_isolation: bool
) -> tuple[tuple[str, str], ...]:
    """The warning about a download that no network can serve."""
    if model_id is None or not network_isolation:
        return ()
    message = (
        f"the container is cut off from every network, so it cannot fetch {model_id} from the "
        "Hugging Face Hub: its health check would fail. Put the model into S3 and give it as "
        "model_data, or leave network_isolation out"
    )
    return (("IsolatedDownload", message),)
