"""A text that is no YAML is told at the line to change, with what is probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from stacks.settings import InvalidEnvironment, load_environment

RIGHT = """\
account: "111111111111"
region: eu-west-1
models:
  nlinear: {data: {prefix: models/}, environment: {HORIZON: "48"}}
endpoints:
  demand:
    variants:
      # Most of the traffic.
      champion:
        model: nlinear
        instance_type: ml.c6i.large
        weight: 3
        scaling: {min: 1, max: 2, cpu_percent: 60}

      challenger:
        model: nlinear
        weight: 1
"""


def fault_of(tmp_path: Path, text: str) -> str:
    path = tmp_path / "dev.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidEnvironment) as caught:
        load_environment(path)
    (fault,) = caught.value.faults
    return str(fault).partition("dev.yaml:")[2]


@pytest.mark.parametrize(
    ("right", "wrong", "line", "says"),
    [
        # colons
        ("weight: 1", "weight:1", 17, "a space is missing after the colon, got weight:1"),
        ("weight: 3", "weight:3", 12, "a space is missing after the colon, got weight:3"),
        (
            "region: eu-west-1",
            "region eu-west-1",
            2,
            "a colon and a space are missing after the key, got region eu-west-1",
        ),
        ("endpoints:", "endpoints", 5, "a colon and a space are missing after the key"),
        ("region: eu", "region: eu: w", 2, "a second colon in the line; put the value in quotes"),
        # indentation
        (
            "        instance_type",
            "       instance_type",
            11,
            "indented differently from line 10, got instance_type: ml.c6i.large",
        ),
        ("        instance_type", "      instance_type", 11, "indented differently from line 10"),
        (
            "        instance_type",
            "         instance_type",
            11,
            "indented deeper than line 10, which has a value",
        ),
        ("      challenger:", "     challenger:", 15, "indented differently from line 13"),
        ("region:", "\tregion:", 2, "a tab at the start of the line; indent with spaces"),
        ("region: ", "region:\t", 2, "a tab; write a space"),
        # brackets
        (
            "60}",
            "60",
            13,
            "the { is never closed, got scaling: {min: 1, max: 2, cpu_percent: 60",
        ),
        ("weight: 1\n", "weight: {a: 1\n", 17, "the { is never closed"),
        ("weight: 1\n", "weight: [a", 17, "the [ is never closed"),
        ('"48"}}', '"48"}', 4, "the { is never closed"),
        ("60}", "60}}", 13, "the } closes nothing"),
        ("1, max", "1 max", 13, 'a comma or } is missing before "max: 2", got'),
        ("{prefix: models/}", "[a, b}", 4, 'a comma or ] is missing before "}"'),
        ("{prefix: models/}", "[a,, b]", 4, 'a value is missing before ", b"'),
        (
            "min: 1, max: 2,",
            "min: 1\n          max: 2,",
            13,
            "the { is not closed, or a comma is missing before line 14",
        ),
        # quotes
        ('"111111111111"', '"111111111111', 1, "the quote is not closed in its line"),
        ('"48"}}', '"48}}', 4, "the quote is never closed"),
        ("weight: 1\n", "weight: '1\n", 17, "the quote is never closed"),
        ('"111111111111"', '"1111" 1111', 1, "text after the closing quote"),
        ("eu-west-1", "@eu", 2, "no text begins with @; put it in quotes"),
        ("eu-west-1", "*eu", 2, "a text that begins with * stands for another; put it in quotes"),
        ("eu-west-1", "&", 2, "a text that begins with & stands for another; put it in quotes"),
        ("eu-west-1", '"\\d"', 2, "double quotes take \\ for the beginning of a sign"),
        # lists and documents
        (
            "        instance_type",
            "        - instance_type",
            11,
            "an item of a list among keys; leave out the hyphen",
        ),
        ("weight: 1\n", "a:\n          - x\n          y: 1\n", 19, "a key among the items"),
        ("models:", "---\nmodels:", 3, "a second document begins; leave out the ---, got ---"),
        ("account", "  account", 2, "indented differently from line 1, got region: eu-west-1"),
        # what nobody writes is told as the parser does
        ("eu-west-1", "|x", 2, "while scanning a block scalar expected chomping"),
    ],
)
def test_slip_is_told_at_the_line_to_change(
    tmp_path: Path, right: str, wrong: str, line: int, says: str
) -> None:
    assert RIGHT.count(right) >= 1
    before, _, after = RIGHT.rpartition(right) if line > 13 else RIGHT.partition(right)

    fault = fault_of(tmp_path, f"{before}{wrong}{after}")

    assert fault.startswith(f"{line}: not YAML: {says}"), fault


def test_long_line_is_cut(tmp_path: Path) -> None:
    fault = fault_of(tmp_path, f"a: {{b: {'x' * 500}\n")

    assert fault.startswith("1: not YAML: the { is never closed, got a: {b: xxx")
    assert len(fault) < 120


def test_line_of_windows_is_counted_once(tmp_path: Path) -> None:
    path = tmp_path / "dev.yaml"
    path.write_bytes(b"a: 1\r\nb:2\r\nc: 3\r\n")

    with pytest.raises(InvalidEnvironment, match=r"dev\.yaml:2: not YAML: a space is missing"):
        load_environment(path)
