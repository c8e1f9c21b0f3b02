"""Makes the clients of AWS: the only module that imports boto3."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoRegionError

from sagemaker_hosting.operate._problems import action_of, problem_of

# Throttling is what many calls at once meet: botocore waits longer each time, 20 s at most.
_TRIES: Final = 6
_CONNECT_SECONDS: Final = 10
# A model may take 60 seconds; SageMaker then says so itself.
_READ_SECONDS: Final = 70
_SESSION_NAME: Final = "endpoints"
# What a call is about, told when AWS denies it and does not say.
_ABOUT: Final = (
    *("EndpointName", "EndpointConfigName", "ModelName", "InferenceComponentName"),
    *("StackName", "RoleArn", "Bucket", "ServiceCode"),
)


class Aws:
    """Calls AWS, with credentials, Region and role decided once.

    Credentials are found as boto3 finds them: in the environment, profiles, or the instance's
    role. Nothing is read and nothing is asked before the first call.

    Attributes:
        role: the ARN of the role that is taken on first, if one is.
        endpoint_url: where all calls go instead of to AWS, if anywhere.
    """

    def __init__(
        self,
        *,
        region: str | None = None,
        assume_role: str | None = None,
        endpoint_url: str | None = None,
    ) -> None:
        """Describe how to call AWS.

        Args:
            region: where calls go that name no Region; None leaves it to boto3's settings.
            assume_role: the ARN of a role to take on first.
            endpoint_url: where to send all calls instead of to AWS: a local AWS.
        """
        self._region = region
        self.role = assume_role
        self.endpoint_url = endpoint_url
        self._clients: dict[tuple[str, str, bool], Any] = {}
        self._session: boto3.session.Session | None = None

    def call(
        self, service: str, operation: str, *, in_region: str | None = None, **parameters: Any
    ) -> dict[str, Any]:
        """Call an operation once; throttled calls are repeated, longer and longer apart.

        Args:
            service: boto3's name of the service: `sagemaker`.
            operation: boto3's name of the operation: `describe_endpoint`.
            in_region: where, if not in the Region of all calls.
            **parameters: those of the operation.

        Raises:
            AwsProblem: AWS cannot be asked, or does not do it.
        """
        return self._ask(service, operation, parameters, in_region, repeat=True)

    def call_once(
        self, service: str, operation: str, *, in_region: str | None = None, **parameters: Any
    ) -> dict[str, Any]:
        """Call an operation as `call` does, but once only: the caller measures, or waits, itself.

        Raises:
            AwsProblem: AWS cannot be asked, or does not do it.
        """
        return self._ask(service, operation, parameters, in_region, repeat=False)

    def pages(
        self, service: str, operation: str, *, in_region: str | None = None, **parameters: Any
    ) -> Iterator[dict[str, Any]]:
        """Call an operation until it has given all its pages.

        Args:
            service: boto3's name of the service.
            operation: boto3's name of an operation that boto3 can page through.
            in_region: where, if not in the Region of all calls.
            **parameters: those of the operation.

        Yields:
            The pages, as the operation answers.

        Raises:
            AwsProblem: AWS cannot be asked, or does not do it.
        """
        try:
            paginator = self.client(service, in_region=in_region).get_paginator(operation)
            yield from paginator.paginate(**parameters)
        except (BotoCoreError, ClientError) as error:
            raise self._problem(error, service, operation, in_region, parameters) from error

    def body_of(self, answer: Mapping[str, Any], *, service: str, operation: str) -> bytes:
        """Read the body of an answer, which comes after its headers.

        Args:
            answer: what `call` or `call_once` gave, with a `Body`.
            service: the service that was called.
            operation: the operation that was called.

        Raises:
            AwsProblem: the body breaks off.
        """
        try:
            body: bytes = answer["Body"].read()
        except BotoCoreError as error:
            raise self._problem(error, service, operation, None, {}) from error
        return body

    def region_or(self, region: str | None = None) -> str:
        """Tell where a call goes: to *region*, else that of all calls, else that of the settings.

        Args:
            region: where a call shall go, if that is known.

        Raises:
            AwsProblem: No Region is named anywhere, or the settings are wrong.
        """
        if region is not None:
            return region
        if self._region is None:
            try:
                settings = boto3.session.Session().region_name
                # Other SDKs go by AWS_REGION, and so do AWS's own services that set it.
                self._region = settings if settings is not None else os.environ.get("AWS_REGION")
                if self._region is None:
                    raise NoRegionError
            except BotoCoreError as error:
                raise problem_of(error, action="", on="", region=None) from error
        return self._region

    def account(self, *, in_region: str | None = None) -> str:
        """Tell the account that the credentials belong to; no right is needed for it.

        Args:
            in_region: where to ask, if not in the Region of all calls.

        Raises:
            AwsProblem: AWS cannot be asked.
        """
        return str(self.call("sts", "get_caller_identity", in_region=in_region)["Account"])

    def client(self, service: str, *, in_region: str | None = None, repeat: bool = True) -> Any:
        """Give boto3's client of a service, made on first use.

        Args:
            service: boto3's name of the service.
            in_region: where, if not in the Region of all calls.
            repeat: whether botocore repeats calls that are throttled.

        Raises:
            AwsProblem: the role cannot be taken on.
            BotoCoreError: the settings are wrong; `call` and `pages` tell that better.
        """
        region = self.region_or(in_region)
        key = (service, region, repeat)
        if key not in self._clients:
            self._clients[key] = self._made(self._taken_on(region), service, region, repeat=repeat)
        return self._clients[key]

    def _ask(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, Any],
        region: str | None,
        *,
        repeat: bool,
    ) -> dict[str, Any]:
        try:
            client = self.client(service, in_region=region, repeat=repeat)
            answer: dict[str, Any] = getattr(client, operation)(**parameters)
        except (BotoCoreError, ClientError) as error:
            raise self._problem(error, service, operation, region, parameters) from error
        return answer

    def _taken_on(self, region: str) -> boto3.session.Session:
        """The session of the role, or of the caller if none is to be taken on."""
        if self._session is not None:
            return self._session
        session = boto3.session.Session()
        if self.role is not None:
            asked = {"RoleArn": self.role, "RoleSessionName": _SESSION_NAME}
            try:
                sts = self._made(session, "sts", region, repeat=True)
                given = sts.assume_role(**asked)["Credentials"]
            except (BotoCoreError, ClientError) as error:
                raise self._problem(error, "sts", "assume_role", region, asked) from error
            session = boto3.session.Session(
                aws_access_key_id=given["AccessKeyId"],
                aws_secret_access_key=given["SecretAccessKey"],
                aws_session_token=given["SessionToken"],
                region_name=session.region_name,
            )
        self._session = session
        return session

    def _made(
        self, session: boto3.session.Session, service: str, region: str, *, repeat: bool
    ) -> Any:
        tries = _TRIES if repeat else 1
        return session.client(
            service,  # type: ignore[call-overload]  # its stubs know literal names only
            region_name=region,
            endpoint_url=self.endpoint_url,
            config=Config(
                connect_timeout=_CONNECT_SECONDS,
                read_timeout=_READ_SECONDS,
                retries={"mode": "standard", "total_max_attempts": tries},
            ),
        )

    def _problem(
        self,
        error: Exception,
        service: str,
        operation: str,
        region: str | None,
        parameters: Mapping[str, Any],
    ) -> Exception:
        about = next((str(parameters[name]) for name in _ABOUT if name in parameters), "")
        return problem_of(
            error,
            action=action_of(service, operation),
            on=about,
            region=region if region is not None else self._region,
        )
