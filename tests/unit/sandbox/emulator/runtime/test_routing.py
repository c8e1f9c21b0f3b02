"""Which variant answers a request."""

import math
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.emulator.common._errors import AwsError
from sandbox.emulator.runtime._routing import choose_variant


@pytest.mark.parametrize(
    ("draw", "chosen"),
    [(0.0, "champion"), (0.7499, "champion"), (0.75, "challenger"), (0.9999, "challenger")],
)
def test_weights_three_to_one_split_the_draws_at_three_quarters(draw: float, chosen: str) -> None:
    assert choose_variant({"champion": 3, "challenger": 1}, draw=draw) == chosen


@pytest.mark.parametrize("draw", [0.0, 0.5, 0.9999999])
def test_variant_of_weight_zero_gets_nothing(draw: float) -> None:
    weights = {"off": 0.0, "on": 2.0, "off-too": 0.0}

    assert choose_variant(weights, draw=draw) == "on"


def test_all_weights_zero_is_an_error_that_names_the_variants() -> None:
    with pytest.raises(AwsError, match="every variant has weight 0: a, b"):
        choose_variant({"a": 0, "b": 0}, draw=0.5)


def test_shares_follow_the_weights_over_many_draws() -> None:
    generator, calls = random.Random(20261122), 10_000  # noqa: S311  # no secret: a seed that repeats
    weights = {"champion": 9.0, "challenger": 1.0}

    counts = Counter(choose_variant(weights, draw=generator.random()) for _ in range(calls))

    deviation = math.sqrt(calls * 0.9 * 0.1)
    assert abs(counts["champion"] - 0.9 * calls) < 3.29 * deviation  # 99.9 % of all runs


@given(
    weights=st.dictionaries(
        st.text(min_size=1, max_size=3), st.floats(0, 100, allow_subnormal=False), min_size=1
    ).filter(lambda weights: sum(weights.values()) > 0),
    draw=st.floats(0, 1, exclude_max=True),
)
def test_a_chosen_variant_always_has_weight(weights: dict[str, float], draw: float) -> None:
    assert weights[choose_variant(weights, draw=draw)] > 0
