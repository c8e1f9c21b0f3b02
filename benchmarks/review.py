"""Reviews a change of many endpoints, as a pipeline does: is it there in the blink of an eye?

`python benchmarks/review.py 100` writes that many stacks of templates/prod/Demand.json, changes the
weights, a type, a permission and the network of each, and prints for each form the median seconds
of the clock and of the CPU that the whole process `endpoints review` takes.
"""

from __future__ import annotations

import copy
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
RUNS = 5
FORMS = ("text", "markdown", "html", "json")


def changed(template: dict[str, Any]) -> dict[str, Any]:
    """The template with a change of each sort."""
    after = copy.deepcopy(template)
    for body in after["Resources"].values():
        properties = body.get("Properties", {})
        if body["Type"] == "AWS::SageMaker::EndpointConfig":
            first = properties["ProductionVariants"][0]
            first.update(InitialVariantWeight=1, InstanceType="ml.c6i.xlarge")
        elif body["Type"] == "AWS::SageMaker::Model":
            properties.pop("VpcConfig", None)
        elif body["Type"] == "AWS::IAM::Role":
            properties["Policies"][0]["PolicyDocument"]["Statement"][0]["Resource"] = "*"
    return after


def write_sides(folder: Path, endpoints: int) -> tuple[Path, Path]:
    """Write both sides of the review."""
    template = json.loads((ROOT / "templates" / "prod" / "Demand.json").read_text())
    sides = {folder / "base": template, folder / "head": changed(template)}
    for side, content in sides.items():
        (side / "prod").mkdir(parents=True)
        for number in range(endpoints):
            path = side / "prod" / f"Demand{number:03}.json"
            path.write_text(json.dumps(content, indent=2))
    base, head = sides
    return base, head


def measure(base: Path, head: Path, form: str) -> tuple[float, float]:
    """Run the command once; seconds of the clock and of the CPU."""
    command = [sys.executable, "-m", "sagemaker_hosting.cli", "review", str(base), str(head)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(  # noqa: S603  # the project's own command
        [*command, "--region", "eu-west-1", "--format", form], check=True, capture_output=True
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(endpoints: int) -> None:
    """Print a line for each form."""
    with tempfile.TemporaryDirectory() as folder:
        sides = write_sides(Path(folder), endpoints)
        for form in FORMS:
            walls, cpus = zip(*(measure(*sides, form) for _ in range(RUNS)), strict=True)
            wall, cpu = statistics.median(walls), statistics.median(cpus)
            print(f"{endpoints} endpoints, {form}: {wall:.2f} s, {cpu:.2f} s of CPU")  # noqa: T201  # a command line


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
