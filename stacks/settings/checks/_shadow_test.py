"""Checks that a shadow test goes with its endpoint, and lasts as long as SageMaker lets it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from stacks.settings.checks._common import at
from stacks.settings.kinds._shadow_test import TIME
from stacks.settings.yaml._faults import Finding, written
from stacks.settings.yaml._plain import Entry
from stacks.settings.yaml._wording import shown

_SHORTEST, _LONGEST = timedelta(hours=1), timedelta(days=30)
_INF1 = "ml.inf1."


def check_shadow_test(endpoint: Entry, models: Entry) -> Iterator[Finding]:
    """Check the shadow test of an endpoint.

    Args:
        endpoint: The endpoint, of the kind real_time.
        models: Those of the file.

    Yields:
        The faults, in no order.
    """
    test = endpoint.at("shadow_test")
    if test.value is None:
        return
    variants = list(endpoint.at("variants").entries())
    if endpoint.holds("shadow"):
        yield at(test, "the endpoint has a shadow already, and SageMaker one at a time; drop one")
    if len(variants) > 1:
        # https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests-create.html
        yield at(test, f"goes with one variant only, got {len(variants)}; leave it out")
    name = test.at("name")
    if name.text("shadow") in [variant.key for variant in variants]:
        place = name if name.value is not None else test
        yield at(place, f"the name {shown(name.text('shadow'))} is that of a variant already")
    for runner in (*variants, test):
        yield from _excluded(runner, models)
    yield from _times(test)


def check_test_names(endpoints: Entry) -> Iterator[Finding]:
    """Find shadow tests of one name."""
    first: dict[str, Entry] = {}
    for endpoint in endpoints.entries():
        name = endpoint.at("shadow_test", "test_name")
        text = name.text()
        other = first.setdefault(text, name) if text is not None else name
        if other is not name:
            yield at(name, f"got {shown(text)}, the name of {written(other.path[:-1])} already")


def _excluded(runner: Entry, models: Entry) -> Iterator[Finding]:
    """Find what SageMaker has no shadow tests of.

    https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests-exclusions.html
    """
    instance_type, model = runner.at("instance_type"), runner.at("model")
    if runner.holds("instance_types"):
        yield at(
            runner.at("instance_types"),
            "a shadow test is of variants on one type; give instance_type",
        )
    if instance_type.text("").startswith(_INF1):
        got = shown(instance_type.value)
        yield at(instance_type, f"got {got}: there are no shadow tests on Inf1; use another type")
    if models.at(model.text("")).holds("containers"):
        got = shown(model.value)
        message = f"got {got}, which has several containers: there are no shadow tests"
        yield at(model, f"{message} of such models; use another model")


def _times(test: Entry) -> Iterator[Finding]:
    times = {}
    for key in ("start", "end"):
        text = test.at(key).text()
        if text is None or not TIME.fits(text):
            continue
        try:
            times[key] = datetime.fromisoformat(text.removesuffix("Z"))
        except ValueError:
            yield at(test.at(key), f"no month has this day, got {shown(text)}")
    if len(times) < len(("start", "end")):
        return
    lasts = times["end"] - times["start"]
    if not _SHORTEST <= lasts <= _LONGEST:
        hours = lasts / timedelta(hours=1)
        yield at(test.at("end"), f"must be 1 to 720 hours (30 days) after start, got {hours:g}")
