"""Reads the requests of files, and tells what is wrong with them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sagemaker_hosting.traffic import Trace, UnusableTrace, read_trace

REAL = Path(__file__).parent / "elb_request_count_8c0756.csv"
MIDNIGHT = datetime(2026, 6, 1, tzinfo=UTC)
POINTS = [
    {"Timestamp": "2026-06-01T00:05:00+00:00", "Sum": 20.0, "Unit": "None"},
    {"Timestamp": "2026-06-01T00:00:00+00:00", "Sum": 10.0, "Unit": "None"},
]


def written(folder: Path, text: str) -> Path:
    path = folder / "requests.csv"
    path.write_text(text, encoding="utf-8")
    return path


def told(folder: Path, text: str) -> list[str]:
    """What is wrong with a file, without its folder."""
    with pytest.raises(UnusableTrace) as caught:
        read_trace(written(folder, text))
    return str(caught.value).replace(f"{folder}/", "").splitlines()


def test_real_trace_has_what_its_source_says() -> None:
    trace = read_trace(REAL)

    assert trace.requests == 249_327
    assert (trace.interval, len(trace.counts), trace.missing) == (300, 4040, 8)
    assert trace.start == datetime(2014, 4, 10, 0, 4, tzinfo=UTC)
    assert trace.busiest_minute == 656 / 5


@pytest.mark.parametrize(
    "text",
    [
        "timestamp,value\n2026-06-01 00:00:00,10\n2026-06-01 00:05:00,20\n",
        "2026-06-01T00:00:00Z,10\n2026-06-01T00:05:00Z,20\n",
        "2026-06-01T00:05:00Z,20\n2026-06-01T00:00:00Z,10\n",
        "of,when,requests\na,2026-06-01T02:00+02:00,10\na,2026-06-01T02:05+02:00,20\n",
        "1780272000,10\n1780272300,20\n",
        "\ufefftimestamp,value\n\n2026-06-01 00:00:00, 10.0\n2026-06-01 00:05:00, 20.0\n\n",
        json.dumps({"Label": "Invocations", "Datapoints": POINTS}),
        json.dumps(
            {
                "MetricDataResults": [
                    {
                        "Id": "m1",
                        "Timestamps": ["2026-06-01T00:05:00+00:00", "2026-06-01T00:00:00+00:00"],
                        "Values": [20.0, 10.0],
                        "StatusCode": "Complete",
                    }
                ]
            }
        ),
    ],
    ids=[
        "names above", "none above", "backwards", "other columns and an offset", "seconds",
        "blanks", "get-metric-statistics", "get-metric-data",
    ],
)  # fmt: skip
def test_forms_of_a_trace_are_read_alike(tmp_path: Path, text: str) -> None:
    trace = read_trace(written(tmp_path, text))

    assert trace == Trace(
        name="requests.csv", start=MIDNIGHT, interval=300, counts=(10.0, 20.0), missing=0
    )


def test_interval_that_nobody_counted_has_no_requests(tmp_path: Path) -> None:
    rows = "".join(f"2026-06-01T00:0{minute}:00Z,{minute}\n" for minute in (1, 2, 3, 6))

    trace = read_trace(written(tmp_path, rows))

    assert trace.counts == (1.0, 2.0, 3.0, 0.0, 0.0, 6.0)
    assert trace.missing == 2


def test_longer_interval_is_spread_over_its_minutes() -> None:
    trace = Trace(name="a", start=MIDNIGHT, interval=120, counts=(10.0, 4.0))

    assert trace.minutes() == [5.0, 5.0, 2.0, 2.0]


def test_shorter_intervals_are_minutes_together() -> None:
    trace = Trace(name="a", start=MIDNIGHT, interval=20, counts=(1.0, 2.0, 3.0, 4.0))

    assert trace.minutes() == [6.0, 4.0]


def test_multiple_of_a_trace_keeps_its_shape() -> None:
    trace = Trace(name="a", start=MIDNIGHT, interval=60, counts=(1.0, 2.0)).times(10)

    assert (trace.counts, trace.factor) == ((10.0, 20.0), 10)


def test_every_fault_of_a_table_has_its_line(tmp_path: Path) -> None:
    text = (
        "timestamp,value\n2026-06-01 00:00:00,10\nyesterday,20\n2026-06-01 00:02:00,-1\n"
        "2026-06-01 00:03:00,many\n2026-06-01 00:04:00\n2026-06-01 00:05:00,nan\n"
        "2026-06-01 00:06:00,1e16\n"
    )

    assert told(tmp_path, text) == [
        "requests.csv:3: 'yesterday' is no moment, such as 2026-03-01T00:00:00Z",
        "requests.csv:4: '-1' is no count of requests: a number of at least 0",
        "requests.csv:5: 'many' is no count of requests: a number of at least 0",
        "requests.csv:6: '' is no count of requests: a number of at least 0",
        "requests.csv:7: 'nan' is no count of requests: a number of at least 0",
        "requests.csv:8: '1e16' is no count of requests: at most 1,000,000,000,000,000",
    ]


def test_many_faults_are_told_with_how_many_more_there_are(tmp_path: Path) -> None:
    rows = "".join(f"2026-06-01 00:{minute:02}:00,-1\n" for minute in range(12))

    faults = told(tmp_path, f"2026-05-31 00:00:00,1\n{rows}")

    assert len(faults) == 11
    assert faults[-1] == "requests.csv: 2 more faults"


def test_moment_that_comes_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    text = "2026-06-01T00:00Z,1\n2026-06-01T00:01Z,2\n2026-06-01T00:02Z,2\n2026-06-01T00:01Z,3\n"

    [fault] = told(tmp_path, text)

    assert fault == ("requests.csv:4: has the same moment as requests.csv:2: 2026-06-01 00:01:00")


def test_step_that_is_no_multiple_of_the_others_is_told(tmp_path: Path) -> None:
    text = "".join(f"2026-06-01T00:{m}Z,1\n" for m in ("00", "05", "10", "15", "22", "27"))

    [fault] = told(tmp_path, text)

    assert fault == (
        "requests.csv:5: comes 420 s after requests.csv:4, and not a multiple of 300 s"
    )


def test_interval_that_makes_no_minutes_is_told(tmp_path: Path) -> None:
    text = "".join(f"2026-06-01T00:00:{s:02}Z,1\n" for s in (0, 7, 14))

    [fault] = told(tmp_path, text)

    assert fault == (
        "requests.csv: its counts are 7 s apart; minutes can be made of a divisor or a multiple "
        "of 60 s"
    )


def test_slip_of_a_year_is_no_trace_of_a_thousand_years(tmp_path: Path) -> None:
    text = "2026-06-01T00:00Z,1\n2026-06-01T00:01Z,1\n2026-06-01T00:02Z,1\n3026-06-01T00:00Z,1\n"

    [fault] = told(tmp_path, text)

    assert fault.startswith("requests.csv: is from 2026-06-01 to 3026-06-01, which is ")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "its first lines have no moment and count; a trace is "),
        ("a,b\nc,d\n", "its first lines have no moment and count; a trace is "),
        ("2026-06-01T00:00Z,1\n", "has 1 counts, and a trace has at least two"),
        ("{", "is no JSON (Expecting property name enclosed in double quotes)"),
        ("{}", "has no datapoints; a trace is "),
        ("[]", "has no datapoints; a trace is "),
        ('{"Datapoints": []}', "has no datapoints; a trace is "),
        (
            '{"Datapoints": [{"Timestamp": "2026-06-01", "Average": 1}]}',
            "a datapoint has no Sum; ask with --statistics Sum",
        ),
        (
            '{"MetricDataResults": [{"Id": "a"}, {"Id": "b"}]}',
            "has 2 metrics (a, b), and a trace has one",
        ),
        (
            '{"MetricDataResults": [{"Timestamps": ["2026-06-01"], "Values": []}]}',
            "has 1 Timestamps and 0 Values",
        ),
    ],
)
def test_file_that_is_no_trace_is_told(tmp_path: Path, text: str, fault: str) -> None:
    [found] = told(tmp_path, text)

    assert fault in found


def test_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnusableTrace, match=r"requests\.csv: cannot be read \(No such file"):
        read_trace(tmp_path / "requests.csv")


def test_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "requests.csv"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(UnusableTrace, match="it is no UTF-8 text"):
        read_trace(path)


@pytest.mark.parametrize("answer", [None, 1, "text", [[]], {"MetricDataResults": [1]}])
def test_any_json_is_a_trace_or_a_fault(tmp_path: Path, answer: Any) -> None:
    assert told(tmp_path, json.dumps({"MetricDataResults": answer, "Datapoints": answer}))
