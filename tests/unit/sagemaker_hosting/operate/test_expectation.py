"""What an answer must be."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_hosting.operate.smoke import Expectation, FromVariable
from sagemaker_hosting.operate.smoke._expectation import NotParsed, parsed

ANSWER = {"predictions": [[1, 2.5], [3, 4]], "model": "nlinear", "scores": {"a": [True]}}


@pytest.mark.parametrize(
    "expectation",
    [
        Expectation(length=3),
        Expectation(at="predictions", length=2),
        Expectation(at="predictions.1", equals=[3, 4]),
        Expectation(at="predictions", numbers_between=(1, 4)),
        Expectation(at="model", contains="linear", length=7),
        Expectation(at="scores", contains='{"a": [true]}'),
        Expectation(at="predictions.0", length=FromVariable(variable="N", otherwise=2)),
        Expectation(at="predictions.0", length=FromVariable(variable="TWO", otherwise=9)),
    ],
)
def test_answer_that_holds(expectation: Expectation) -> None:
    assert list(expectation.faults(ANSWER, {"TWO": "2"})) == []


@pytest.mark.parametrize(
    ("expectation", "fault"),
    [
        (Expectation(at="forecasts", length=1), "forecasts is missing in {"),
        (Expectation(at="predictions.2", length=1), "predictions.2 is missing in {"),
        (Expectation(at="model.0", equals="n"), "model.0 is missing in {"),
        (Expectation(at="predictions", length=3), "predictions has 2 items, 3 were expected"),
        (
            Expectation(at="predictions.0.0", length=1),
            "predictions.0.0 is 1, 1 items were expected",
        ),
        (
            Expectation(at="predictions", numbers_between=(1, 3)),
            "predictions holds 4, numbers from 1 to 3 were expected",
        ),
        (
            Expectation(at="scores", numbers_between=(0, 1)),
            "scores holds true, numbers were expected",
        ),
        (Expectation(at="model", equals=None), 'model is "nlinear", null was expected'),
        (
            Expectation(at="model", contains="chronos"),
            "model is \"nlinear\", which does not contain 'chronos'",
        ),
    ],
)
def test_answer_that_does_not_hold(expectation: Expectation, fault: str) -> None:
    [found] = expectation.faults(ANSWER, {})

    assert found.startswith(fault)


def test_no_number_is_within_no_bounds() -> None:
    [fault] = Expectation(numbers_between=(0, 1)).faults([float("nan")], {})

    assert fault == "the answer holds nan, numbers from 0 to 1 were expected"


@pytest.mark.parametrize(
    ("body", "content_type", "content"),
    [
        (b'{"a": 1}', "application/json; charset=utf-8", {"a": 1}),
        (b"1,2\n3,x\n\n", "text/csv", [[1, 2], [3, "x"]]),
        (b'[1]\n{"a": 2}\n', "application/jsonlines", [[1], {"a": 2}]),
        (b"1,2\n", "text/plain", "1,2\n"),
        (b"\xff", "application/octet-stream", "�"),
    ],
)
def test_answer_is_read_as_its_content_type_says(
    body: bytes, content_type: str, content: Any
) -> None:
    assert parsed(body, content_type) == content


@pytest.mark.parametrize("content_type", ["application/json", "application/jsonlines"])
def test_answer_that_is_not_what_it_says_is_refused(content_type: str) -> None:
    with pytest.raises(NotParsed, match=f'^the answer says that it is {content_type}, and is "oh'):
        parsed(b"oh no", content_type)
