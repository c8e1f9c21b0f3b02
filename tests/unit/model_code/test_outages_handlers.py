"""The classifier that stands in for the Hub's: its requests are those of text-classification."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sagemaker_inference.errors import BaseInferenceToolkitError

FOLDER = Path(__file__).parents[3] / "model_code" / "outages"
JSON = "application/json"


@pytest.fixture(scope="module")
def handlers() -> ModuleType:
    spec = importlib.util.spec_from_file_location("outages_inference", FOLDER / "inference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _classify(handlers: Any, body: bytes, content_type: str | None = JSON) -> Any:
    model = handlers.model_fn(str(FOLDER))
    causes = handlers.predict_fn(handlers.input_fn(body, content_type), model)
    text, answered = handlers.output_fn(causes, "*/*")
    assert answered == JSON
    return json.loads(text)


@pytest.mark.parametrize(
    ("report", "cause"),
    [
        ("A tree fell across the line, branches everywhere", "tree"),
        ("lightning in a thunderstorm", "lightning"),
        ("Excavator dug through a cable", "digging"),
        ("a bird on the bushing", "animal"),
    ],
)
def test_report_has_the_cause_whose_words_it_has(
    handlers: ModuleType, report: str, cause: str
) -> None:
    [answer] = _classify(handlers, json.dumps({"inputs": report}).encode())

    assert answer["label"] == cause
    assert 0.2 < answer["score"] <= 1


def test_each_text_of_a_list_has_an_answer(handlers: ModuleType) -> None:
    body = json.dumps({"inputs": ["squirrel", "leaking oil", "words that nobody knows: xyz"]})

    answers = _classify(handlers, body.encode())

    assert [answer["label"] for answer in answers[:2]] == ["animal", "equipment"]
    assert answers[2]["score"] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"no json", JSON, 400),
        (b"[]", JSON, 400),
        (b'{"inputs": []}', JSON, 400),
        (b'{"inputs": [1]}', JSON, 400),
        (b'{"inputs": "x"}', "text/plain", 415),
        (b'{"inputs": "x"}', None, 415),
    ],
)
def test_wrong_request_is_the_callers_fault(
    handlers: ModuleType, body: bytes, content_type: str | None, status: int
) -> None:
    with pytest.raises(BaseInferenceToolkitError) as caught:
        _classify(handlers, body, content_type)

    assert caught.value.status_code == status
