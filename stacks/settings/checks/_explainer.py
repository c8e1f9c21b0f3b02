"""Checks that an explainer's records are what it is told to ask the container with."""

import csv
from collections.abc import Iterator

from stacks.settings.checks._common import at
from stacks.settings.kinds._explainer import LONGEST_INLINE
from stacks.settings.yaml._faults import Finding
from stacks.settings.yaml._plain import Entry

_CSV = "text/csv"


def check_explainer(explainer: Entry) -> Iterator[Finding]:
    """Check the explainer of an endpoint.

    Args:
        explainer: The file's data; its value is None where there is none.

    Yields:
        The faults, in no order.
    """
    baseline, inference = explainer.at("baseline"), explainer.at("inference")
    if baseline.at("mime_type").text(_CSV) == _CSV:
        yield from _columns(baseline.at("inline"), inference.at("feature_headers"))
    template = inference.at("content_template")
    if template.text() is not None and "$features" not in template.text(""):
        yield at(template, "must have $features in it, where the features go")
    for what in ("probability", "label"):
        if inference.holds(f"{what}_index") and inference.holds(f"{what}_attribute"):
            yield at(
                inference.at(f"{what}_attribute"),
                f"is for answers of JSON Lines, and {what}_index for CSV; leave one out",
            )
    yield from _types(explainer, inference)


def _types(explainer: Entry, inference: Entry) -> Iterator[Finding]:
    """Find types of features that are not for natural language, or not one for each.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyInferenceConfig.html
    """
    types, headers = inference.at("feature_types"), inference.at("feature_headers")
    if not types.items():
        return
    if "text" not in types.items():
        yield at(types, "must have text among them, as types are for natural language alone")
    elif explainer.at("text").value is None:
        yield at(types, "goes with the text of the explainer only; give both or none")
    named, typed = len(headers.items()), len(types.items())
    if named and named != typed:
        yield at(types, f"must be as many as the feature_headers, which are {named}, got {typed}")


def _columns(inline: Entry, headers: Entry) -> Iterator[Finding]:
    """Find records that are not of one width, or not of that of the features' names."""
    text = inline.text()
    if text is None or len(text) > LONGEST_INLINE:
        return  # told as such
    widths = [len(row) for row in csv.reader(text.splitlines()) if row]
    named = len(headers.items())
    if len(set(widths)) > 1:
        counted = ", ".join(map(str, widths))
        yield at(inline, f"its records must have the same number of features, got {counted}")
    elif widths and named and widths[0] != named:
        message = f"must be as many as the baseline's record has, which is {widths[0]}, got {named}"
        yield at(headers, message)
