"""Shows the whole way once; any deviation ends it with an error."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sandbox import Sandbox, SandboxError, StackOfAssembly, stacks_of
from sandbox._places import PROJECT, Places
from sandbox.demo._project_copy import ProjectCopy
from sandbox.demo._question import Day, body_of, forecasts, held_out_days, mean_error, plot
from sandbox.demo._smoke import smoke
from sandbox.demo._traffic import split_of, unlikely

_ENVIRONMENT, _ENDPOINT, _STACK, _STACKS = "dev", "demand", "dev/Demand", "dev/*"
_CALLS = 400
_STOPPED = 130  # what a shell gives a command that Ctrl-C ended
_PLOTTED_DAY = 3
_HEADING_LINES = 3  # of the report: where it was checked, and what the endpoint is called

console = Console(highlight=False, width=100)


class Deviation(SandboxError):  # noqa: N818  # the name says what is wrong
    """Something that the demo shows did not turn out as it must."""


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what goes on, and how long it took."""
    console.print(f"\n[bold]» {what}[/bold]")
    started = time.monotonic()
    yield
    console.print(f"  [dim]{time.monotonic() - started:.1f} s[/dim]")


def demand(condition: bool, otherwise: str) -> None:  # noqa: FBT001  # reads as a sentence
    """End the demo unless *condition* holds."""
    if not condition:
        raise Deviation(otherwise)


def output_of(cloudformation: Any, stack_name: str, output: str) -> str:
    """An output of a deployed stack."""
    (stack,) = cloudformation.describe_stacks(StackName=stack_name)["Stacks"]
    values = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
    return str(values[output])


def show_stacks(stacks: list[StackOfAssembly]) -> None:
    """Name the stacks of each environment."""
    by_environment: dict[str, list[str]] = {}
    for stack in stacks:
        environment, _, name = stack.path.partition("/")
        by_environment.setdefault(environment, []).append(name)
    for environment, names in by_environment.items():
        console.print(f"  {environment}: {', '.join(names)}")


def show_split(runtime: Any, endpoint_name: str, body: bytes, weights: Mapping[str, float]) -> None:
    """Send calls, and show who answered beside the weights."""
    split = split_of(runtime, endpoint_name, body, _CALLS)
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for column in ("  variant", "weight", "expected", "answered"):
        table.add_column(column, justify="left" if column == "  variant" else "right")
    for variant, weight in weights.items():
        expected = _CALLS * weight / sum(weights.values())
        table.add_row(f"  {variant}", f"{weight:g}", f"{expected:.0f}", str(split[variant]))
    console.print(table)
    found = unlikely(split, weights)
    demand(not found, "; ".join(found))


def show_forecasts(runtime: Any, endpoint_name: str, days: tuple[Day, ...]) -> None:
    """Ask for every held-out day at once, and show one beside what really happened."""
    predictions = forecasts(runtime, endpoint_name, days)
    console.print(plot(predictions[_PLOTTED_DAY], days[_PLOTTED_DAY]), markup=False)
    error = mean_error(predictions, days)
    naive = mean_error(tuple(day.same_day_last_week for day in days), days)
    console.print(
        f"  mean error over {len(days)} days that the model was not fitted on: {error:,.0f} MW;"
        f"\n  of repeating the same day of the week before: {naive:,.0f} MW"
    )
    demand(error < naive, "the forecasts are no better than last week's values")


@contextmanager
def expecting_an_update(sagemaker: Any, endpoint_name: str) -> Iterator[None]:
    """Show that the endpoint is the same afterwards, with another configuration."""
    before = sagemaker.describe_endpoint(EndpointName=endpoint_name)
    yield
    after = sagemaker.describe_endpoint(EndpointName=endpoint_name)
    demand(before["EndpointArn"] == after["EndpointArn"], "the endpoint was replaced, not updated")
    demand(
        before["EndpointConfigName"] != after["EndpointConfigName"],
        "the endpoint still has its old configuration",
    )
    console.print("  the same endpoint, updated in place with a new configuration")


def run() -> None:
    """Run all steps.

    Raises:
        SandboxError: one of them failed or deviated.
    """
    root = PROJECT / ".sandbox" / "demo"
    days = held_out_days(PROJECT / "model_code" / "nlinear")
    body = body_of(days[:1])
    copy = ProjectCopy(PROJECT, root / "project")
    weights = copy.weights(_ENVIRONMENT, _ENDPOINT)
    changed, weight = next(iter(weights.items()))
    other_weights = {**weights, changed: 1 if weight != 1 else 3}
    change = f"{changed}'s weight from {weight:g} to {other_weights[changed]:g}"
    with Sandbox(root=root) as aws:
        command = tuple(Places(state=root).cdk)
        with step("cdk synth: every environment, with every check"):
            copy.synthesize(command, aws.environment())
            stacks = stacks_of(copy.assembly)
            show_stacks(stacks)
        here = next(stack for stack in stacks if stack.path == _STACK)
        where = {"account": here.account, "region": here.region}

        def client(service: str) -> Any:
            return aws.client(service, **where)

        def smoke_test() -> list[str]:
            return smoke(
                _ENVIRONMENT,
                assembly=copy.assembly,
                model_code=copy.folder / "model_code",
                environment=aws.environment(**where),
            )

        with step("cdk bootstrap, cdk deploy 'dev/*': the real CDK CLI, a local AWS"):
            aws.deploy(copy.assembly, stacks=[_STACKS])
            name = output_of(client("cloudformation"), here.name, "EndpointName")
            status = client("sagemaker").describe_endpoint(EndpointName=name)["EndpointStatus"]
            console.print(f"  endpoint {name}: {status}")
        with step(f"endpoints smoke {_ENVIRONMENT}: it is what the templates say, and it answers"):
            for line in smoke_test()[_HEADING_LINES:]:
                console.print(line, markup=False, soft_wrap=True)
        runtime = client("sagemaker-runtime")
        with step("invoke_endpoint: tomorrow's electricity demand"):
            show_forecasts(runtime, name, days)
        with step(f"{_CALLS} calls: traffic follows the weights"):
            show_split(runtime, name, body, weights)
        with step(f"{change} in environments/dev.yaml; cdk synth, cdk deploy"):
            with expecting_an_update(client("sagemaker"), name):
                copy.set_weights(_ENVIRONMENT, _ENDPOINT, other_weights)
                copy.synthesize(command, aws.environment())
                aws.deploy(copy.assembly, stacks=[_STACKS])
            console.print(f"  endpoints smoke {_ENVIRONMENT}: {smoke_test()[-1]}")
        with step(f"{_CALLS} calls again"):
            show_split(runtime, name, body, other_weights)
        with step("cdk destroy 'dev/*'"):
            aws.destroy(copy.assembly, stacks=[_STACKS])
            left = client("sagemaker").list_endpoints()["Endpoints"]
            demand(not left, f"an endpoint is left: {left}")
            console.print("  nothing is left")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo; 0 when everything was as it must be."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.demo")
    parser.description = "Synthesize, deploy dev to a local AWS, ask it for forecasts."
    parser.parse_args(arguments)
    started = time.monotonic()
    try:
        run()
    except SandboxError as error:
        console.print(f"\n[bold red]the demo failed:[/bold red] {escape(str(error))}")
        return 1
    except KeyboardInterrupt:
        console.print("\nthe demo was stopped; nothing of it runs on")
        return _STOPPED
    console.print(
        f"\n[bold green]all as it must be[/bold green], {time.monotonic() - started:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
