"""How samples are read, and what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sagemaker_hosting.operate.smoke import (
    Expectation,
    FromVariable,
    UnusableSamples,
    read_samples,
)

ROOT = Path(__file__).parents[4]
KEYS = "contains, equals, length, numbers_between"
VARIABLE = '{"variable": NAME, "otherwise": NUMBER}'
BOUNDS = "must be two numbers, the lower one first"
MISSING = "model_code/nlinear/samples/none.csv"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    samples = tmp_path / "model_code" / "nlinear" / "samples"
    samples.mkdir(parents=True)
    return samples


def read() -> list[str]:
    with pytest.raises(UnusableSamples) as found:
        read_samples(Path("model_code"))
    assert str(found.value) == "\n".join(found.value.faults)
    return list(found.value.faults)


def test_sample_is_read_with_its_defaults(folder: Path) -> None:
    (folder / "week.json").write_text('{"content_type": "text/csv", "text": "1,2\\n"}')

    [sample] = read_samples(Path("model_code"))

    assert sample.name == "nlinear/week"
    assert sample.body == b"1,2\n"
    assert sample.models == ("nlinear",)
    assert (sample.endpoints, sample.variants) == (("*",), ("*",))
    assert (sample.accept, sample.max_latency_ms, sample.timeout_seconds) == (None, None, 300)
    assert sample.expect == ()


def test_sample_is_read_with_all_its_keys(folder: Path) -> None:
    (folder / "request.csv").write_bytes(b"3,4\n")
    keys = {
        "description": "two values",
        "models": ["nlinear*"],
        "endpoints": ["demand"],
        "variants": ["champion"],
        "content_type": "text/csv",
        "accept": "text/csv",
        "body_file": "request.csv",
        "target_model": "leeds.tar.gz",
        "target_container": "second",
        "max_latency_ms": 50,
        "timeout_seconds": 9,
        "expect": [
            {"at": "0", "length": {"variable": "H", "otherwise": 2}, "numbers_between": [0, 1]},
            {"length": 1, "contains": "x", "equals": None},
        ],
    }
    (folder / "all.json").write_text(json.dumps(keys))

    [sample] = read_samples(Path("model_code"))

    assert sample.body == b"3,4\n"
    assert sample.models == ("nlinear*",)
    assert (sample.target_model, sample.target_container) == ("leeds.tar.gz", "second")
    assert (sample.max_latency_ms, sample.timeout_seconds) == (50, 9)
    assert sample.expect == (
        Expectation(at="0", length=FromVariable(variable="H", otherwise=2), numbers_between=(0, 1)),
        Expectation(length=1, contains="x", equals=None),
    )


def test_all_faults_of_all_samples_are_told_with_their_lines(folder: Path) -> None:
    (folder / "a.json").write_text(
        '{\n "content_typ": "text/csv",\n "max_latency_ms": 0,\n "models": "nlinear"\n}'
    )
    (folder / "b.json").write_text(
        '{"content_type": "text/csv", "text": "1", "body": 1,\n'
        ' "expect": [{"at": "0"},\n {"lenght": 1}, {"length": -1}, 7, {"numbers_between": [2, 1]}]}'
    )
    (folder / "c.json").write_text('{"content_type": "text/csv", "body_file": "none.csv"}')
    (folder / "d.json").write_text("[]")

    assert [fault.removeprefix("model_code/nlinear/samples/") for fault in read()] == [
        "a.json:2: content_typ is no key of a sample; nearest: content_type, text",
        "a.json:3: max_latency_ms must be a number above 0, got 0",
        'a.json:4: models must be a list of text, got "nlinear"',
        "a.json:1: the sample has no content_type, such as application/json",
        "a.json:1: the sample needs one of body, body_file, text, got none of them",
        "b.json:1: text needs one of body, body_file, text, got body and text",
        f"b.json:2: expect.0 expects nothing: give one of {KEYS}",
        "b.json:3: expect.1.lenght is no key of a sample; nearest: length",
        f"b.json:3: expect.2.length must be a whole number, or {VARIABLE}, got -1",
        "b.json:3: expect.3 must be an object, got 7",
        f"b.json:3: expect.4.numbers_between {BOUNDS}, got [2, 1]",
        f"c.json:1: body_file {MISSING} cannot be read (No such file or directory)",
        "d.json:1: the sample must be a JSON object",
    ]


def test_json_that_is_broken_is_told_with_its_line(folder: Path) -> None:
    (folder / "a.json").write_text('{\n "content_type": }')

    [fault] = read()

    assert fault.startswith("model_code/nlinear/samples/a.json:2: ")


def test_folder_that_is_none_is_told(folder: Path) -> None:
    with pytest.raises(UnusableSamples, match=r"^models: is no folder"):
        read_samples(Path("models"))
    assert read_samples(folder) == ()


def test_samples_of_the_model_code_are_read() -> None:
    folder = ROOT / "model_code"

    samples = read_samples(folder)

    files = folder.glob("*/samples/*.json")
    assert samples
    assert {sample.name for sample in samples} == {
        f"{path.parts[-3]}/{path.stem}" for path in files
    }
    assert all(sample.body for sample in samples)


def test_samples_of_the_forecaster_are_its_week_in_two_ways() -> None:
    samples = read_samples(ROOT / "model_code" / "nlinear")

    assert [sample.name for sample in samples] == ["nlinear/substation", "nlinear/week"]
    assert all(json.loads(sample.body) for sample in samples)
