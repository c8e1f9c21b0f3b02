"""Defines the command `endpoints`."""

from __future__ import annotations

import typer

from sagemaker_hosting.cli._check import check_command
from sagemaker_hosting.cli._cost import cost_app
from sagemaker_hosting.cli._deployed import deployed_command
from sagemaker_hosting.cli._review import review_command
from sagemaker_hosting.cli._smoke import smoke_command

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


@app.callback()
def endpoints() -> None:
    """Checks, prices and reviews SageMaker endpoints in CloudFormation templates."""


def main() -> None:
    """Run the command line."""
    app()
