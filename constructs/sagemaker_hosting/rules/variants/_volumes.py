"""Rules of the storage volumes of instances, and of the keys that encrypt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sagemaker_hosting.facts.instance_types import may_refuse_volume_size, refuses_volume_size
from sagemaker_hosting.rules._limits import beyond_limit
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.view import EndpointConfig, Node, Variant

_API: Final = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html"
_CONFIG: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html"
)
_KMS: Final = "kms"


@rule(
    "VAR-09",
    Variant,
    title="VolumeSizeInGB is 1 to 512",
    why="CreateEndpointConfig refuses a number outside of the range",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ProductionVariantVolumeSizeInGB",
    link=_API,
    fix="InstanceVariant(volume_size=cdk.Size.gibibytes(...)) within the range",
    cloudformation="set VolumeSizeInGB within the range",
)
def volume_size_is_in_range(variant: Variant) -> Faults:
    """The volume holds the model and what its container writes."""
    yield from beyond_limit(variant.at("VolumeSizeInGB"), "ProductionVariantVolumeSizeInGB")


@rule(
    "VAR-10",
    Variant,
    title="types with local NVMe disks have no VolumeSizeInGB",
    why='"VolumeSize parameter is not allowed for the selected Instance type ml.g5.xlarge ..."; '
    "for the newest families nobody has confirmed it yet",
    source="autogluon/autogluon-cloud pull request 50 (text, for g4dn); instance rule of "
    "sagemaker-python-sdk",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/host-instance-storage.html",
    fix="InstanceVariant without volume_size",
    cloudformation="remove VolumeSizeInGB",
)
def local_disks_have_no_size(variant: Variant) -> Faults:
    """What has disks of its own stores on these."""
    size = variant.at("VolumeSizeInGB")
    if not size.is_present:
        return
    names = tuple(dict.fromkeys(variant.instance_types))
    refusing = [name for name in names if refuses_volume_size(name)]
    doubtful = refusing or [name for name in names if may_refuse_volume_size(name)]
    if doubtful:
        yield Fault(
            at=size,
            says=(
                f"variant {variant.label} has VolumeSizeInGB {size}, and {', '.join(doubtful)} "
                "stores on local NVMe disks"
            ),
            allowed="no VolumeSizeInGB",
            severity=None if refusing else Severity.WARNING,
        )


@rule(
    "VAR-11",
    EndpointConfig,
    severity=Severity.WARNING,
    title="KmsKeyId encrypts storage volumes, not local NVMe disks",
    why='the key "does not encrypt instance local storage": a module of the instance encrypts it '
    "by a key of its own. Older pages of AWS said that the call fails",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) CreateEndpointConfigInput.KmsKeyId; "
    "aws/sagemaker-python-sdk issue 3677",
    link=_CONFIG,
    confidence=Confidence.MEDIUM,
    fix="take a type without local disks if the data must lie below your own key, or acknowledge "
    "VAR-11",
    cloudformation="take a type without local disks if the data must lie below your own key",
)
def key_encrypts_a_volume(config: EndpointConfig) -> Faults:
    """Local disks are encrypted in any case, by another key."""
    key = config.at("KmsKeyId")
    if not key.is_present:
        return
    found = [
        f"{name} of variant {variant.label}"
        for variant in config.all_variants
        for name in dict.fromkeys(variant.instance_types)
        if may_refuse_volume_size(name)
    ]
    if found:
        yield Fault(
            at=key,
            says=f"KmsKeyId does not encrypt the local NVMe disks of {', '.join(found)}",
        )


@rule(
    "VAR-12",
    EndpointConfig,
    title="a KMS key is named by its id, its ARN, an alias or the ARN of an alias",
    why="CreateEndpointConfig refuses other characters, and KMS knows no key by another name",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) KmsKeyId",
    link=_CONFIG,
    fix="RealTimeEndpoint(encryption_key=...) with a kms.IKey",
    cloudformation="set the key's id, its ARN, alias/<name> or the ARN of the alias",
)
def key_is_named(config: EndpointConfig) -> Faults:
    """The key of the volumes, of captured data and of core dumps."""
    for node in _keys(config):
        beyond = tuple(beyond_limit(node, "KmsKeyId"))
        yield from beyond
        pieces = (node.text or "").split(":")
        if not beyond and pieces[0] == "arn" and pieces[2:3] != [_KMS]:
            yield Fault(
                at=node,
                says=f"{node.label} is {node.text}, which is no ARN of KMS",
                allowed="a key id, a key ARN, alias/<name> or the ARN of an alias",
            )


def _keys(config: EndpointConfig) -> Iterator[Node]:
    yield config.at("KmsKeyId")
    holders = (config.capture, *(v.at("CoreDumpConfig") for v in config.all_variants))
    for holder in holders:
        if holder.is_given:
            yield holder.at("KmsKeyId")


RULES: Final[tuple[AnyRule, ...]] = (
    volume_size_is_in_range,
    local_disks_have_no_size,
    key_encrypts_a_volume,
    key_is_named,
)
