"""What all tests share: the place of the project, and CDK without its costly checks."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "tests" / "unit" / "stacks" / "environments"
"""Environment files of the tests' own."""

# Set before the first import of aws_cdk. The project's own Node, as `make` uses it:
if (node := ROOT / ".venv" / "node" / "node").exists():
    os.environ["JSII_NODE"] = str(node)
    os.environ["PATH"] = f"{node.parent}{os.pathsep}{os.environ['PATH']}"
# CDK's validator costs seconds a process; the tests in tests/policy that are about it turn it on.
os.environ["CDK_VALIDATION"] = "false"
# What machines and people set, and commands heed: with CI, CDK's CLI writes to standard output what
# it otherwise writes to standard error. A test that is about one of them sets it.
for name in (
    *("CI", "GITHUB_ACTIONS", "TEAMCITY_VERSION"),
    *("COLUMNS", "LINES", "FORCE_COLOR", "NO_COLOR", "PY_COLORS", "PYTEST_ADDOPTS"),
    *("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"),
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"),
    *("CDK_DEFAULT_ACCOUNT", "CDK_DEFAULT_REGION"),
    *("PYTHONPATH", "PYTHONWARNINGS", "PYTHONOPTIMIZE"),
):
    os.environ.pop(name, None)
os.environ |= {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}


class NodeSays:
    """What Node writes, such as the warnings of a synth: it is shown with a test that fails.

    A thread of jsii's passes it on when it arrives. Between two tests pytest captures nothing, and
    it would stand among the dots.
    """

    def __init__(self) -> None:
        self._kept = io.BytesIO()
        self._shown = 0
        text = io.TextIOWrapper(self._kept, encoding="utf-8", write_through=True)
        self._sys = SimpleNamespace(stdout=text, stderr=text)

    def keep(self) -> None:
        """Have the thread write here, as soon as jsii is imported."""
        jsii = sys.modules.get("jsii._kernel.providers.process")
        if jsii is not None:
            vars(jsii)["sys"] = self._sys

    def new(self) -> str:
        """What was written since the last time."""
        written = self._kept.getvalue()[self._shown :]
        self._shown += len(written)
        return written.decode(errors="replace")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Put what was written into the report of what was run."""
        report = yield
        self.keep()
        if said := self.new():
            report.sections.append((f"Captured from Node {report.when}", said))
        return report

    def pytest_runtest_logstart(self) -> None:
        """A module of tests may have imported jsii."""
        self.keep()


def pytest_configure(config: pytest.Config) -> None:
    """Keep what Node writes, unless everything is to be seen (`-s`)."""
    if config.getoption("capture") != "no":
        config.pluginmanager.register(NodeSays(), "node-says")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def cdk_context() -> dict[str, Any]:
    """The feature flags of cdk.json: `cdk.App()` outside the CLI does not read them."""
    context: dict[str, Any] = json.loads((ROOT / "cdk.json").read_text())["context"]
    return context


@pytest.fixture(scope="session")
def example_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose environments are the tests' own: those of environments/ are their users'."""
    project = tmp_path_factory.mktemp("project")
    (project / "environments").symlink_to(EXAMPLES)
    (project / "model_code").symlink_to(ROOT / "model_code")
    return project


@pytest.fixture(scope="session")
def example_templates(
    example_project: Path, cdk_context: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """What `make templates` writes for the tests' own environments."""
    import aws_cdk as cdk  # noqa: PLC0415  # half a second, for the few who ask

    from stacks.environment_stage import EnvironmentStage  # noqa: PLC0415  # likewise
    from stacks.reviewed_templates import write  # noqa: PLC0415  # likewise
    from stacks.settings import load_environments  # noqa: PLC0415  # likewise

    folder = tmp_path_factory.mktemp("templates")
    of_the_cli = {"aws:cdk:enable-path-metadata": True, "aws:cdk:enable-asset-metadata": True}
    app = cdk.App(
        context={**cdk_context, **of_the_cli}, outdir=str(tmp_path_factory.mktemp("stacks"))
    )
    for environment in load_environments(example_project / "environments"):
        EnvironmentStage(app, environment=environment)
    write(Path(app.synth().directory), folder)
    return folder


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as pip installs it, built from the folder as it is."""
    from hatchling.builders.wheel import WheelBuilder  # noqa: PLC0415  # for the few who ask

    folder = tmp_path_factory.mktemp("wheel")
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    return Path(built)
