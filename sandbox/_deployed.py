"""Remembers where stacks were deployed to, and finds the place that a shell is to ask."""

import contextlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from sandbox._environment import DEFAULT_ACCOUNT, DEFAULT_REGION
from sandbox._errors import SandboxError
from sandbox._places import Places

_FILE = "deployed.json"


@dataclass(frozen=True, order=True, slots=True)
class DeployedTo:
    """Defines where stacks are.

    Attributes:
        account: The account.
        region: The Region.
    """

    account: str
    region: str

    def __str__(self) -> str:
        return f"--account {self.account} --region {self.region}"


def remember(places: Places, deployed: Iterable[DeployedTo]) -> None:
    """Add to what is remembered."""
    known = sorted({*remembered(places), *deployed})
    places.make_folders()
    told = json.dumps([[each.account, each.region] for each in known])
    (places.state / _FILE).write_text(told)


def remembered(places: Places) -> tuple[DeployedTo, ...]:
    """Tell where was deployed to; nothing where nobody knows."""
    with contextlib.suppress(OSError, ValueError):
        told = json.loads((places.state / _FILE).read_text())
        return tuple(DeployedTo(account, region) for account, region in told)
    return ()


def forget(places: Places) -> None:
    """Forget everything, as the local AWS does."""
    (places.state / _FILE).unlink(missing_ok=True)


def meant(
    deployed: Iterable[DeployedTo], account: str | None, region: str | None
) -> tuple[DeployedTo, str | None]:
    """Find the account and Region that are meant, with a doubt about them.

    Args:
        deployed: Where something is deployed.
        account: What the command line names; None = that of what is deployed.
        region: Likewise.

    Raises:
        SandboxError: Several are as good.
    """
    known = sorted(set(deployed))
    fitting = [
        each for each in known if account in (None, each.account) and region in (None, each.region)
    ]
    if len(fitting) == 1:
        return fitting[0], None
    named = DeployedTo(account or DEFAULT_ACCOUNT, region or DEFAULT_REGION)
    if not fitting:
        there = "; what is deployed: " + ", ".join(map(str, known)) if known else ""
        return named, f"nothing was deployed to {named}{there}"
    raise SandboxError("it is deployed to several; name one: " + ", or ".join(map(str, fitting)))
