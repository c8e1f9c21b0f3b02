"""Runs app.py, and writes how many CPU seconds the plugin of our checks takes.

For the CDK CLI: `cdk synth --app "python benchmarks/timed_app.py FILE"`.
"""

from __future__ import annotations

import runpy
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sagemaker_endpoints import SageMakerChecks

if TYPE_CHECKING:
    import aws_cdk as cdk

ROOT = Path(__file__).parents[1]
validate = SageMakerChecks.validate


def timed(
    plugin: SageMakerChecks, context: cdk.IPolicyValidationContext
) -> cdk.PolicyValidationPluginReport:
    """Validate as ever, and say what it took."""
    started = time.process_time()
    report = validate(plugin, context)
    Path(sys.argv[1]).write_text(f"{time.process_time() - started}", encoding="utf-8")
    return report


if __name__ == "__main__":
    SageMakerChecks.validate = timed  # type: ignore[method-assign, assignment]  # to measure it
    sys.path.insert(0, str(ROOT))
    runpy.run_path(str(ROOT / "app.py"), run_name="__main__")
