"""What constructs have warned of is known here, without asking Node."""

from __future__ import annotations

import aws_cdk as cdk

from sagemaker_endpoints import ContainerDefinition, ContainerImage, Model
from sagemaker_endpoints.common import findings_at

URI = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster"
LATEST = "sagemaker-endpoints::MutableImageTag"


def model_of(stack: cdk.Stack, construct_id: str, tag: str) -> Model:
    image = ContainerImage.from_uri(f"{URI}:{tag}")
    return Model(stack, construct_id, containers=[ContainerDefinition(image=image)])


def test_findings_are_of_the_construct_alone(stack: cdk.Stack) -> None:
    pinned, latest = model_of(stack, "Pinned", "1.2"), model_of(stack, "Latest", "latest")

    assert findings_at(pinned) == frozenset()
    assert findings_at(latest) == {LATEST}
    assert findings_at(stack) == frozenset()


def test_finding_that_is_acknowledged_stays_known(stack: cdk.Stack) -> None:
    latest = model_of(stack, "Latest", "latest")
    known = cdk.Acknowledgment(id=LATEST, reason="the repository lets no tag be moved")

    cdk.Validations.of(latest).acknowledge(known)

    assert findings_at(latest) == {LATEST}
