from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]  # stubs are a package of their own

from sagemaker_hosting.templates import _yaml

Fault = Callable[[str, str | bytes], str]
Faults = Callable[[Sequence[Path | str]], list[str]]
Write = Callable[[str, str | bytes], Path]


@pytest.fixture(params=["in C", "in Python"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML has a parser in C where its wheels fit, else one in Python: faults are the same."""
    loader = yaml.CSafeLoader if request.param == "in C" else yaml.SafeLoader
    monkeypatch.setattr(_yaml, "_LOADER", loader)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Resources:\n  A: 1\n  B: 2\n  A: 3\n",
            "t.yaml:4: key 'A' is given twice, first on line 2",
        ),
        ("a: 1\n'a': 2\n", "t.yaml:2: key 'a' is given twice, first on line 1"),
        ("1: 1\n'1': 2\n", "t.yaml:2: key '1' is given twice, first on line 1"),
        ("Resources:\n\tA: 1\n", "t.yaml:2: a tab indents the line; use spaces"),
        ("Resources:\n  A:\n  \tType: X\n", "t.yaml:3: a tab indents the line; use spaces"),
        ("a: 1\n---\nb: 2\n", "t.yaml:2: a second document starts here"),
        ("a: [1,\n2\n", "t.yaml:3: no YAML at column 1: "),
        ("a: 'b\n", "t.yaml:2: no YAML at column 1: found unexpected end of stream"),
        ("a: b: c\n", "t.yaml:1: no YAML at column 5: mapping values are not allowed"),
        ("a: !Base64 !Sub x\n", "t.yaml:1: no YAML at column 12: "),
        ("a:\n  - *b\n", "t.yaml:2: no anchor 'b' comes before this alias"),
        ("a: &a\n  - 1\n  - *a\n", "t.yaml:3: the alias 'a' lies in what it stands for"),
        ("a: &a\n  b: &b\n    c: *a\n", "t.yaml:3: the alias 'a' lies in what it stands for"),
        ("[a]: 1\n", "t.yaml:1: a mapping or list is the key of a mapping"),
        ("? {a: b}\n: 1\n", "t.yaml:1: a mapping or list is the key of a mapping"),
        ("!Ref A: 1\n", "t.yaml:1: the key 'A' has a tag"),
        ("a: &a [1]\n*a : 2\n", "t.yaml:2: the key 'a' stands for no text"),
        ("? \n: 1\n", "t.yaml:1: a key is empty"),
        ("a: .inf\n", "t.yaml:1: '.inf': the number is not finite"),
        ("a: -.INF\n", "t.yaml:1: '-.INF': the number is not finite"),
        ("a: .nan\n", "t.yaml:1: '.nan': the number is not finite"),
        ("a: 1e999\n", "t.yaml:1: '1e999': the number is not finite"),
        (f"a: {'1' * 300}\n", "t.yaml:1: '1111"),
        ("a: !!binary aGk=\n", "t.yaml:1: 'aGk=': CloudFormation does not read the tag '!!binary'"),
        ("a: !!timestamp 2012-10-17\n", "t.yaml:1: '2012-10-17': CloudFormation does not read the"),
        ("a: !!set {b}\n", "t.yaml:1: CloudFormation does not read the tag '!!set'"),
        ("a: !!omap [b: 1]\n", "t.yaml:1: CloudFormation does not read the tag '!!omap'"),
        ("a: !!map [b]\n", "t.yaml:1: CloudFormation does not read the tag '!!map'"),
        ("a: !!python/name:os.system x\n", "t.yaml:1: 'x': CloudFormation does not read the tag"),
        ("a: !!int b\n", "t.yaml:1: 'b': 'b' is no int, as its tag !!int says"),
        ("a: {<<: 1}\n", "t.yaml:1: << merges mappings, and this is none"),
        ("a: {<<: [1]}\n", "t.yaml:1: << merges mappings, and this is none"),
        ("a: {<<: !Ref B}\n", "t.yaml:1: << merges mappings, and this is none"),
        ("a: {<<: !Foo {b: c}}\n", "t.yaml:1: << merges mappings, and this is none"),
        ("a: b\nc: \x07\n", "t.yaml:2: the invisible character U+0007 may not be in YAML"),
        ("a: b\n\ufeffc: d\n", "t.yaml:2: the invisible character U+FEFF may not be in YAML"),
        ("# nothing\n", "t.yaml: the file is empty"),
        ("", "t.yaml: the file is empty"),
        ("just text\n", "t.yaml:1: a template is a mapping with Resources, this is the text 'just"),
        ("- a\n", "t.yaml:1: a template is a mapping with Resources, this is a list"),
        ("---\n", "t.yaml:2: a template is a mapping with Resources, this is empty (null)"),
    ],
)
def test_what_cannot_be_read_without_doubt_tells_its_line(
    fault: Fault, text: str, expected: str
) -> None:
    assert fault("t.yaml", text).startswith(expected)


def test_doubts_are_told_together(write: Write, faults: Faults) -> None:
    found = faults([write("t.yaml", "a: 1\na: .inf\nb: !!set {}\nb: 2\na: 3\n")])

    assert [fault.split(";")[0] for fault in found] == [
        "t.yaml:2: key 'a' is given twice, first on line 1",
        "t.yaml:2: '.inf': the number is not finite",
        "t.yaml:3: CloudFormation does not read the tag '!!set'",
        "t.yaml:4: key 'b' is given twice, first on line 3",
        "t.yaml:5: key 'a' is given twice, first on line 1",
    ]


def test_no_more_than_a_hundred_doubts_are_told(write: Write, faults: Faults) -> None:
    found = faults([write("t.yaml", "a: 1\n" * 100_000)])

    assert len(found) == 100
    assert found[-1].startswith("t.yaml:100: the rest was not read")


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 100_000,
        "a: " + "{a: " * 100_000,
        "- " * 100_000,
        "a: " + "[" * 100 + "]" * 100,
    ],
)
def test_nesting_beyond_any_template_is_one_fault(fault: Fault, text: str) -> None:
    assert "t.yaml:1: mappings and lists lie in each other more than 100" in fault("t.yaml", text)


def test_nesting_by_aliases_counts_as_well(fault: Fault) -> None:
    links = "".join(f"k{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 200))

    assert "lie in each other more than 100" in fault("t.yaml", f"k0: &a0 [x]\n{links}")


def test_a_billion_laughs_are_refused_at_once(fault: Fault) -> None:
    laughs = "".join(f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 10)}]\n" for i in range(1, 30))

    found = fault("t.yaml", f"l0: &l0 [ha, ha]\n{laughs}")

    assert found.startswith("t.yaml:7: the template holds more than 1000000 values, with each")


def test_merging_again_and_again_is_refused_alike(fault: Fault) -> None:
    links = "".join(f"k{i}: &a{i} {{<<: *a{i - 1}, x{i}: 1}}\n" for i in range(1, 3000))

    assert "holds more than 1000000 values" in fault("t.yaml", f"k0: &a0 {{x0: 1}}\n{links}")
