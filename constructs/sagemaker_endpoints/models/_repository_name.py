"""Names of repositories in ECR.

See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
"""

from __future__ import annotations

import re

from sagemaker_endpoints.common._errors import ConfigurationError
from sagemaker_endpoints.common._tokens import is_known_text

_NAME = re.compile(r"(?=.{2,256}$)[a-z0-9]+([._/-]+[a-z0-9]+)*")


def is_repository_name(name: str) -> bool:
    """Whether ECR gives a repository such a name."""
    return _NAME.fullmatch(name) is not None


def check_repository(uri: str) -> None:
    """Refuse the address of an imported repository that ECR gives no such name.

    Raises:
        ConfigurationError: about `from_ecr_repository` of `ContainerImage`.
    """
    name = uri.partition("/")[2]
    if not name or not is_known_text(name) or is_repository_name(name):
        return
    tagged = ":" in name or "@" in name
    raise ConfigurationError(
        f"ContainerImage.from_ecr_repository: repository: got the name {name!r}, allowed is "
        "lower-case letters and digits, between them hyphens, underscores, dots and slashes"
        f"{'; give the tag as tag_or_digest alone' if tagged else ''}"
    )
