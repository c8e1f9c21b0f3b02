"""Any deviation ends the demo with an error."""

from __future__ import annotations

import pytest

from sandbox.demo import __main__ as demo


def test_a_deviation_exits_non_zero_and_says_what(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def deviate() -> None:
        demo.demand(False, "an endpoint is left: [x]")  # noqa: FBT003  # as the demo calls it

    monkeypatch.setattr(demo, "run", deviate)

    assert demo.main([]) == 1
    assert "an endpoint is left: [x]" in capsys.readouterr().out


def test_demo_that_is_stopped_says_so_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "run", stop)

    assert demo.main([]) == 130
    assert "the demo was stopped" in capsys.readouterr().out


def test_demo_that_is_asked_for_something_else_does_not_begin(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(demo, "run", lambda: pytest.fail("it began"))

    with pytest.raises(SystemExit) as ended:
        demo.main(["prod"])

    assert ended.value.code == 2
