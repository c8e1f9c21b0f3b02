"""Addresses of images that no registry can have."""

from __future__ import annotations

from collections.abc import Callable

import pytest

_ECR = "111111111111.dkr.ecr.eu-west-1.amazonaws.com"
_DIGEST = "sha256:" + "0123456789abcdef" * 4
_TEMPLATE = """
Parameters: {{A: {{Type: String}}, B: {{Type: String}}, C: {{Type: String}}}}
Resources:
  Model:
    Type: AWS::SageMaker::Model
    Properties:
      ExecutionRoleArn: arn:aws:iam::111111111111:role/demand
      VpcConfig: {{Subnets: [subnet-0a1b2c3d, subnet-0b2c3d4e], SecurityGroupIds: [sg-0a1b2c3d]}}
      PrimaryContainer:
        Image: !Sub "{image}"
        ImageConfig: {{RepositoryAccessMode: Vpc}}
"""


@pytest.mark.parametrize(
    "image",
    [
        f"{_ECR}/forecast:1.2:1",
        f"{_ECR}/forecast:1.2:${{A}}",
        f"{_ECR}/forecast:-1",
        f"{_ECR}/forecast@{_DIGEST}@{_DIGEST}",
        f"{_ECR}/forecast@1.2",
        f"{_ECR}/Forecast:1",
        "registry.example.com:5000/forecast:1:2",
    ],
)
def test_address_that_no_image_has_is_refused(
    image: str, ids_of: Callable[[str], list[str]]
) -> None:
    assert ids_of(_TEMPLATE.format(image=image)) == ["MOD-32"]


@pytest.mark.parametrize(
    "image",
    [
        f"{_ECR}/forecast:1.2",
        f"{_ECR}/team/forecast:1.2@{_DIGEST}",
        f"{_ECR}/forecast@{_DIGEST}",
        f"{_ECR}/forecast:${{A}}",
        f"{_ECR}/forecast:v${{A}}-${{B}}",
        f"{_ECR}/forecast@${{A}}",
        "registry.example.com:5000/Forecast:1",
        "${A}:${B}",
        "${A}:${B}:${C}",
        "${A}:5000/forecast:${B}",
        "${A}",
    ],
)
def test_address_that_an_image_may_have_is_taken(
    image: str, ids_of: Callable[[str], list[str]]
) -> None:
    assert ids_of(_TEMPLATE.format(image=image)) == []
