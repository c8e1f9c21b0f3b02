"""Whatever a file holds: it is a template, or its faults are told. Nothing else ever happens."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # stubs are a package of their own
from hypothesis import given, settings
from hypothesis import strategies as st

from sagemaker_hosting.templates import UnusableInput, _yaml, read_templates
from sagemaker_hosting.templates._unusable import Unreadable
from sagemaker_hosting.templates._yaml import parse_yaml

BODY: dict[str, Any] = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Resources": {
        "Config": {
            "Type": "AWS::SageMaker::EndpointConfig",
            "Properties": {
                "ProductionVariants": [
                    {"VariantName": 'é "b" \\ \n', "Weight": 0.5, "Model": {"Ref": "Model"}},
                    {"VariantName": "012", "InitialInstanceCount": 1, "Enabled": True, "x": None},
                ]
            },
        },
        "Model": {"Type": "AWS::SageMaker::Model"},
    },
}
JSON = json.dumps(BODY, indent=1, ensure_ascii=False).encode()
YAML = yaml.safe_dump(BODY, allow_unicode=True).encode() + b"Outputs: &a {A: !GetAtt A.B, C: *b}\n"
PIECES = [
    *(b"Resources:", b"{", b"}", b"[", b"]", b"- ", b": ", b"\n", b"  ", b"\t", b"'", b'"', b"#"),
    *(b"&a ", b"*a", b"!Ref ", b"!GetAtt a.b", b"!!int ", b"<<: ", b"? ", b"| ", b"> ", b"---\n"),
    *(
        b"%YAML 1.1\n",
        b"\\ud800",
        b"\\U00110000",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\x00",
        b"12",
        b".inf",
    ),
    *(b"1:30", b"a", b"Type: X", b", ", b"~", b"\xc2\x85", b"\xe2\x80\xa8", b"\r", b"!<!x> ", b"@"),
]


def reads_or_tells(name: str, data: bytes) -> bool:
    """Tell whether it is a template; whatever else happens fails the test."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        try:
            (template,) = read_templates([path])
        except UnusableInput as unusable:
            faults = unusable.faults
        else:
            faults = ()
    if faults:
        assert all(fault.startswith(str(path)) for fault in faults)
        assert all(len(fault.splitlines()) == 1 for fault in faults)
        "\n".join(faults).encode()
        return False
    json.dumps(template.body).encode()
    for logical_id in template.resources:
        assert template.line_of(["Resources", logical_id])
        template.construct_path(logical_id)
    return True


NAMES = st.sampled_from(["t.json", "t.yaml", "t"])


@settings(max_examples=200, deadline=None)
@given(name=NAMES, data=st.binary(max_size=60))
def test_any_bytes(name: str, data: bytes) -> None:
    reads_or_tells(name, data)


@settings(max_examples=400, deadline=None)
@given(name=NAMES, pieces=st.lists(st.sampled_from(PIECES), max_size=25))
def test_any_pieces_of_templates(name: str, pieces: list[bytes]) -> None:
    reads_or_tells(name, b"".join(pieces))


@settings(deadline=None)
@given(cut=st.integers(0, len(JSON) - 1))
def test_json_cut_off_anywhere_is_never_a_template(cut: int) -> None:
    assert reads_or_tells("t.json", JSON)
    assert not reads_or_tells("t.json", JSON[:cut])


@settings(deadline=None)
@given(cut=st.integers(0, len(YAML)))
def test_yaml_cut_off_anywhere(cut: int) -> None:
    reads_or_tells("t.yaml", YAML[:cut])


@settings(max_examples=200, deadline=None)
@given(
    template=st.sampled_from([("t.json", JSON), ("t.yaml", YAML)]),
    place=st.floats(0, 1),
    length=st.integers(0, 4),
    piece=st.sampled_from(PIECES),
)
def test_templates_with_a_piece_put_in(
    template: tuple[str, bytes], place: float, length: int, piece: bytes
) -> None:
    name, data = template
    start = int(place * len(data))

    reads_or_tells(name, data[:start] + piece + data[start + length :])


@settings(max_examples=200, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=15))
def test_both_parsers_of_yaml_read_the_same(pieces: list[bytes]) -> None:
    text = b"".join(pieces).decode(errors="ignore")
    found = []
    for loader in (yaml.CSafeLoader, yaml.SafeLoader):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_yaml, "_LOADER", loader)
            try:
                found.append(parse_yaml(text).data)
            except Unreadable:
                return  # the two find different texts broken, at the margins of YAML

    assert found[0] == found[1]


SIZES = {
    "text of one scalar": "a: " + "x " * 1_000_000,
    "items": "a: [" + "1," * 200_000 + "]",
    "empty lines": "\n" * 2_000_000,
    "comments": "#\n" * 500_000,
    "digits": "a: " + "1" * 1_000_000,
    "sexagesimal digits": "a: 1" + ":1" * 500_000,
    "documents": "---\n" * 500_000,
    "quotes without end": 'a: "' + "\\n" * 500_000,
    "anchors": "".join(f"a{i}: &a{i} {i}\n" for i in range(20_000)),
}


@pytest.mark.parametrize("name", SIZES)
def test_large_oddities_are_told_within_seconds(tmp_path: Path, name: str) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(SIZES[name])

    with pytest.raises(UnusableInput):
        read_templates([path])


def test_ten_megabytes_are_read(tmp_path: Path) -> None:
    config = BODY["Resources"]["Config"]
    resources = {f"R{i}": config for i in range(30_000)}
    path = tmp_path / "t.json"
    path.write_text(json.dumps({"Resources": resources}, indent=1))
    assert path.stat().st_size > 10_000_000

    (template,) = read_templates([path])

    assert len(template.resources) == 30_000
    assert template.line_of(["Resources", "R29999", "Type"]) == 29_999 * 20 + 4


@pytest.mark.parametrize(
    ("name", "loaded"), [("t.json", set[str]()), ("t.yaml", {"yaml"})], ids=["json", "yaml"]
)
def test_reading_loads_nothing_heavy(tmp_path: Path, name: str, loaded: set[str]) -> None:
    path = tmp_path / name
    path.write_bytes(JSON if name == "t.json" else b"Resources: {A: {Type: X}}")
    heavy = ["aws_cdk", "boto3", "botocore", "jsii", "pydantic", "rich", "ruamel", "typer", "yaml"]
    script = (
        "import sys; from sagemaker_hosting.templates import read_templates; "
        f"read_templates([{str(path)!r}]); print(*(set({heavy}) & set(sys.modules)))"
    )

    printed = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert set(printed.stdout.split()) == loaded
    assert printed.stderr == ""
