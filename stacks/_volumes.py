"""The key of the volumes of instances, and why some have none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_hosting.facts.instance_types import facts_of
from stacks._findings._acknowledgements import acknowledge_compliance

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms
    from constructs import IConstruct


def acknowledge_local_disks(endpoint: IConstruct) -> None:
    """Acknowledge that an endpoint without `volume_key` has none."""
    acknowledge_compliance(
        endpoint,
        "SageMakerEndpointConfigurationKMSKeyConfigured",
        "its instances have local disks: their hardware encrypts them, a key does not apply",
    )


def volume_key(key: kms.IKey, *instance_types: str) -> kms.IKey | None:
    """The *key*, or None if some of the instances have local disks.

    Those are encrypted by their hardware, and a key does not apply to them:
    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
    """
    facts = [facts_of(instance_type) for instance_type in instance_types]
    if any(fact is not None and fact.local_nvme_gb for fact in facts):
        return None
    return key
