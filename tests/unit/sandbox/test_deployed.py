"""Where a shell is pointed at: to what is deployed, if that is one place."""

from pathlib import Path

import pytest

from sandbox._deployed import DeployedTo, forget, meant, remember, remembered
from sandbox._errors import SandboxError
from sandbox._places import Places

DEV, LAB = DeployedTo("1" * 12, "eu-west-1"), DeployedTo("4" * 12, "eu-west-1")


@pytest.mark.parametrize(
    ("account", "region"), [(None, None), ("1" * 12, None), (None, "eu-west-1")]
)
def test_the_one_place_that_was_deployed_to_is_meant(
    account: str | None, region: str | None
) -> None:
    assert meant([DEV], account, region) == (DEV, None)


def test_account_tells_which_of_two_is_meant() -> None:
    assert meant([DEV, LAB], "4" * 12, None) == (LAB, None)


def test_several_that_are_as_good_are_told() -> None:
    with pytest.raises(SandboxError, match=f"name one: {DEV}, or {LAB}"):
        meant([LAB, DEV], None, "eu-west-1")


def test_where_nothing_is_deployed_there_is_a_doubt() -> None:
    place, doubt = meant([DEV], None, "us-west-2")

    assert place == DeployedTo("123456789012", "us-west-2")
    assert doubt == f"nothing was deployed to {place}; what is deployed: {DEV}"


def test_what_was_deployed_to_is_remembered_until_it_is_forgotten(tmp_path: Path) -> None:
    places = Places(state=tmp_path)

    remember(places, [LAB])
    remember(places, [DEV, LAB])

    assert remembered(places) == (DEV, LAB)
    forget(places)
    assert remembered(places) == ()


def test_memory_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    (tmp_path / "deployed.json").write_text("{")

    assert remembered(Places(state=tmp_path)) == ()
