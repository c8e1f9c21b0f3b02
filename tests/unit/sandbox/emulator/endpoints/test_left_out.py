"""What of a configuration is told to be left out."""

import pytest

from sandbox.emulator.common._store import Record
from sandbox.emulator.endpoints._left_out import left_out


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({}, []),
        ({"DataCaptureConfig": {"EnableCapture": False}}, []),
        ({"DataCaptureConfig": {"EnableCapture": True}}, ["DataCaptureConfig: no request is"]),
        ({"ExplainerConfig": {}}, ["ExplainerConfig: answers are those of the model"]),
        (
            {"ProductionVariants": [{"ManagedInstanceScaling": {"Status": "ENABLED"}}]},
            ["ManagedInstanceScaling: the number"],
        ),
        ({"ShadowProductionVariants": [{"CoreDumpConfig": {}}]}, ["CoreDumpConfig: no core is"]),
    ],
)
def test_what_is_kept_and_not_done_is_told(config: Record, told: list[str]) -> None:
    found = left_out({"ProductionVariants": []} | config)

    assert len(found) == len(told)
    assert all(sentence.startswith(each) for sentence, each in zip(found, told, strict=True))
