"""Tells the model packages of AWS Marketplace from those of one's own registry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from sagemaker_hosting._data import read_table

_ARN: Final = re.compile(
    r"arn:[\w-]+:sagemaker:(?P<region>[a-z0-9-]*):(?P<account>[^:]*):model-package/(?P<name>[^/]+)"
    r"(?P<version>/[^/]+)?"
)
# Marketplace appends the MD5 of what was published to the name of a package.
_HASHED: Final = re.compile(r".+-[0-9a-f]{32}")


def is_marketplace_package(arn: str) -> bool:
    """Tell whether the ARN of a model package is certain to be one of AWS Marketplace.

    A package of a model registry belongs to a group and has a version at its end. One of
    Marketplace has none, lies in an account of AWS, and carries a hash in its name.

    Args:
        arn: the ARN or name of a model package; not a CDK token.
    """
    match = _ARN.fullmatch(arn)
    if match is None or match["version"] is not None:
        return False
    return match["account"] in _accounts() or _HASHED.fullmatch(match["name"]) is not None


def _accounts() -> frozenset[str]:
    accounts: Mapping[str, str] = read_table("marketplace")["accounts"]
    return frozenset(accounts.values())
