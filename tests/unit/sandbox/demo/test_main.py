"""Any deviation ends the demo with an error."""

from __future__ import annotations

import pytest

from sandbox.demo import __main__ as demo


def test_a_deviation_exits_non_zero_and_says_what(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def deviate() -> None:
        demo.demand(False, "an endpoint is left: [x]")  # noqa: FBT003 - as the demo calls it

    monkeypatch.setattr(demo, "run", deviate)

    assert demo.main() == 1
    assert "an endpoint is left: [x]" in capsys.readouterr().out
