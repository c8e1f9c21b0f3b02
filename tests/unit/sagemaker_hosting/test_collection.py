"""The garbage collector is held off for a while, and is as it was afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from sagemaker_hosting._collection import uncollected


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    was_enabled = gc.isenabled()
    yield
    if was_enabled:
        gc.enable()


def test_the_collector_is_off_inside_and_on_again_outside() -> None:
    gc.enable()

    with uncollected():
        inside = gc.isenabled()

    assert (inside, gc.isenabled()) == (False, True)


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()

    with uncollected():
        pass

    assert not gc.isenabled()


def test_a_fault_inside_leaves_it_as_it_was() -> None:
    gc.enable()

    with pytest.raises(KeyError), uncollected():
        raise KeyError

    assert gc.isenabled()
