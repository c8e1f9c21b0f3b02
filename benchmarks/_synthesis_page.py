"""The section "Synthesis" of docs/benchmarks.md, and its plot."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

from benchmarks._page import PAGE, table, write_section
from benchmarks._places import PLACE, ROOT, python_of
from benchmarks._runs import Spread, ratios, spread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks._outcome import Outcome
    from benchmarks.lines import Line

PLOT = ROOT / "docs" / "images" / "synthesis.svg"
_YARDSTICK, _OURS, _ALPHA = "raw L1, structs", "**this library**", "AWS's alpha L2"
_MS, _KB = 1000, 1 / 1024


def write(
    outcomes: Mapping[str, Outcome],
    lines: Mapping[str, Sequence[Line]],
    versions: Mapping[str, str],
    head: str,
) -> None:
    """Write the section, and draw its plot.

    Args:
        outcomes: of each writer, by its title.
        lines: that wait for Node, of "ours" and of "structs".
        versions: of what was measured, by name.
        head: date and command.
    """
    plot(outcomes)
    parts = [
        head,
        ", ".join(f"{name} {version}" for name, version in sorted(versions.items())) + ".",
        _EXPLANATION.format(
            repeats=len(outcomes[_YARDSTICK].runs[_least(outcomes)]),
            resources=_slope_of(outcomes[_YARDSTICK].resources),
        ),
        f"![CPU seconds by number of endpoints](images/{PLOT.name})",
        "### CPU, as ratio to raw L1 of the same turn",
        _ratios(outcomes),
        "### What an endpoint costs",
        _costs(outcomes),
        "### Targets",
        _targets(outcomes),
        "### What is left, by line",
        _LINES,
        _left(lines["ours"], lines["structs"]),
        "### Are they the same resources?",
        _likeness(outcomes),
    ]
    write_section(PAGE, "Synthesis", "\n\n".join(parts))


_EXPLANATION = """\
CPU is that of the whole tree of processes, Python's and Node's, from start to exit, in seconds;
CDK's own validator is off. An endpoint is a role, a model, a configuration of two variants, the
endpoint, a scalable target and its policy: {resources:.0f} resources. Median (least to most) of
{repeats} turns; in a turn each writer runs once at each number of endpoints, and a ratio is that of
two runs of one turn."""


def _ratios(outcomes: Mapping[str, Outcome]) -> str:
    yardstick = outcomes[_YARDSTICK]
    numbers = list(yardstick.runs)
    rows = []
    for title, outcome in outcomes.items():
        cells = [_cpu_ratio(outcome, yardstick, number).text() for number in numbers]
        rows.append([title, *cells, _seconds(outcome, numbers[-1]).text()])
    heads = [f"{number} endpoint{'s' if number > 1 else ''}" for number in numbers]
    return table(["", *heads, f"seconds at {numbers[-1]}"], rows)


def _costs(outcomes: Mapping[str, Outcome]) -> str:
    most = max(outcomes[_YARDSTICK].runs)
    rows = []
    for title, outcome in outcomes.items():
        fixed, slope = _lines(outcome)
        per_endpoint = _slope_of(outcome.resources)
        memory = spread([sum(each) for each in _memory(outcome, most)])
        python, node = (spread(each).median for each in zip(*_memory(outcome, most), strict=True))
        rows.append(
            [
                title,
                fixed.text(),
                slope.text(1, _MS),
                slope.text(1, _MS / per_endpoint),
                f"{memory.text(0)}: {python:.0f} + {node:.0f}",
                _memory_ratio(outcome, outcomes[_YARDSTICK], most).text(),
                f"{_slope_of(outcome.messages):.0f}" if any(outcome.messages.values()) else "",
                f"{_slope_of(outcome.sizes) * _KB:.2f}",
                f"{per_endpoint:g}",
            ]
        )
    heads = [
        "",
        "fixed, s",
        "ms an endpoint",
        "ms a resource",
        f"MB at {most}: Python + Node",
        "MB, ratio",
        "messages an endpoint",
        "KB of template an endpoint",
        "resources an endpoint",
    ]
    return table(heads, rows)


def _targets(outcomes: Mapping[str, Outcome]) -> str:
    ours, raw, alpha = outcomes[_OURS], outcomes[_YARDSTICK], outcomes[_ALPHA]
    most = max(raw.runs)
    rows = [
        _target(f"CPU at {number}, to raw L1", _cpu_ratio(ours, raw, number), 1.05)
        for number in raw.runs
    ]
    rows.append(_target(f"memory at {most}, to raw L1", _memory_ratio(ours, raw, most), 1.05))
    messages = round(_slope_of(ours.messages) - _slope_of(raw.messages))
    rows.append(_target("messages an endpoint, less raw L1's", spread([messages]), 1))
    size = _slope_of(ours.sizes) / _slope_of(raw.sizes)
    rows.append(_target("bytes of template an endpoint, to raw L1", spread([size]), 1.05))
    rows.append(_target(f"CPU at {most}, to the alpha", _cpu_ratio(ours, alpha, most), 0.75))
    return table(["", "measured", "target", "met"], rows)


def _target(title: str, figure: Spread, at_most: float) -> list[str]:
    met = "yes" if round(figure.median, 2) <= at_most else "**no**"
    return [title, figure.text(), f"≤ {at_most:.2f}", met]


_LINES = """\
Milliseconds that Python waits for Node, an endpoint. Beyond raw L1 the library says its two
constructs, so that CDK finds them in its tree; two resources go into one message where they can,
and what others refer to comes with the answer. Raw L1 sends other messages: their sum is beside.
CDK's own work at synth comes on top."""


def _left(ours: Sequence[Line], raw: Sequence[Line]) -> str:
    by_hand = {line["says"]: line["ms"] for line in raw}
    rows = [
        [
            f"`{line['says']}`" + (f", {line['times']:g} times" if line["times"] > 1 else ""),
            f"`{line['line'].removeprefix('constructs/sagemaker_endpoints/')}`",
            f"{line['ms']:.2f}",
            f"{by_hand[line['says']]:.2f}" if line["says"] in by_hand else "",
        ]
        for line in ours
    ]
    sums = [f"{sum(line['ms'] for line in each):.2f}" for each in (ours, raw)]
    rows.append(["sum", "", *sums])
    return table(["message", "line", "this library, ms", "raw L1, ms"], rows)


def _likeness(outcomes: Mapping[str, Outcome]) -> str:
    alike = [title for title, each in outcomes.items() if not each.differences][1:]
    lines = [
        "Types, properties and dependencies of two endpoints are compared, logical ids apart.",
        f"The same as {_YARDSTICK}: {'; '.join(alike)}.",
    ]
    for title, outcome in outcomes.items():
        if outcome.differences:
            lines += [
                "",
                f"{title}, where it cannot make the same:",
                "",
                *_told(outcome.differences),
            ]
    return "\n".join(lines)


def _told(differences: Sequence[str]) -> list[str]:
    """What is more, less, or other, without the values."""
    more, less = (
        {_fact(line) for line in differences if line.startswith(sign)} for sign in ("+", "-")
    )
    types = {fact for fact in more if " " not in fact and "." not in fact}
    # Of a type that is there more often, the properties go without saying.
    more = {fact for fact in more if fact in types or re.split("[ .]", fact)[0] not in types}
    told = (("other", more & less), ("more", more - less), ("less", less - more))
    return [
        f"- {word}: {', '.join(f'`{fact}`' for fact in sorted(facts))}"
        for word, facts in told
        if facts
    ]


def _fact(line: str) -> str:
    return re.sub(r"( = .*)?( \(\d+ times\))?$", "", line[2:])


def _least(outcomes: Mapping[str, Outcome]) -> int:
    return min(outcomes[_YARDSTICK].runs)


def _cpu_ratio(outcome: Outcome, yardstick: Outcome, number: int) -> Spread:
    mine, theirs = ([run.cpu for run in each.runs[number]] for each in (outcome, yardstick))
    return ratios(mine, theirs)


def _memory_ratio(outcome: Outcome, yardstick: Outcome, number: int) -> Spread:
    return ratios(*([sum(each) for each in _memory(one, number)] for one in (outcome, yardstick)))


def _seconds(outcome: Outcome, number: int) -> Spread:
    return spread([run.cpu for run in outcome.runs[number]])


def _memory(outcome: Outcome, number: int) -> list[tuple[float, float]]:
    """MB of Python and of Node at their most, of each run."""
    told: list[dict[str, Any]] = [json.loads(run.output) for run in outcome.runs[number]]
    return [(each["python_mb"], each["node_mb"]) for each in told]


def _lines(outcome: Outcome) -> tuple[Spread, Spread]:
    """What a line through each turn's runs says: seconds without endpoints, seconds an endpoint."""
    numbers = list(outcome.runs)
    fits = [
        line_through(numbers, [run.cpu for run in turn])
        for turn in zip(*outcome.runs.values(), strict=True)
    ]
    fixed, slopes = zip(*fits, strict=True)
    return spread(fixed), spread(slopes)


def _slope_of(figures: Mapping[int, float]) -> float:
    return line_through(list(figures), list(figures.values()))[1]


def line_through(places: Sequence[float], figures: Sequence[float]) -> tuple[float, float]:
    """Start and slope of the line of least squares."""
    middle, level = (sum(each) / len(each) for each in (places, figures))
    slope = sum(
        (place - middle) * (figure - level) for place, figure in zip(places, figures, strict=True)
    ) / sum((place - middle) ** 2 for place in places)
    return level - slope * middle, slope


def plot(outcomes: Mapping[str, Outcome]) -> None:
    """Draw CPU by number of endpoints."""
    figures = {
        re.sub("[*`]", "", title): {
            number: [run.cpu for run in runs] for number, runs in outcome.runs.items()
        }
        for title, outcome in outcomes.items()
    }
    file = PLACE / "synthesis.json"
    file.write_text(json.dumps(figures, indent=1))
    PLOT.parent.mkdir(exist_ok=True)
    script = ROOT / "benchmarks" / "plot.py"
    subprocess.run([python_of("plot"), script, file, PLOT], check=True)  # noqa: S603  # ourselves
