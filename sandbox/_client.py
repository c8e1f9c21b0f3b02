"""boto3 clients of the sandbox."""

from typing import Any

from sandbox._environment import check_account, check_loopback


def client(service: str, *, endpoint_url: str, account: str, region: str) -> Any:
    """A boto3 client of the sandbox, which takes nothing from the caller's AWS settings.

    Args:
        service: The boto3 name, for instance `sagemaker-runtime`.
        endpoint_url: Where the sandbox listens.
        account: The account it acts in.
        region: The region it acts in.

    Raises:
        SandboxError: When the text is no account, or the sandbox would not be on this machine.
    """
    # boto3 is absent in MiniStack's virtual environment, whose interpreter imports this package
    # too.
    import boto3  # noqa: PLC0415  # absent in MiniStack's environment
    import botocore.session  # noqa: PLC0415  # likewise
    from botocore.config import Config  # noqa: PLC0415  # likewise

    check_account(account)
    check_loopback(endpoint_url)
    # Without names of variables the session looks for no profile and no file of the caller.
    session = botocore.session.Session(
        session_vars={
            "profile": (None, None, None, None),
            "config_file": (None, None, "", None),
            "credentials_file": (None, None, "", None),
        }
    )
    return boto3.session.Session(botocore_session=session).client(
        service,  # type: ignore[call-overload]  # its stubs know literal names only
        endpoint_url=endpoint_url,
        region_name=region,
        aws_access_key_id=account,
        aws_secret_access_key="sandbox",  # noqa: S106  # no secret: any text is accepted
        config=Config(proxies={}, retries={"mode": "standard"}),
    )
