"""Defines where the memory of a crashed container goes."""

from typing import Annotated

from pydantic import Field

from stacks.settings.common import _names as names
from stacks.settings.common._base import Form, Settings

# The address may have 512 characters; the bucket's name is made at deploy and has up to 63:
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantCoreDumpConfig.html
_PREFIX = Form(
    names.PREFIX.pattern, "a prefix of at most 443 characters such as crashes/demand/", 443
)


class CoreDumpSettings(Settings):
    """The memory of a variant's container, kept when it crashes."""

    prefix: Annotated[str, _PREFIX] = Field(
        description="Where to: a prefix of the environment's data bucket.",
        examples=["crashes/demand/"],
    )
