"""Holds commands of the AWS CLI against the models of its services; nothing is called."""

from __future__ import annotations

import re
from pathlib import Path

import botocore.session
from botocore import xform_name
from cfnlint.decode import cfn_yaml

ROOT = Path(__file__).parents[2]
# https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-options.html
_OF_EVERY_AWS_COMMAND = {"--profile", "--region", "--query", "--output"}
# Made by the AWS CLI itself of several calls.
_OF_CLOUDFORMATION_DEPLOY = {
    "--stack-name",
    "--template-file",
    "--capabilities",
    "--parameter-overrides",
}


def options_of(words: list[str]) -> set[str]:
    return {word for word in words if re.match(r"--?[a-zA-Z]", word)}


def check_aws(service: str, operation: str, arguments: list[str]) -> None:
    given = options_of(arguments) - _OF_EVERY_AWS_COMMAND
    for word in arguments:
        if word.startswith("file://"):
            assert (ROOT / word.removeprefix("file://")).exists()
    if (service, operation) == ("cloudformation", "deploy"):
        assert given == _OF_CLOUDFORMATION_DEPLOY
        check_parameters(arguments)
        return
    model = botocore.session.get_session().get_service_model(service)
    operations = {xform_name(name, "-"): name for name in model.operation_names}
    shape = model.operation_model(operations[operation]).input_shape
    assert shape is not None
    known = {f"--{xform_name(name, '-')}": member for name, member in shape.members.items()}
    known |= {
        f"--no-{xform_name(name, '-')}": member
        for name, member in shape.members.items()
        if member.type_name == "boolean"
    }
    assert given - set(known) == set()
    required = {f"--{xform_name(name, '-')}" for name in shape.required_members}
    assert required - {option.replace("--no-", "--", 1) for option in given} == set()


def check_parameters(arguments: list[str]) -> None:
    file = ROOT / arguments[arguments.index("--template-file") + 1]
    parameters = cfn_yaml.load(str(file))["Parameters"]
    overridden = arguments[arguments.index("--parameter-overrides") + 1 :]
    given = dict(word.split("=", 1) for word in overridden if not word.startswith("--"))

    assert set(given) <= set(parameters)
    assert {name for name, each in parameters.items() if "Default" not in each} <= set(given)
    for name, value in given.items():
        assert re.fullmatch(parameters[name]["AllowedPattern"], value)
