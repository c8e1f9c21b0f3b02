"""Defines the command `endpoints`."""

from __future__ import annotations

import io
import os
import sys

import typer

from sagemaker_hosting.cli._answers import UNUSABLE
from sagemaker_hosting.cli._check import check_command
from sagemaker_hosting.cli._cost import cost_app
from sagemaker_hosting.cli._deployed import deployed_command
from sagemaker_hosting.cli._review import review_command
from sagemaker_hosting.cli._smoke import smoke_command
from sagemaker_hosting.cli._traffic import traffic_command

app = typer.Typer(
    name="endpoints",
    help="Checks, prices and reviews SageMaker endpoints in CloudFormation templates.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("check")(check_command)
app.add_typer(cost_app, name="cost")
app.command("deployed")(deployed_command)
app.command("review")(review_command)
app.command("smoke")(smoke_command)
app.command("traffic")(traffic_command)


@app.callback()
def endpoints() -> None:
    """Checks, prices and reviews SageMaker endpoints in CloudFormation templates."""


def main() -> None:
    """Run the command line."""
    # What a terminal has no letter for, such as the arrow of a review, must not end a command.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except OSError as problem:
        # Whatever is left to write would fail once more when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        typer.echo(f"the output cannot be written ({problem.strerror})", err=True)
        sys.exit(UNUSABLE)
