"""Defines what AWS answers when it does not do what it was asked, in words that help."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

from botocore import exceptions as botocore

_CREDENTIALS: Final = {
    "AuthFailure": "AWS does not accept the credentials",
    "ExpiredToken": "the AWS credentials have expired",
    "ExpiredTokenException": "the AWS credentials have expired",
    "IncompleteSignature": "AWS does not accept the credentials",
    "InvalidAccessKeyId": "AWS does not know the access key",
    "InvalidClientTokenId": "AWS does not know the access key",
    "InvalidSignatureException": "AWS does not accept the signature",
    "RequestExpired": "the AWS credentials have expired, or the clock of this computer is wrong",
    "SignatureDoesNotMatch": "AWS does not accept the signature: the secret key is not its own",
    "UnrecognizedClientException": "AWS does not know the access key",
}
_DENIED: Final = frozenset(
    {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "UnauthorizedException"}
)
_THROTTLED: Final = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "TooManyRequestsException",
    }
)
_BUSY: Final = frozenset(
    {
        "InternalDependencyException",
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "ServiceUnavailable",
        "ServiceUnavailableException",
    }
)
_NOT_AUTHORIZED: Final = re.compile(
    r"(?P<who>arn:\S+) is not authorized to perform: (?P<action>\S+)"
    r"(?: on resource: (?P<resource>\S+))?"
)
# What IAM calls the API of a client whose actions bear another prefix.
_PREFIXES: Final = {"sagemaker-runtime": "sagemaker"}
_LOG_IN: Final = "log in (aws sso login, aws configure), or set AWS_PROFILE"
_THIS_COMPUTER: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_TAKE_ON: Final = "sts:AssumeRole"
_LONGEST: Final = 300


class Kind(StrEnum):
    """Defines kinds of problems by what one does about them."""

    CREDENTIALS = "credentials"  # nothing can be asked at all
    DENIED = "denied"  # a right is missing
    THROTTLED = "throttled"  # ask again later
    BUSY = "busy"  # the service failed: ask again
    UNREACHABLE = "unreachable"  # nobody answers there
    REFUSED = "refused"  # the service answered, and this is its answer


class AwsProblem(Exception):  # noqa: N818  # the name says what it is
    """What AWS answered instead of doing what it was asked.

    Attributes:
        kind: what one does about it.
        code: AWS's error code, or botocore's name for what went wrong on this side.
        action: such as `sagemaker:DescribeEndpoint`.
        said: AWS's own words.
        details: the answer as botocore reads it: `OriginalStatusCode` of a model's error, ...
    """

    def __init__(
        self,
        message: str,
        *,
        kind: Kind,
        code: str,
        action: str,
        said: str = "",
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.code = code
        self.action = action
        self.said = said
        self.details = details if details is not None else {}

    @property
    def is_global(self) -> bool:
        """Whether nothing else can be asked either."""
        return self.kind in (Kind.CREDENTIALS, Kind.UNREACHABLE)


def action_of(service: str, operation: str) -> str:
    """Name a call as IAM does: `sagemaker:DescribeEndpoint`."""
    name = "".join(word.capitalize() for word in operation.split("_"))
    return f"{_PREFIXES.get(service, service)}:{name}"


def problem_of(error: Exception, *, action: str, on: str, region: str | None) -> AwsProblem:
    """Tell what an error of botocore means.

    Args:
        error: a `ClientError` or another `BotoCoreError`.
        action: what was asked, as `action_of` writes it.
        on: what it was asked about, such as the name of an endpoint; empty if nothing is named.
        region: where it was asked.
    """
    if isinstance(error, botocore.ClientError):
        return _answered(error, action=action, on=on, region=region)
    return _of_this_side(error, action=action, region=region)


def short(text: object, longest: int = _LONGEST) -> str:
    """Write what a service or a model said on one line, and not too much of it."""
    line = " ".join(str(text).split())
    return f"{line[: longest - 3]}..." if len(line) > longest else line


def _answered(
    error: botocore.ClientError, *, action: str, on: str, region: str | None
) -> AwsProblem:
    fault = error.response.get("Error", {})
    code, said = str(fault.get("Code", "")), str(fault.get("Message", ""))
    kind, message = Kind.REFUSED, f"{action}: {short(said) or code}"
    if code in _CREDENTIALS:
        kind = Kind.CREDENTIALS
        where = (
            f"; or {region} is not enabled in the account" if "know" in _CREDENTIALS[code] else ""
        )
        message = f"{_CREDENTIALS[code]} ({code}): {_LOG_IN}{where}"
    elif code in _DENIED:
        kind, message = Kind.DENIED, _denied(said, action=action, on=on)
    elif code in _THROTTLED:
        kind = Kind.THROTTLED
        tries = int(error.response.get("ResponseMetadata", {}).get("RetryAttempts", 0)) + 1
        often = f" {tries} times" if tries > 1 else ""
        message = f"AWS throttled {action}{often} ({code}): try again later"
    elif code in _BUSY:
        kind, message = Kind.BUSY, f"{action} failed on AWS's side ({code}): {short(said)}"
    return AwsProblem(
        message, kind=kind, code=code, action=action, said=said, details=error.response
    )


def _denied(said: str, *, action: str, on: str) -> str:
    found = _NOT_AUTHORIZED.search(said)
    if found is None:
        return f"access denied: {action}{f' on {on}' if on else ''}: {short(said)}"
    resource = (found["resource"] or on).rstrip(".,")
    denied = f"access denied: {found['who']} may not {found['action']}"
    place = f" on {resource}" if resource else ""
    if action == _TAKE_ON:
        return f"{denied}{place}: the role must trust the caller, and the caller may take it on"
    return f"{denied}{place}: allow it, or take on a role that may with --assume-role"


def _of_this_side(error: Exception, *, action: str, region: str | None) -> AwsProblem:
    code = type(error).__name__
    kind, message = Kind.REFUSED, f"{action}: {short(error)}"
    if isinstance(error, botocore.NoRegionError):
        kind = Kind.CREDENTIALS
        message = "no Region is named: give --region, or set AWS_DEFAULT_REGION"
    elif isinstance(error, botocore.NoCredentialsError):
        kind = Kind.CREDENTIALS
        message = f"there are no AWS credentials: {_LOG_IN}"
    elif isinstance(error, _OF_CREDENTIALS):
        kind = Kind.CREDENTIALS
        message = f"the AWS credentials cannot be had ({short(error)}): {_LOG_IN}"
    elif isinstance(error, botocore.ReadTimeoutError):
        message = f"{action} was sent, and no answer came in time ({short(error)})"
    elif isinstance(error, botocore.ConnectionClosedError | botocore.ResponseStreamingError):
        kind, message = Kind.BUSY, f"{action}: the connection broke off ({short(error)})"
    elif isinstance(error, _OF_THE_WAY):
        kind = Kind.UNREACHABLE
        message = f"{action} got no answer ({short(error)}): {_way_to(error, region)}"
    return AwsProblem(message, kind=kind, code=code, action=action, said=str(error))


def _way_to(error: Exception, region: str | None) -> str:
    """Ask what may stand in the way, which is not the network for an address of this computer."""
    asked = str(getattr(error, "kwargs", {}).get("endpoint_url", ""))
    if urlsplit(asked).hostname in _THIS_COMPUTER:
        return (
            "does a local AWS run there? AWS_ENDPOINT_URL, or --endpoint-url, leads to it instead "
            "of to AWS"
        )
    return f"is {region} the right Region, and is there a way to it through network and proxy?"


_OF_THE_WAY: Final = (
    botocore.ConnectTimeoutError,
    botocore.EndpointConnectionError,
    botocore.ProxyConnectionError,
    botocore.SSLError,
)
_OF_CREDENTIALS: Final = (
    botocore.PartialCredentialsError,
    botocore.CredentialRetrievalError,
    botocore.ConfigNotFound,
    botocore.ConfigParseError,
    botocore.InvalidConfigError,
    botocore.LoginError,
    botocore.ProfileNotFound,
    botocore.SSOError,
    botocore.TokenRetrievalError,
    botocore.UnknownCredentialError,
    botocore.MetadataRetrievalError,
    botocore.InfiniteLoopConfigError,
    botocore.NoAuthTokenError,
    botocore.RefreshWithMFAUnsupportedError,
)
