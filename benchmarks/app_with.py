"""The app with some of its checks: `python -m benchmarks.app_with OUTDIR [CHECK ...]`.

`app.py` has all of them. What a check costs is the difference to an app without it.
"""

from __future__ import annotations

import argparse
import importlib
import json
from pathlib import Path

import aws_cdk as cdk

from stacks.budgets import add_budgets
from stacks.environment_stage import EnvironmentStage
from stacks.settings import load_environments

ROOT = Path(__file__).parents[1]
PACKS = {
    "AwsSolutions": "AwsSolutionsChecks",
    "NIST": "NIST80053R5Checks",
    "PCI": "PCIDSS321Checks",
    "HIPAA": "HIPAASecurityChecks",
}
OURS, BUDGETS, VALIDATOR = "ours", "budgets", "validator"
CHECKS = (OURS, BUDGETS, *PACKS, VALIDATOR)


def synthesize(outdir: Path, checks: set[str]) -> None:
    """Build every environment, and synthesize with these checks.

    Args:
        outdir: where the cloud assembly goes.
        checks: of `CHECKS`.
    """
    app = cdk.App(
        context=json.loads((ROOT / "cdk.json").read_text())["context"],
        outdir=str(outdir),
        builtin_cloud_formation_validation=VALIDATOR in checks,
    )
    environments = load_environments(ROOT / "environments")
    for environment in environments:
        EnvironmentStage(app, environment=environment)
    if OURS in checks:
        ours = importlib.import_module("sagemaker_endpoints").SageMakerChecks
        cdk.Validations.of(app).add_plugins(ours())
    for name, pack in PACKS.items():
        if name in checks:
            plugin = getattr(importlib.import_module("cdk_nag"), pack)(app, verbose=True)
            cdk.Validations.of(app).add_plugins(plugin)
    if BUDGETS in checks:
        add_budgets(app, environments)
    app.synth()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("outdir", type=Path)
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=", ".join(CHECKS))
    options = parser.parse_args()
    synthesize(options.outdir, set(options.checks))
