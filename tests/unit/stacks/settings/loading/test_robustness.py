"""Whatever a file holds, it loads or is an InvalidEnvironment: never another error."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from stacks.settings import Environment, InvalidEnvironment, load_environment

PROJECT = Path(__file__).parents[5]
# Between them these say everything that a file can say.
TEXTS = [
    (PROJECT / "environments" / f"{name}.yaml").read_text(encoding="utf-8")
    for name in ("prod", "lab")
]
DATAS = [YAML(typ="safe", pure=True).load(text) for text in TEXTS]
DATA = DATAS[0]
WORDS = [
    "", ".", "..", "/", "model_code", "model_code/nlinear", "x" * 5000, "\0", "\ud800", "é",
    "[key]", "nlinear", "FrameworkImageSettings", "ml.t2.medium", "ml.c7g.large", "real_time",
    "<<", "2.6.0",
    "serverless", "async", "multi_model", "inference_component", "canary", "s3://bucket/a/",
    "stores/", "cron(0 2 * * ? *)", "cron(0 2 * * * *)", "Europe/Paris", "Europe", "../Paris",
]  # fmt: skip
# Pieces of YAML itself, to be thrown into the text of a file.
SNIPPETS = [
    "\t", "- ", ": ", "? ", "&a ", "*a", "<<: ", "!x ", "!!int ", "---\n", "...\n", "%YAML 1.1\n",
    "#", "{", "}", "[", "]", '"', "'", "|\n", ">", "@", "~", "\x01", "\ufeff", "0o", "0x", "_",
    ".inf", "2026-11-22", "=", "\r", "\u2028", "\U0001f600",
]  # fmt: skip

words = st.sampled_from(WORDS) | st.text(max_size=5)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | words
junk = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file in a project that has the model code, and nothing large."""
    root = tmp_path_factory.mktemp("project")
    (root / "environments").mkdir()
    code = root / "model_code" / "nlinear"
    code.mkdir(parents=True)
    (code / "inference.py").touch()
    return root / "environments" / "prod.yaml"


def outcome_of(path: Path, content: bytes) -> Environment | InvalidEnvironment:
    path.write_bytes(content)
    try:
        return load_environment(path)
    except InvalidEnvironment as error:
        return error


def assert_told_well(outcome: Environment | InvalidEnvironment, content: bytes) -> None:
    if isinstance(outcome, Environment):
        return
    last_line = len(content.decode("utf-8", errors="replace").splitlines()) + 1
    assert outcome.faults
    assert str(outcome).encode()
    for fault in outcome.faults:
        assert fault.message
        assert fault.line is not None
        assert 1 <= fault.line <= last_line


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value of nested data, but for the whole."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, below in pairs:
        yield (*path, key)
        if isinstance(below, dict | list):
            yield from places(below, (*path, key))


@st.composite
def wrong_data(draw: st.DrawFn) -> Any:
    """The data of a valid file with some keys removed, renamed, added or given other values."""
    data = copy.deepcopy(draw(st.sampled_from(DATAS)))
    for _ in range(draw(st.integers(1, 4))):
        all_places = list(places(data))
        if not all_places:
            break
        *above, key = draw(st.sampled_from(all_places))
        holder = data
        for step in above:
            holder = holder[step]
        match draw(st.sampled_from(["remove", "replace", "rename", "add"])):
            case "remove":
                del holder[key]
            case "rename" if isinstance(holder, dict):
                holder[draw(words)] = holder.pop(key)
            case "add" if isinstance(holder, dict):
                holder[draw(words)] = draw(junk)
            case _:
                holder[key] = draw(junk)
    return data


@st.composite
def wrong_text(draw: st.DrawFn) -> str:
    """The text of a valid file with some pieces cut out and some thrown in."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.integers(0, 12))
        text = text[:start] + draw(st.sampled_from(SNIPPETS) | st.text(max_size=3)) + text[end:]
    return text


several = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@several
@given(data=wrong_data())
@example(data={**DATA, "models": {"a": {"image": {"FrameworkImageSettings": {}}}}})
@example(data={**DATA, "tags": {"[key]": 1, "\ud800": "\0"}})
@example(data={**DATA, "endpoints": {"[key]": {}}})
def test_changed_data_load_or_are_invalid(path: Path, data: Any) -> None:
    content = json.dumps(data).encode()  # JSON is YAML, and can write every character

    outcome = outcome_of(path, content)

    assert_told_well(outcome, content)


@several
@given(text=wrong_text())
def test_changed_text_loads_or_is_invalid(path: Path, text: str) -> None:
    content = text.encode("utf-8", errors="surrogatepass")

    outcome = outcome_of(path, content)

    assert_told_well(outcome, content)


@several
@given(content=st.binary(max_size=60))
def test_any_bytes_are_invalid(path: Path, content: bytes) -> None:
    outcome = outcome_of(path, content)

    assert isinstance(outcome, InvalidEnvironment)
    assert_told_well(outcome, content)
