"""The forms of a review: what each of them promises its readers."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it brings no types
import pytest

from sagemaker_hosting.review import (
    Review,
    Risk,
    cases_of,
    html_report,
    json_report,
    markdown_report,
    text_report,
)

Stacks = dict[str, dict[str, Any]]
GITHUB = 65_536


def much(stacks: Stacks) -> None:
    """Change what every part of a review is about."""
    resources = stacks["Demand"]["Resources"]
    resources["Config"]["Properties"]["ProductionVariants"][0].update(
        InitialVariantWeight=1, InstanceType="ml.c6i.xlarge"
    )
    statement = resources["Role"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"][2]
    statement["Resource"] = "*"
    del resources["Model"]["Properties"]["VpcConfig"]
    stacks["Demand"]["Outputs"] = {"Name": {"Value": {"Ref": "Endpoint"}}}


@pytest.fixture
def review(reviewed: Callable[..., Review]) -> Review:
    return reviewed(much, Demand="demand")


@pytest.fixture
def large(stacks: Callable[..., Stacks], reviewed: Callable[..., Review]) -> Review:
    """A review of 100 endpoints: far more than a comment holds."""
    (demand,) = stacks(Demand="demand").values()
    many = {f"Demand{number:02}": demand for number in range(100)}

    def edit(given: Stacks) -> None:
        for name in given:
            changed = {"Demand": copy.deepcopy(demand)}
            much(changed)
            given[name] = changed["Demand"]

    return reviewed(edit, base_of=many)


# --- Markdown


def test_markdown_of_a_large_review_fits_a_comment_and_is_cut_from_what_matters_least(
    large: Review,
) -> None:
    texts = {limit: markdown_report(large, limit=limit) for limit in (2_000, 10_000, 50_000)}
    comment = markdown_report(large)

    *_, notice = comment.strip().splitlines()
    assert 60_000 < len(comment) < GITHUB
    assert notice.startswith("_Cut to fit a comment: ")
    assert "raw difference: 400" in notice
    for limit, text in texts.items():
        assert limit * 0.7 < len(text) <= limit
        assert text.startswith("## Review: `base` → `head`")
        assert "```diff" not in text
        # What AWS refuses goes last of all.
        assert "AWS will refuse" in text


def test_markdown_that_fits_is_not_cut(review: Review) -> None:
    text = markdown_report(review)

    assert "Cut to fit" not in text
    assert text.count("```diff") == 4


def test_values_of_templates_are_neither_markup_nor_mentions(
    reviewed: Callable[..., Review],
) -> None:
    def edit(stacks: Stacks) -> None:
        container = stacks["Demand"]["Resources"]["Model"]["Properties"]["PrimaryContainer"]
        container["Environment"] = {"TEAM": "@everyone `<img src=x>` | $a$ [b](https://c)"}

    text = markdown_report(reviewed(edit, Demand="demand"))

    (line,) = (line for line in text.splitlines() if "variable TEAM" in line)
    assert "``@everyone `<img src=x>` \\| $a$ [b](https://c)``" in line


# --- HTML


class Page(HTMLParser):
    """Collects what a page consists of, and holds its tags to be closed in order."""

    VOID = ("meta", "rect", "line", "br")

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def parsed(text: str) -> Page:
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == []
    return page


def test_page_loads_nothing_and_runs_nothing(review: Review) -> None:
    page = parsed(html_report(review))

    names = {tag for tag, _ in page.tags}
    policy = [a["content"] for t, a in page.tags if a.get("http-equiv")]
    assert names & {"script", "link", "img", "iframe", "object"} == set()
    assert {key for _, attributes in page.tags for key in attributes} & {"src", "srcset"} == set()
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_page_has_a_chart_of_traffic_and_one_of_cost_told_to_screen_readers(
    review: Review,
) -> None:
    page = parsed(html_report(review))

    labels = [a["aria-label"] for tag, a in page.tags if tag == "svg" and "aria-label" in a]
    assert "after: champion 50 %, challenger 50 %" in labels
    assert "after: $438.00 (limits: $438.00 to $1,314.00)" in labels


def test_page_names_language_heading_and_columns(review: Review) -> None:
    page = parsed(html_report(review))

    assert ("html", {"lang": "en"}) in page.tags
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")
    assert any(tag == "a" and a.get("href") == "#review" for tag, a in page.tags)
    assert any(tag == "main" and a.get("id") == "review" for tag, a in page.tags)


def test_values_of_templates_are_text_in_the_page(reviewed: Callable[..., Review]) -> None:
    def edit(stacks: Stacks) -> None:
        container = stacks["Demand"]["Resources"]["Model"]["Properties"]["PrimaryContainer"]
        container["Environment"] = {"TEAM": "</code><script>alert(1)</script>"}

    page = parsed(html_report(reviewed(edit, Demand="demand")))

    assert "script" not in {tag for tag, _ in page.tags}


# --- JSON

AMOUNT = {
    "type": "object",
    "required": ["usd", "at_least"],
    "additionalProperties": False,
    "properties": {"usd": {"type": "number"}, "at_least": {"type": "boolean"}},
}
COSTS = {
    "anyOf": [
        {"type": "null"},
        {
            "type": "object",
            "required": ["min", "typical", "max"],
            "additionalProperties": False,
            "properties": {"min": AMOUNT, "typical": AMOUNT, "max": AMOUNT},
        },
    ]
}
MONEY = {
    "anyOf": [
        {"type": "null"},
        {
            "type": "object",
            "required": ["before", "after", "reasons"],
            "properties": {"before": COSTS, "after": COSTS, "reasons": {"type": "array"}},
        },
    ]
}
DIFFERENCES = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["what", "before", "after", "weaker"],
        "additionalProperties": False,
        "properties": {
            "what": {"type": "string"},
            "before": {"type": ["string", "null"]},
            "after": {"type": ["string", "null"]},
            "weaker": {"type": "boolean"},
        },
    },
}
EFFECT = {"enum": ["created", "updated", "replaced", "deleted", "unchanged"]}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "base", "head", "is_same", "items", "cases", "places", "resources"],
    "properties": {
        "version": {"const": 1},
        "base": {"type": "string"},
        "head": {"type": "string"},
        "stacks": {"type": "integer"},
        "is_same": {"type": "boolean"},
        "not_compared": {"type": "array", "items": {"type": "string"}},
        "unchanged": {"type": "integer"},
        "places": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "money", "budget_before", "budget_after"],
                "properties": {"money": MONEY, "budget_after": {"type": ["number", "null"]}},
            },
        },
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["environment", "name", "effect", "shares", "capacity", "models"],
                "properties": {
                    "effect": EFFECT,
                    "money": MONEY,
                    "capacity": DIFFERENCES,
                    "models": DIFFERENCES,
                    "protection": DIFFERENCES,
                },
            },
        },
        "access": {
            "type": "array",
            "items": {"type": "object", "required": ["holder", "kind", "is_new", "grants"]},
        },
        "protection": DIFFERENCES,
        "resources": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "type", "effect", "properties", "replacing", "diff"],
                "properties": {"effect": EFFECT},
            },
        },
        "sections": {
            "type": "array",
            "items": {"type": "object", "required": ["what", "diff"]},
        },
        "remarks": {"type": "array"},
        "new": {"type": "array"},
        "gone": {"type": "array"},
        "acknowledged": {"type": "array"},
        "no_longer_acknowledged": {"type": "array"},
        "cases": {
            "type": "object",
            "required": sorted(Risk),
            "additionalProperties": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["risk", "where", "says", "fix", "link"],
                    "properties": {"risk": {"enum": sorted(Risk)}},
                },
            },
        },
    },
}


def test_json_keeps_its_schema(review: Review) -> None:
    document = json.loads(json_report(review))

    jsonschema.validate(document, SCHEMA)
    (item,) = document["items"]
    assert item["money"]["after"]["typical"] == {"usd": 438.0, "at_least": False}
    assert [share["after"] for share in item["shares"]] == [50.0, 50.0]
    assert {risk for risk, cases in document["cases"].items() if cases} == {
        str(case.risk) for case in cases_of(review)
    }


def test_json_of_no_change_keeps_its_schema(reviewed: Callable[..., Review]) -> None:
    document = json.loads(json_report(reviewed(lambda _: None, Demand="demand")))

    jsonschema.validate(document, SCHEMA)
    assert document["is_same"]


# --- all of them


@pytest.mark.parametrize("report", [text_report, markdown_report, html_report, json_report])
def test_report_is_the_same_in_each_run(
    report: Callable[[Review], str], reviewed: Callable[..., Review]
) -> None:
    once = report(reviewed(much, Demand="demand"))
    again = report(reviewed(much, Demand="demand"))

    assert once == again


def test_no_change_is_one_line(reviewed: Callable[..., Review]) -> None:
    review = reviewed(lambda _: None, Demand="demand")

    assert text_report(review) == "no change from base to head: 1 stack as before\n"
    assert markdown_report(review) == "no change from base to head: 1 stack as before\n"


def test_text_tells_what_matters_before_the_rest(review: Review) -> None:
    lines = text_report(review).splitlines()

    refused = next(i for i, line in enumerate(lines) if line.startswith("AWS will refuse"))
    wider = next(i for i, line in enumerate(lines) if line.startswith("wider permissions"))
    item = next(i for i, line in enumerate(lines) if line.startswith("prod/Demand  real-time"))
    assert refused < wider < item
    assert "    traffic: champion 90 % → 50 %, challenger 10 % → 50 %" in lines


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (400, 4000, "$400.00 → $4,000.00"),
        (4000, 400.5, "$4,000.00 → $400.50"),
        (None, 400, "none → $400.00"),
        (400, None, "$400.00 → none"),
    ],
)
def test_every_form_for_people_tells_another_budget_first(
    before: float | None,
    after: float | None,
    told: str,
    reviewed: Callable[..., Review],
    stacks: Callable[..., Stacks],
) -> None:
    base = stacks(Demand="demand")
    budget(base, before)

    review = reviewed(lambda stacks: budget(stacks, after), base_of=base)

    text, markdown, page = (f(review) for f in (text_report, markdown_report, html_report))
    assert text.splitlines()[3] == f"budget of prod {told}"
    assert f", budget {told}\n" in text
    assert f"· budget of prod {told}\n" in markdown.replace("\\", "")
    assert f"| {told} |" in markdown.replace("\\", "")
    assert f"<li>budget of prod {told}</li>" in page


def budget(stacks: Stacks, usd: float | None) -> None:
    """State the budget of the environment, or none."""
    said = stacks["Demand"]["Metadata"]["sagemaker-hosting:environment"]
    said.pop("monthly_budget_usd", None)
    if usd is not None:
        said["monthly_budget_usd"] = usd


def test_budget_that_stays_is_told_once(reviewed: Callable[..., Review]) -> None:
    lines = text_report(reviewed(much, Demand="demand")).splitlines()

    assert not [line for line in lines if line.startswith("budget of")]
    assert [line for line in lines if line.endswith(", budget $600.00")]
