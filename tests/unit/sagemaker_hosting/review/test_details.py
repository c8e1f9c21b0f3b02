"""What differs inside of values, and how long ones are shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sagemaker_hosting.review import Review, html_report, json_report, markdown_report, text_report
from sagemaker_hosting.review._cutting import cut_pair
from sagemaker_hosting.review._details import details_of

Stacks = dict[str, dict[str, Any]]
Reviewed = Callable[..., Review]


def told(before: object, after: object) -> list[tuple[str, str | None, str | None]]:
    return [(d.what, d.before, d.after) for d in details_of("P", before, after)]


# --- long texts


def test_texts_that_differ_behind_160_characters_are_cut_around_that() -> None:
    before, after = cut_pair(f"{'a' * 300}1{'b' * 300}", f"{'a' * 300}2{'b' * 300}")

    assert (before, after) == (f"…{'a' * 40}1{'b' * 40}…", f"…{'a' * 40}2{'b' * 40}…")


def test_texts_of_160_characters_are_shown_as_they_are() -> None:
    pair = ("a" * 160, "b" * 160)

    assert cut_pair(*pair) == pair


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("a" * 200, "a" * 201, id="one more at the end"),
        pytest.param("b" + "a" * 200, "a" * 200, id="one less at the start"),
        pytest.param("x" * 500, "y" * 500, id="nothing alike"),
        pytest.param("a" * 200 + "x" * 300, "a" * 200 + "y" * 300, id="a long end"),
        pytest.param("a b", "a  b", id="spaces alone"),
        pytest.param("a b", "a\nb", id="a line end in place of a space"),
    ],
)
def test_texts_that_differ_never_look_the_same(before: str, after: str) -> None:
    shown = cut_pair(before, after)

    assert shown[0] != shown[1]
    assert " ".join(shown[0].split()) != " ".join(shown[1].split())
    assert max(map(len, shown)) <= 162


@pytest.mark.parametrize("report", [text_report, markdown_report, html_report, json_report])
def test_variables_that_differ_behind_160_characters_differ_in_every_form(
    report: Callable[[Review], str], reviewed: Reviewed, stacks: Callable[..., Stacks]
) -> None:
    def give(given: Stacks, word: str) -> None:
        model = given["Demand"]["Resources"]["Model"]["Properties"]["PrimaryContainer"]
        model["Environment"]["LONG"] = f"{'a' * 300}{word}{'b' * 300}"

    base = stacks(Demand="demand")
    give(base, "before")

    text = report(reviewed(lambda given: give(given, "after"), base_of=base))

    assert f"{'a' * 40}before{'b' * 40}" in text
    assert f"{'a' * 40}after{'b' * 40}" in text


def test_value_that_becomes_empty_is_told_as_empty(reviewed: Reviewed) -> None:
    def edit(given: Stacks) -> None:
        model = given["Demand"]["Resources"]["Model"]["Properties"]["PrimaryContainer"]
        model["Environment"]["FORECAST_HORIZON"] = ""

    text = text_report(reviewed(edit, Demand="demand"))

    assert "variable FORECAST_HORIZON: 48 → (empty)" in text


# --- places


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({"A": {"B": 1, "C": 2}}, {"A": {"B": 1, "C": 3}}, [("P.A.C", "2", "3")],
                     id="in a mapping"),
        pytest.param({"A": 1}, {"A": 1, "B": 2}, [("P.B", None, "2")], id="comes"),
        pytest.param(
            [{"Key": "team", "Value": "a"}, {"Key": "cost", "Value": "b"}],
            [{"Key": "cost", "Value": "c"}, {"Key": "team", "Value": "a"}],
            [("P[cost].Value", "b", "c"), ("P: order", "team, cost", "cost, team")],
            id="items that have names",
        ),
        pytest.param(
            [{"a": 1}, {"b": 2}, {"c": 3}],
            [{"a": 1}, {"c": 4}],
            [("P[1].b", "2", None), ("P[1].c", None, "4"), ("P[2]", '{"c": 3}', None)],
            id="items without names",
        ),
        pytest.param(["a", "b"], ["b", "a"], [("P: order", "a, b", "b, a")], id="order alone"),
        pytest.param(["a", "b"], ["b", "b"], [("P", "a", "b")], id="a plain item twice"),
        pytest.param(["a", "b", "c"], ["c", "b", "d"], [("P", "a", "d")], id="plain items"),
        pytest.param({"Ref": "A"}, {"Ref": "B"}, [("P", "${A}", "${B}")], id="functions"),
        pytest.param(5, "5", [], id="a number as text"),
        pytest.param(
            '{"widgets": [{"stat": "p90"}]}',
            {"Fn::Join": ["", ['{"widgets": [{"stat": "p', "99", '"}]}']]},
            [("P.widgets[0].stat", "p90", "p99")],
            id="JSON as text, and joined",
        ),
        pytest.param(
            {"Fn::Sub": '{"region": "${AWS::Region}", "a": 1}'},
            {"Fn::Join": ["", ['{"region": "', {"Ref": "AWS::Region"}, '", "a": 2}']]},
            [("P.a", "1", "2")],
            id="the same value by another function",
        ),
        pytest.param(
            {"Fn::Sub": ["${Bucket}/a", {"Bucket": {"Ref": "B"}}]},
            {"Fn::Sub": ["${Bucket}/b", {"Bucket": {"Ref": "B"}}]},
            [("P", "${B}/a", "${B}/b")],
            id="a substitution with values of its own",
        ),
        pytest.param("{no JSON", "[neither", [("P", "{no JSON", "[neither")], id="no JSON"),
    ],
)  # fmt: skip
def test_details_lead_to_the_places_that_differ(
    before: object, after: object, expected: list[tuple[str, str | None, str | None]]
) -> None:
    assert told(before, after) == expected


BODY = {"widgets": [{"properties": {"title": "Latency", "metrics": [["A", {"stat": "p90"}]]}}]}


@pytest.fixture
def dashboard(reviewed: Reviewed) -> Callable[[str, str], Review]:
    """Review the step from one body of a dashboard to another."""

    def run(before: str, after: str) -> Review:
        def made(body: str) -> dict[str, Any]:
            kind = "AWS::CloudWatch::Dashboard"
            return {"Resources": {"D": {"Type": kind, "Properties": {"DashboardBody": body}}}}

        return reviewed(lambda given: given.update(S=made(after)), base_of={"S": made(before)})

    return run


def test_dashboard_is_told_by_what_changes_inside(
    dashboard: Callable[[str, str], Review],
) -> None:
    review = dashboard(json.dumps(BODY), json.dumps(BODY).replace("p90", "p99"))

    place = "DashboardBody.widgets[0].properties.metrics[0][1].stat"
    assert f"    {place}: p90 → p99\n" in text_report(review)
    assert f"({place})" in html_report(review)
    markdown = markdown_report(review)
    assert '-         "stat": "p90"\n+         "stat": "p99"' in markdown
    (row,) = json.loads(json_report(review))["resources"]
    assert row["details"] == [
        {"what": place, "before": "p90", "after": "p99", "weaker": False}
    ]  # fmt: skip


def test_other_spaces_in_json_are_told_as_the_text_that_they_are(
    dashboard: Callable[[str, str], Review],
) -> None:
    (row,) = dashboard(json.dumps(BODY), json.dumps(BODY, indent=1)).resources

    assert row.details == ()
    assert row.diff.startswith("@@")


def test_many_details_are_told_by_the_first_of_them(reviewed: Reviewed) -> None:
    def edit(given: Stacks) -> None:
        model = given["Demand"]["Resources"]["Model"]["Properties"]["PrimaryContainer"]
        model["Environment"] = {f"NAME_{i:02}": "x" for i in range(20)}

    text = text_report(reviewed(edit, Demand="demand"))

    assert "    PrimaryContainer.Environment.NAME_00: new x\n" in text
    assert "    and 9 more values\n" in text
