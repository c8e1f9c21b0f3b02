"""Reads the accounts that publish AWS's images."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from sagemaker_hosting.facts.images._tables import registries

# Which account is that of AWS's Deep Learning Containers is read off this repository.
_DLC_REPOSITORY = "pytorch-inference"
_DLC_REGION = "us-east-1"


@cache
def dlc_accounts(repository: str) -> Mapping[str, str]:
    """Find the accounts whose registries hold a repository of AWS's Deep Learning Containers.

    Args:
        repository: Such as `pytorch-inference`.

    Returns:
        Region -> account, over all versions of the repository; over all repositories of the
        Deep Learning Containers if no table names this one.
    """
    accounts: dict[str, str] = {}
    of_all: dict[str, str] = {}
    dlc_account = _dlc_account()
    for name, per_region in registries():
        if name == repository:
            accounts.update(per_region)
        if per_region.get(_DLC_REGION) == dlc_account:
            of_all.update(per_region)
    return MappingProxyType(dict(sorted((accounts or of_all).items())))


@cache
def _dlc_account() -> str:
    return next(
        per_region[_DLC_REGION]
        for name, per_region in registries()
        if name == _DLC_REPOSITORY and _DLC_REGION in per_region
    )
