"""Checks what containers are told of the Hugging Face Hub, and that no token of it is told."""

import re
from collections.abc import Iterator

from stacks.settings.checks._common import at
from stacks.settings.yaml._faults import Finding
from stacks.settings.yaml._plain import Entry
from stacks.settings.yaml._wording import shown

TOLD_BY = {
    "HF_MODEL_ID": "hugging_face",
    "HF_MODEL_REVISION": "revision",
    "HF_TASK": "task",
    "HF_TOKEN_SECRET_ARN": "token_secret",
}
"""The variables that name a model of the Hub, and the keys of `data` that become them."""
TOKEN_VARIABLES = frozenset(
    {"HF_TOKEN", "HF_API_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACEHUB_API_TOKEN"}
)
_TOKEN = re.compile(r"hf_[A-Za-z0-9]{30,}")
_LIKE_AN_ARN = re.compile(r"-[A-Za-z0-9]{6}$")
_READ_BY_ALL = "which all who may describe the model could read; keep it in AWS Secrets Manager"


def check_hub(container: Entry, isolation: Entry) -> Iterator[Finding]:
    """Check a container that may fetch its model; a token that was found is not shown.

    Args:
        container: What has the image, the data and the environment.
        isolation: Of its model: whether it is cut off from every network.

    Yields:
        The faults, in no order.
    """
    data = container.at("data")
    fetches = data.holds("hugging_face")
    for variable in container.at("environment").entries():
        if variable.key in TOKEN_VARIABLES or _TOKEN.search(variable.text("")):
            message = f"holds a Hugging Face token, {_READ_BY_ALL}, and name it: data.token_secret"
            yield at(variable, message)
        elif fetches and variable.key in TOLD_BY:
            yield at(variable, f"is told by data.{TOLD_BY[variable.key]}; leave it out")
    secret = data.at("token_secret")
    if _TOKEN.search(secret.text("")):
        yield at(secret, f"is the token itself, {_READ_BY_ALL}, and give the secret's name")
    elif _LIKE_AN_ARN.search(secret.text("")) and not secret.text("").startswith("arn:"):
        # https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
        message = f"got {shown(secret.value)}, which ends as an ARN does: a hyphen, six characters"
        yield at(secret, f"{message}; give the whole ARN, as Secrets Manager misreads such a name")
    if fetches and isolation.value is True:
        model = shown(data.at("hugging_face").value)
        message = f"true cuts the container off from the Hugging Face Hub, where {model} is"
        yield at(isolation, f"{message}; put the model into S3, or leave network_isolation out")
