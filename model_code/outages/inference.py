"""Handlers of a small classifier of outage reports, which stands in for the Hub's in the sandbox.

In: JSON ``{"inputs": "a branch fell onto the line"}`` or a list of texts. Out: for each text
``{"label": "tree", "score": 0.91}``, as Hugging Face's servers answer for text-classification.

Naive Bayes over the words of ``examples.json``: https://nlp.stanford.edu/IR-book/ chapter 13.
"""

import json
import math
import re
from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from sagemaker_inference import errors

JSON = "application/json"

_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, kw_only=True)
class Classifier:
    """How often each word was seen with each label."""

    counts: dict[str, Counter[str]]
    vocabulary: int

    def best(self, text: str) -> tuple[str, float]:
        """The most probable label of a text, and how probable it is."""
        words = [word for word in _words(text) if any(word in c for c in self.counts.values())]
        scores = {
            label: sum(
                math.log((count[word] + 1) / (count.total() + self.vocabulary)) for word in words
            )
            for label, count in self.counts.items()
        }
        label = max(scores, key=lambda each: scores[each])
        return label, 1 / sum(math.exp(score - scores[label]) for score in scores.values())


def model_fn(model_dir: str) -> Classifier:
    """Count the words of the examples."""
    examples = json.loads(Path(model_dir, "examples.json").read_text(encoding="utf-8"))
    counts = {
        label: Counter(word for text in texts for word in _words(text))
        for label, texts in examples.items()
    }
    return Classifier(counts=counts, vocabulary=len(set().union(*counts.values())))


def input_fn(body: str | bytes | bytearray, content_type: str | None) -> list[str]:
    """Read the texts of one request.

    Raises:
        BaseInferenceToolkitError: 415 for any type but JSON, 400 for a body that holds no text.
    """
    if (content_type or "").partition(";")[0].strip().lower() != JSON:
        raise _refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"send {JSON}, not {content_type!r}")
    try:
        payload = json.loads(body)
    except ValueError as error:
        raise _refuse(HTTPStatus.BAD_REQUEST, f"the body is not JSON: {error}") from error
    inputs = payload.get("inputs") if isinstance(payload, dict) else None
    texts = [inputs] if isinstance(inputs, str) else inputs
    if not isinstance(texts, list) or not texts or {type(text) for text in texts} != {str}:
        raise _refuse(
            HTTPStatus.BAD_REQUEST, 'the body must be {"inputs": "text"} or {"inputs": ["text"]}'
        )
    return texts


def predict_fn(texts: list[str], model: Classifier) -> list[tuple[str, float]]:
    """Find the cause of each outage."""
    return [model.best(text) for text in texts]


def output_fn(causes: list[tuple[str, float]], _accept: str) -> tuple[str, str]:
    """Write the causes as JSON."""
    return json.dumps([{"label": label, "score": score} for label, score in causes]), JSON


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _refuse(status: HTTPStatus, message: str) -> Exception:
    error: Exception = errors.BaseInferenceToolkitError(status.value, message, status.phrase)
    return error
