from hypothesis import given, settings
from hypothesis import strategies as st

from sagemaker_hosting.nearest import nearest


def test_the_likest_comes_first() -> None:
    assert nearest("pytorhc", ["xgboost", "tensorflow", "pytorch", "neo-pytorch"])[0] == "pytorch"


def test_letter_case_does_not_count() -> None:
    assert nearest("PyTorch", ["pytorch", "sklearn"]) == ("pytorch",)


def test_nothing_alike_gives_nothing() -> None:
    assert nearest("pytorch", ["vllm"]) == ()


def test_no_more_are_given_than_asked_for() -> None:
    regions = ["eu-west-1", "eu-west-2", "eu-west-3"]

    assert nearest("eu-west-4", regions, 2) == ("eu-west-1", "eu-west-2")
    assert nearest("eu-west-4", regions, 0) == ()


@settings(max_examples=50)
@given(st.text(max_size=8), st.lists(st.text(max_size=8), max_size=6))
def test_the_order_of_the_candidates_does_not_count(name: str, candidates: list[str]) -> None:
    found = nearest(name, candidates)

    assert found == nearest(name, reversed(candidates))
    assert set(found) <= set(candidates)
