"""What programs see that talk to AWS."""

from pathlib import Path

import pytest

from sandbox import SandboxError
from sandbox._environment import aws_environment, check_account, check_loopback, check_region

CALLER = {
    "PATH": "/usr/bin",
    "HOME": "/home/me",
    "AWS_PROFILE": "production",
    "AWS_DEFAULT_PROFILE": "production",
    "AWS_ACCESS_KEY_ID": "AKIAREAL",
    "AWS_SECRET_ACCESS_KEY": "real",
    "AWS_SESSION_TOKEN": "real",
    "AWS_ROLE_ARN": "arn:aws:iam::999999999999:role/admin",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/token",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.2/",
    "AWS_CONFIG_FILE": "/home/me/.aws/config",
    "AWS_ENDPOINT_URL_S3": "https://s3.eu-west-1.amazonaws.com",
    "AWS_CA_BUNDLE": "/bundle",
    "HTTPS_PROXY": "http://proxy:3128",
    "CDK_DEFAULT_ACCOUNT": "999999999999",
    "XDG_CONFIG_HOME": "/home/me/.config",
}


def _environment(endpoint_url: str = "http://127.0.0.1:4566") -> dict[str, str]:
    return aws_environment(
        endpoint_url=endpoint_url,
        account="111111111111",
        region="eu-west-1",
        home=Path("/sandbox/home"),
        temporary=Path("/sandbox/tmp"),
        caller=CALLER,
    )


def test_nothing_of_the_callers_aws_settings_leaks() -> None:
    environment = _environment()

    leaked = {k for k, v in environment.items() if k != "PATH" and v == CALLER.get(k)}
    assert leaked == set()
    assert "AWS_PROFILE" not in environment
    assert "AWS_SESSION_TOKEN" not in environment
    assert "AWS_ENDPOINT_URL_S3" not in environment
    assert not any("999999999999" in value or "real" in value for value in environment.values())


def test_the_account_is_the_access_key() -> None:
    environment = _environment()

    assert environment["AWS_ACCESS_KEY_ID"] == "111111111111"
    assert environment["AWS_REGION"] == environment["AWS_DEFAULT_REGION"] == "eu-west-1"
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"


def test_the_network_is_out_of_reach() -> None:
    environment = _environment()

    assert environment["HTTPS_PROXY"] == environment["http_proxy"] == "http://127.0.0.1:9"
    assert "127.0.0.1" in environment["NO_PROXY"]
    assert environment["AWS_EC2_METADATA_DISABLED"] == "true"
    assert environment["AWS_CONFIG_FILE"] == "/dev/null"
    assert environment["HOME"] == "/sandbox/home"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "localhost", "[::1]"])
def test_loopback_endpoint_is_taken(host: str) -> None:
    check_loopback(f"http://{host}:4566")


@pytest.mark.parametrize(
    "url",
    [
        "https://sagemaker.eu-west-1.amazonaws.com",
        "http://192.168.1.7:4566",
        "http://localhost.evil.example:4566",
        "http://127.0.0.1@evil.example/",
        "http://0.0.0.0:4566",
        "",
    ],
)
def test_endpoint_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(SandboxError, match="is not on this computer"):
        _environment(url)


@pytest.mark.parametrize("account", ["", "12345678901", "AKIA12345678", "\uff11" * 12])
def test_text_that_is_no_account_is_refused(account: str) -> None:
    with pytest.raises(SandboxError, match="account must be 12 digits"):
        check_account(account)


@pytest.mark.parametrize("region", ["", "nowhere", "eu-west", "EU-WEST-1", "eu-west-1a"])
def test_text_that_no_region_is_called_is_refused(region: str) -> None:
    with pytest.raises(SandboxError, match="region must be that of a Region, such as eu-west-1"):
        check_region(region)


@pytest.mark.parametrize("region", ["eu-west-1", "us-gov-west-1", "cn-north-1", "qx-newest-12"])
def test_region_is_taken_also_where_it_is_new(region: str) -> None:
    check_region(region)
