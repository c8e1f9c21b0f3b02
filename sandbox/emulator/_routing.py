"""Which variant answers a request."""

from collections.abc import Mapping

from sandbox.emulator._errors import AwsError


def choose_variant(weights: Mapping[str, float], *, draw: float) -> str:
    """Pick a variant in proportion to the weights.

    SageMaker sends each variant the share `weight / sum of weights`; a variant of weight 0 gets
    nothing (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html).

    Args:
        weights: The current weight of each variant by name, in the order of the configuration.
        draw: A number in [0, 1) that decides; evenly drawn, it makes the shares.

    Raises:
        AwsError: When every weight is 0.
    """
    total = sum(weights.values())
    if total <= 0:
        names = ", ".join(weights)
        raise AwsError(f"every variant has weight 0: {names}", code="ValidationError")
    threshold = draw * total
    passed = 0.0
    for name, weight in weights.items():
        passed += weight
        if weight > 0 and threshold < passed:
            return name
    return max(weights, key=lambda name: weights[name])  # rounding let the draw pass them all
