"""How what was found out is written."""

from __future__ import annotations

import json

from sagemaker_hosting.operate.smoke import (
    Check,
    EndpointResult,
    Outcome,
    Report,
    json_report,
    text_report,
)

REPORT = Report(
    environment="dev",
    read_from="cdk.out",
    places=("111111111111/eu-west-1", "111111111111/eu-west-2"),
    endpoints=(
        EndpointResult(
            endpoint="dev/Demand",
            name="demand-1aB",
            checks=(
                Check(what="in service", outcome=Outcome.PASSED),
                Check(
                    what="live answers week",
                    outcome=Outcome.FAILED,
                    detail="too late",
                    milliseconds=12.345,
                ),
            ),
        ),
        EndpointResult(
            endpoint="dev/Gone",
            name=None,
            checks=(
                Check(what="in service", outcome=Outcome.UNCHECKED, detail="no stack"),
                Check(what="answers", outcome=Outcome.SKIPPED, detail="nothing runs"),
            ),
        ),
    ),
)


def test_people_read_an_endpoint_after_the_other() -> None:
    assert text_report(REPORT).splitlines() == [
        "dev in 111111111111/eu-west-1, 111111111111/eu-west-2, as in cdk.out",
        "",
        "dev/Demand  demand-1aB",
        "  ok         in service",
        "  FAILED     live answers week in 12 ms: too late",
        "",
        "dev/Gone",
        "  UNCHECKED  in service: no stack",
        "  skipped    answers: nothing runs",
        "",
        "2 endpoints, 4 checks: 1 passed, 1 failed, 1 unchecked, 1 skipped",
    ]


def test_marks_and_names_are_painted() -> None:
    painted = text_report(REPORT, paint=lambda text, style: f"<{style}>{text}</>")

    assert "<bold>dev/Demand</>  demand-1aB\n  <green>ok       </>  in service" in painted
    assert "<red>FAILED   </>  live" in painted
    assert "<yellow>UNCHECKED</>" in painted
    assert "<dim>skipped  </>" in painted


def test_programs_read_every_check_and_the_sums() -> None:
    report = json.loads(json_report(REPORT))

    assert report["endpoints"][0]["checks"][1] == {
        "what": "live answers week",
        "outcome": "failed",
        "detail": "too late",
        "milliseconds": 12.3,
    }
    assert report["endpoints"][1]["name"] is None
    assert report["summary"] == {"passed": 1, "failed": 1, "unchecked": 1, "skipped": 1}
