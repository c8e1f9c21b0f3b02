"""What the address of an image tells, and what it leaves open."""

from __future__ import annotations

import pytest

from sagemaker_hosting.facts.registries import GAP, read_address

_DIGEST = f"sha256:{'0' * 64}"


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("111111111111.dkr.ecr.eu-west-1.amazonaws.com", "eu-west-1"),
        ("111111111111.dkr.ecr-fips.us-east-1.amazonaws.com", "us-east-1"),
        ("111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("111111111111.dkr.ecr.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        ("111111111111.dkr.ecr.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
        ("111111111111.dkr.ecr.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"),
        ("111111111111.dkr.ecr.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
        ("111111111111.dkr-ecr.eu-west-1.on.aws", "eu-west-1"),
    ],
)
def test_private_registries_of_every_partition_are_in_ecr(host: str, region: str) -> None:
    address = read_address(f"{host}/demand/nlinear:1.2")

    assert address.is_in_ecr is True
    assert (address.account, address.region) == ("111111111111", region)
    assert (address.repository, address.tag) == ("demand/nlinear", "1.2")


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("nlinear", "docker.io"),
        ("nlinear:1.2", "docker.io"),
        ("demand/nlinear:1.2", "docker.io"),
        ("public.ecr.aws/demand/nlinear:1.2", "public.ecr.aws"),
        ("localhost/nlinear", "localhost"),
        ("registry:5000/nlinear", "registry:5000"),
        (f"docker.io/demand/{GAP}", "docker.io"),
        (
            "111111111111.dkr.ecr.eu-west-1.amazonaws.com.example.com/nlinear:1",
            "111111111111.dkr.ecr.eu-west-1.amazonaws.com.example.com",
        ),
    ],
)
def test_other_registries_are_not(text: str, host: str) -> None:
    address = read_address(text)

    assert (address.is_in_ecr, address.host) == (False, host)


@pytest.mark.parametrize("text", [GAP, f"{GAP}:1.2", f"nlinear{GAP}", f"{GAP}/nlinear:1.2"])
def test_a_host_that_is_not_known_may_be_any(text: str) -> None:
    address = read_address(text)

    assert (address.is_in_ecr, address.host, address.is_of_aws) == (None, None, None)


def test_account_and_region_may_be_open() -> None:
    address = read_address(f"{GAP}.dkr.ecr.{GAP}.{GAP}/demand:{GAP}")

    assert address.is_in_ecr is True
    assert (address.account, address.region, address.tag) == (None, None, None)
    assert address.has_version is True


@pytest.mark.parametrize(
    ("end", "has_version", "tag", "digest"),
    [
        ("", False, None, None),
        (":1.2", True, "1.2", None),
        (f"@{_DIGEST}", True, None, _DIGEST),
        (f":1.2@{_DIGEST}", True, "1.2", _DIGEST),
        (GAP, None, None, None),
    ],
)
def test_versions_are_tags_or_digests(
    end: str,
    has_version: bool | None,  # noqa: FBT001  # a case
    tag: str | None,
    digest: str | None,
) -> None:
    address = read_address(f"registry.example.com:5000/demand/nlinear{end}")

    assert (address.has_version, address.tag, address.digest) == (has_version, tag, digest)


@pytest.mark.parametrize(
    ("version", "architecture"),
    [
        ("pytorch-inference:2.6.0-cpu-py312", "x86_64"),
        ("pytorch-inference-arm64:2.6.0-cpu-py312", "arm64"),
        ("tensorflow-inference-graviton:2.16.1-cpu", "arm64"),
        ("sagemaker-xgboost:1.7-1", None),
    ],
)
def test_the_names_of_images_of_aws_tell_what_they_are_built_for(
    version: str, architecture: str | None
) -> None:
    of_aws = read_address(f"763104351884.dkr.ecr.eu-west-1.amazonaws.com/{version}")
    of_others = read_address(f"111111111111.dkr.ecr.eu-west-1.amazonaws.com/{version}")

    assert of_aws.architecture == architecture
    assert of_others.architecture is None


@pytest.mark.parametrize(
    ("image", "device"),
    [
        ("pytorch-inference:2.6.0-cpu-py312", "cpu"),
        ("pytorch-inference:2.6.0-gpu-py312-cu124", "gpu"),
        ("djl-inference:0.33.0-lmi15.0.0-cu128", "gpu"),
        ("djl-inference:0.30.0-neuronx-sdk2.20.1", "neuron"),
        ("huggingface-pytorch-inference-neuronx:2.1.2", "neuron"),
        ("pytorch-inference:2.6.0", None),
        ("sagemaker-xgboost:1.7-1-cpu-py3", None),
    ],
)
def test_an_image_of_aws_tells_its_device(image: str, device: str | None) -> None:
    of_aws = read_address(f"763104351884.dkr.ecr.eu-west-1.amazonaws.com/{image}")
    of_others = read_address(f"111111111111.dkr.ecr.eu-west-1.amazonaws.com/{image}")

    assert of_aws.device == device
    assert of_others.device is None
