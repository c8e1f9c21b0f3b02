"""The demo notices a split that the weights do not explain, and only that."""

from __future__ import annotations

import pytest

from sandbox.demo._traffic import unlikely


@pytest.mark.parametrize(
    "split",
    [{"a": 300, "b": 100}, {"a": 320, "b": 80}],
    ids=["as expected", "as chance has it"],
)
def test_a_split_near_the_weights_is_likely(split: dict[str, int]) -> None:
    assert unlikely(split, {"a": 3, "b": 1}) == []


def test_a_split_against_the_weights_names_the_variants() -> None:
    found = unlikely({"a": 200, "b": 200}, {"a": 3, "b": 1})

    assert [sentence.split()[0] for sentence in found] == ["a", "b"]


def test_one_answer_of_a_variant_with_weight_zero_is_too_many() -> None:
    assert unlikely({"a": 399, "b": 1}, {"a": 1, "b": 0}) != []


def test_a_variant_that_never_answers_is_noticed() -> None:
    assert unlikely({"a": 400}, {"a": 3, "b": 1}) != []
