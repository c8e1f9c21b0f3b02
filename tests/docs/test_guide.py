"""Runs what the guide says: every block of every page, in order.

How a page is run
-----------------
A page is run in a temporary project: model_code/ is the real one, image/ holds a Dockerfile. All
its Python blocks share one namespace, which starts with

- `app`, a `cdk.App` with the feature flags of cdk.json;
- `stack`, a `cdk.Stack` of it for account 111111111111 in eu-west-1;
- `model`, a `Model` in another stack of the app, of an image of the account's own.

At the end of the page the app is synthesized and no warning may be left unacknowledged. An HTML
comment in the line above a block, its mark, says what the block is:

- python, unmarked: runs. `refused`: raises `ConfigurationError`, or as in `refused: UnknownImage`
  the error named; the text block after it is the message. `warned`: runs, and the text block after
  it is the warnings that it adds. `prints`: runs, and the text block after it is what it prints.
  `shown`: is not run; it compiles, and calls the sandbox with arguments that it takes.
- json, `synthesized: AWS::Type`: is contained in exactly one resource of that type. Its objects may
  have more keys, its lists no more items; … in a string stands for any text.
- yaml, `complete: dev.yaml`: loads as environments/dev.yaml, and stays. `part of: dev.yaml
  models.nlinear`: the file loads with these keys at that place. `refused: dev.yaml`: does not load
  as that file; the text block after it is the error. `file: demand.yaml`: stays as that file; so
  do csv, json and python.
- console, unmarked: see test_guide_commands.py. `run`: its commands print what it shows.
- python, console and text, `in a sandbox`; console, `fails in a sandbox`: see test_sandbox_page.py.

Anything else in a page is a fault of the page. Of README.md only the Python blocks are run, and the
blocks that belong to them.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import inspect
import io
import json
import os
import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from ruamel.yaml import YAML

from sagemaker_endpoints import ConfigurationError, ContainerDefinition, ContainerImage, Model
from sagemaker_hosting.operate.smoke import read_samples
from sandbox import Sandbox
from stacks.settings import InvalidEnvironment, load_environments

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = sorted((ROOT / "docs" / "guide").glob("*.md"))
ACCOUNT, REGION = "111111111111", "eu-west-1"
_MARK = re.compile(r"<!-- (?P<mark>[^>]+?) -->")
_PROMPT = "$ "
_PROGRAMS: dict[str, list[str]] = {"python": [], "endpoints": ["-m", "sagemaker_hosting.cli"]}


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A fenced block of a page."""

    language: str
    mark: str
    text: str
    place: str
    line: int


def blocks_of(page: Path) -> list[Block]:
    blocks, lines = [], page.read_text(encoding="utf-8").splitlines()
    start: int | None = None
    for number, line in enumerate(lines):
        if not line.startswith("```"):
            continue
        if start is None:
            start = number
            continue
        above = _MARK.fullmatch(lines[start - 1].strip()) if start else None
        blocks.append(
            Block(
                language=lines[start].removeprefix("```"),
                mark=above["mark"] if above else "",
                text="\n".join(lines[start + 1 : number]) + "\n",
                place=f"{page.name}:{start + 1}",
                line=start + 1,
            )
        )
        start = None
    assert start is None, f"{page.name}:{(start or 0) + 1}: the block does not end"
    return blocks


class Run:
    """A page on its way."""

    def __init__(self, page: Path, context: dict[str, Any]) -> None:
        self.page, self.project = page, Path.cwd()
        app = cdk.App(context=context, outdir=str(self.project / "cdk.out"))
        env = cdk.Environment(account=ACCOUNT, region=REGION)
        image = ContainerImage.from_uri(f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/forecaster:1.2")
        model = Model(
            cdk.Stack(app, "Models", env=env),
            "Model",
            containers=[ContainerDefinition(image=image)],
        )
        self.names: dict[str, Any] = {
            "__file__": str(self.project / "app.py"),
            "__name__": "__main__",
            "app": app,
            "stack": cdk.Stack(app, "Stack", env=env),
            "model": model,
        }
        self.promised: tuple[str, str] | None = None
        """What the next text block must be, and what it is of."""

    def execute(self, block: Block) -> None:
        if self.promised is not None:
            promise, of = self.promised
            self.promised = None
            assert block.language == "text", f"{block.place}: expected the text of {of}"
            assert block.text == f"{promise}\n", block.place
            return
        kind, _, rest = block.mark.partition(": ")
        name = f"_{block.language}_{kind.replace(' ', '_')}".rstrip("_")
        handler = getattr(self, name, None)
        assert handler is not None, f"{block.place}: no {block.language} block is marked {kind!r}"
        handler(block, rest)

    def finish(self) -> None:
        assert self.promised is None, f"{self.page.name}: ends before its last text"
        self._templates()
        if self.page != README:
            assert self._warnings() == []

    @property
    def _app(self) -> cdk.App:
        """A page may make an app of its own, as README.md does."""
        app: cdk.App = self.names["app"]
        return app

    # --- Python

    def _python(self, block: Block, _: str) -> None:
        # Blank lines in front: a traceback names the line of the page.
        source = "\n" * block.line + block.text
        exec(compile(source, str(self.page), "exec"), self.names)  # noqa: S102  # what is tested

    def _python_refused(self, block: Block, error: str) -> None:
        allowed: type[Exception] = _error(error) if error else ConfigurationError
        with pytest.raises(allowed) as refusal:
            self._python(block, "")
        assert type(refusal.value) is allowed, block.place
        self.promised = str(refusal.value), block.place

    def _python_warned(self, block: Block, _: str) -> None:
        before = self._warnings()
        self._python(block, "")
        added = [warning for warning in self._warnings() if warning not in before]
        assert added, f"{block.place}: nothing warns"
        self.promised = "\n".join(added), block.place

    def _python_prints(self, block: Block, _: str) -> None:
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            self._python(block, "")
        self.promised = printed.getvalue().rstrip("\n"), block.place

    def _python_shown(self, block: Block, _: str) -> None:
        compile(block.text, block.place, "exec")
        methods = {name: call for name, call in inspect.getmembers(Sandbox) if name[0] != "_"}
        of_sandbox = 0
        for node in ast.walk(ast.parse(block.text)):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Name) and node.func.id == "Sandbox":
                signature = inspect.signature(Sandbox)
            elif isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "aws":
                signature = inspect.signature(methods[node.func.attr].__get__(object()))
            else:
                continue
            keywords = {str(keyword.arg): None for keyword in node.keywords}
            signature.bind(*node.args, **keywords)
            of_sandbox += 1
        assert of_sandbox, f"{block.place}: uses no sandbox, so it can be run"

    def _python_in_a_sandbox(self, block: Block, _: str) -> None:
        compile(block.text, block.place, "exec")

    def _text_in_a_sandbox(self, block: Block, _: str) -> None:
        assert block.text.strip(), block.place

    # --- what it gives

    def _json_synthesized(self, block: Block, resource_type: str) -> None:
        wanted = json.loads(block.text)
        found = [
            resource.get("Properties", {})
            for template in self._templates()
            for resource in template.get("Resources", {}).values()
            if resource["Type"] == resource_type
        ]
        matches = [properties for properties in found if _contains(properties, wanted)]
        assert len(matches) == 1, (
            f"{block.place}: in {len(matches)} of {json.dumps(found, indent=1)}"
        )

    def _templates(self) -> Iterator[dict[str, Any]]:
        assembly = Path(self._app.synth(force=True).directory)
        return map(_read_json, sorted(assembly.rglob("*.template.json")))

    def _warnings(self) -> list[str]:
        return [
            str(entry.data)
            for construct in self._app.node.find_all()
            for entry in construct.node.metadata
            if entry.type == "aws:cdk:warning"
        ]

    # --- environment files

    def _yaml_complete(self, block: Block, name: str) -> None:
        path = self._environments() / name
        path.write_text(block.text, encoding="utf-8")
        assert path.stem in [environment.name for environment in load_environments(path.parent)]

    def _yaml_part_of(self, block: Block, place: str) -> None:
        name, _, keys = place.partition(" ")
        yaml, text = YAML(typ="safe"), io.StringIO()
        whole = target = yaml.load(self._environments() / name)
        for key in filter(None, keys.split(".")):
            target = target[key]
        target.update(yaml.load(block.text))
        yaml.dump(whole, text)
        with self._as_file(name, text.getvalue()) as path:
            load_environments(path.parent)

    def _yaml_refused(self, block: Block, name: str) -> None:
        with self._as_file(name, block.text) as path, pytest.raises(InvalidEnvironment) as refusal:
            load_environments(path.parent)
        self.promised = str(refusal.value), block.place

    def _yaml_file(self, block: Block, name: str) -> None:
        path = self.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")

    def _python_file(self, block: Block, name: str) -> None:
        compile(block.text, block.place, "exec")
        self._yaml_file(block, name)

    _csv_file = _yaml_file

    def _json_file(self, block: Block, name: str) -> None:
        json.loads(block.text)
        self._yaml_file(block, name)

    @contextlib.contextmanager
    def _as_file(self, name: str, text: str) -> Iterator[Path]:
        """An environment file for a moment, in the place of the one that was there."""
        path = self._environments() / name
        before = path.read_text(encoding="utf-8") if path.exists() else None
        path.write_text(text, encoding="utf-8")
        yield path
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")

    def _environments(self) -> Path:
        folder = self.project / "environments"
        folder.mkdir(exist_ok=True)
        return folder

    # --- commands

    def _console(self, block: Block, _: str) -> None:
        assert block.text.startswith(_PROMPT), block.place

    def _console_in_a_sandbox(self, block: Block, _: str) -> None:
        assert block.text.startswith(_PROMPT), block.place

    _console_fails_in_a_sandbox = _console_in_a_sandbox

    def _console_run(self, block: Block, _: str) -> None:
        for part in block.text.removeprefix(_PROMPT).split(f"\n{_PROMPT}"):
            command, _, shown = part.partition("\n")
            program, *arguments = shlex.split(command)
            assert program in _PROGRAMS, f"{block.place}: only {', '.join(_PROGRAMS)} are run"
            done = subprocess.run(
                [sys.executable, *_PROGRAMS[program], *arguments],
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                capture_output=True,
                text=True,
                check=False,
            )
            assert f"{done.stdout}{done.stderr}".rstrip() == shown.rstrip(), block.place


def _error(name: str) -> type[Exception]:
    modules = map(
        importlib.import_module,
        ("stacks.choice", "stacks.settings", "sagemaker_hosting.facts.images", "sandbox"),
    )
    found: type[Exception] = next(vars(module)[name] for module in modules if name in vars(module))
    return found


def _contains(got: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(got, dict) and all(
            key in got and _contains(got[key], value) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(got, list) and len(got) == len(wanted) and all(map(_contains, got, wanted))
        )
    if isinstance(wanted, str) and isinstance(got, str):
        return re.fullmatch(re.escape(wanted).replace("…", ".+"), got) is not None
    return bool(got == wanted)


def _read_json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary project that a page is run in; it is the current folder."""
    (tmp_path / "model_code").mkdir()  # pages add models of their own
    for model in ("chronos", "nlinear", "outages"):
        (tmp_path / "model_code" / model).symlink_to(ROOT / "model_code" / model)
    (tmp_path / "image").mkdir()
    (tmp_path / "image" / "Dockerfile").write_text("FROM scratch\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_sample_of_a_model_of_your_own_is_one(project: Path) -> None:
    page = ROOT / "docs" / "guide" / "your-own-model.md"
    for block in blocks_of(page):
        kind, _, name = block.mark.partition(": ")
        if kind == "file":
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            (project / name).write_text(block.text, encoding="utf-8")
    handlers = runpy.run_path("model_code/ets/inference.py")

    [sample] = read_samples(project / "model_code" / "ets")

    assert sample.name == "ets/week"
    assert handlers["input_fn"](sample.body, sample.content_type)[:2] == [120, 132]


def _of_readme(blocks: list[Block]) -> list[Block]:
    """The Python blocks, and those that are about them."""
    bound = ("refused", "warned", "prints")
    return [
        block
        for before, block in zip([None, *blocks], blocks, strict=False)
        if block.language == "python"
        or block.mark.startswith("synthesized")
        or (before is not None and before.language == "python" and before.mark.startswith(bound))
    ]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    "page", [README, *PAGES], ids=lambda page: page.relative_to(ROOT).as_posix()
)
def test_page_does_what_it_says(page: Path, cdk_context: dict[str, Any]) -> None:
    blocks = blocks_of(page)
    run = Run(page, cdk_context)

    for block in _of_readme(blocks) if page == README else blocks:
        run.execute(block)

    run.finish()
