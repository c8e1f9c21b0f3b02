"""What an update of an endpoint keeps of its old fleet."""

from collections.abc import Sequence

from sandbox.emulator.common._store import Record
from sandbox.emulator.endpoints._variant import Variant


def retained(update: Record) -> tuple[bool, frozenset[str]]:
    """Whether an update keeps every property of the variants, and besides which types.

    Args:
        update: The input of `UpdateEndpoint`.
    """
    excluded = update.get("ExcludeRetainedVariantProperties", [])
    exclude = frozenset(item["VariantPropertyType"] for item in excluded)
    return update.get("RetainAllVariantProperties", False), exclude


def retain(
    old: Sequence[Variant], new: Sequence[Variant], *, retain_all: bool, exclude: frozenset[str]
) -> None:
    """Carry live weights and counts over to the variants of a new configuration.

    Args:
        old: The variants that serve now.
        new: The variants that take over, changed in place where a variant of that name serves now.
        retain_all: `RetainAllVariantProperties`; without it the configuration's values hold.
        exclude: The `VariantPropertyType`s of `ExcludeRetainedVariantProperties`: these follow
            the configuration all the same
            (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateEndpoint.html).
    """
    if not retain_all:
        return
    serving = {variant.name: variant for variant in old}
    for variant in new:
        predecessor = serving.get(variant.name)
        if predecessor is None:
            continue
        if "DesiredWeight" not in exclude:
            variant.weight = predecessor.weight
        if "DesiredInstanceCount" not in exclude and None not in (variant.count, predecessor.count):
            variant.count = predecessor.count
