"""The page about `endpoints smoke` tells all that there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from typer.main import get_command

from sagemaker_hosting.cli._app import app
from sagemaker_hosting.operate._problems import action_of
from sagemaker_hosting.operate.smoke import Outcome
from sagemaker_hosting.operate.smoke._samples import _EXPECTED, _KEYS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "guide" / "smoke.md").read_text(encoding="utf-8")
TOLD = set(re.findall(r"`([^`\n]+)`", PAGE)) | set(re.findall(r"--[a-z-]+", PAGE))
SOURCES = sorted((ROOT / "constructs" / "sagemaker_hosting" / "operate" / "smoke").glob("*.py"))
CALL = r'"(cloudformation|s3|sagemaker|sagemaker-runtime)",\s*"(\w+)"'


def test_every_option_is_told() -> None:
    commands: dict[str, Any] = getattr(get_command(app), "commands", {})
    options = {
        option
        for parameter in commands["smoke"].params
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("--")
    }

    assert len(options) > 10
    assert options - {"--help", "--invoke"} - TOLD == set()


def test_every_key_of_a_sample_is_told() -> None:
    assert _KEYS.keys() - TOLD == set()
    assert _EXPECTED.keys() - TOLD == set()


def test_every_outcome_is_told() -> None:
    assert {str(outcome) for outcome in Outcome} - TOLD == set()


def test_rights_are_those_of_the_calls() -> None:
    role = (ROOT / "delivery" / "smoke-role.yaml").read_text(encoding="utf-8")
    source = "".join(path.read_text(encoding="utf-8") for path in SOURCES)
    called = {action_of(service, operation) for service, operation in re.findall(CALL, source)}
    stated = set(re.findall(r'"((?:cloudformation|s3|sagemaker):\w+)"', PAGE))

    assert len(called) > 10
    # Without the right to list a bucket, S3 does not say that an object is not there.
    assert stated == called | {"s3:ListBucket"}
    assert stated - set(re.findall(r"- (\w+:\w+)$", role, re.MULTILINE)) == set()
