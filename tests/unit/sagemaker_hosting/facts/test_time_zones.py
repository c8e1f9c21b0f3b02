"""Names of time zones: those there are, and which one was meant."""

from __future__ import annotations

import pytest

from sagemaker_hosting.facts.time_zones import is_of_an_area, time_zone_doubt


@pytest.mark.parametrize(
    "name", ["Europe/Paris", "Europe/Stockholm", "UTC", "US/Eastern", "Etc/GMT+5", "Japan"]
)
def test_zone_that_there_is_has_no_doubt(name: str) -> None:
    assert time_zone_doubt(name) is None


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("Europe/Berlinn", "Europe/Berlin"),
        ("CEST", "CET"),
    ],
)
def test_zone_that_was_meant_is_named(name: str, meant: str) -> None:
    told = time_zone_doubt(name)

    assert told is not None
    assert told.endswith(f"has no time zone {name!r}; did you mean {meant}?")


def test_name_like_none_is_told_without_a_guess() -> None:
    told = time_zone_doubt("PST")

    assert told is not None
    assert "did you mean" not in told


def test_new_zones_have_an_area() -> None:
    assert is_of_an_area("America/Coyhaique")
    assert not is_of_an_area("Berlin")
