"""The environment in which programs run that talk to AWS: they can reach the sandbox only."""

import ipaddress
import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from sandbox._errors import SandboxError

DEFAULT_ACCOUNT = "123456789012"
DEFAULT_REGION = "us-east-1"

_ACCOUNT_DIGITS = 12
_REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-[0-9]+")
# Only these of the caller's variables are passed on: no AWS_*, no proxy, no configuration.
_PASSED_ON = (
    *("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR"),
    *("USER", "LOGNAME", "JSII_NODE", "JSII_RUNTIME_PACKAGE_CACHE_ROOT"),
    "PYTHONDONTWRITEBYTECODE",
)
# Port 9 (discard) answers nowhere: whatever is not the sandbox fails at once.
_NOWHERE = "http://127.0.0.1:9"
_LOOPBACK_NAMES = "127.0.0.1,localhost,::1"


def check_loopback(endpoint_url: str) -> None:
    """Refuse an endpoint that is not on this computer.

    Args:
        endpoint_url: For instance `http://127.0.0.1:4566`.

    Raises:
        SandboxError: When the host is neither `localhost` nor a loopback address.
    """
    host = urlsplit(endpoint_url).hostname or ""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise SandboxError(
            f"endpoint {endpoint_url!r} is not on this computer: "
            "the sandbox talks to http://127.0.0.1:PORT or http://localhost:PORT only"
        )


def check_account(account: str) -> None:
    """Refuse what is no account id.

    Raises:
        SandboxError: When it is not 12 digits.
    """
    if len(account) != _ACCOUNT_DIGITS or not (account.isascii() and account.isdigit()):
        raise SandboxError(f"account must be {_ACCOUNT_DIGITS} digits, got {account!r}")


def check_region(region: str) -> None:
    """Refuse what no Region is called; a Region that is newer than this project is one.

    Raises:
        SandboxError: When it does not look like `eu-west-1`.
    """
    if not _REGION.fullmatch(region):
        raise SandboxError(f"region must be that of a Region, such as eu-west-1, got {region!r}")


def isolated_environment(
    *, home: Path, temporary: Path, caller: Mapping[str, str] | None = None
) -> dict[str, str]:
    """An environment without the caller's AWS settings and without a way into the network.

    Args:
        home: What `HOME` is: the caller's `~/.aws` and caches are out of reach.
        temporary: What `TMPDIR` is.
        caller: The caller's variables; those of this process when left out.
    """
    variables = os.environ if caller is None else caller
    passed_on = {name: variables[name] for name in _PASSED_ON if name in variables}
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), _NOWHERE)
    return passed_on | proxies | {
        "NO_PROXY": _LOOPBACK_NAMES,
        "no_proxy": _LOOPBACK_NAMES,
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }  # fmt: skip


def aws_environment(
    *,
    endpoint_url: str,
    account: str,
    region: str,
    home: Path,
    temporary: Path,
    caller: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The environment for the CDK CLI, boto3 and any other AWS SDK.

    Args:
        endpoint_url: Where the sandbox listens.
        account: The account that the program acts in; it is also its access key, since the local
            AWS keeps the accounts apart by a 12-digit access key.
        region: The region that the program acts in.
        home: What `HOME` is.
        temporary: What `TMPDIR` is.
        caller: The caller's variables; those of this process when left out.

    Raises:
        SandboxError: When the endpoint is not on this computer, or account or region is none.
    """
    check_loopback(endpoint_url)
    check_account(account)
    check_region(region)
    return isolated_environment(home=home, temporary=temporary, caller=caller) | {
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "sandbox",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "CDK_DEFAULT_ACCOUNT": account,
        "CDK_DEFAULT_REGION": region,
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        "CDK_DISABLE_VERSION_CHECK": "1",
        "NODE_NO_WARNINGS": "1",
        "CI": "1",  # the CLI then writes what it does to standard output
    }
