"""How an environment file becomes a stage, and the stage stacks."""

from stacks._checks import add_checks
from stacks._choice import choose_environments, told_plainly
from stacks._endpoint_stack import EndpointStack
from stacks._environment_stage import EnvironmentStage
from stacks._shared_stack import SharedStack

__all__ = [
    "EndpointStack",
    "EnvironmentStage",
    "SharedStack",
    "add_checks",
    "choose_environments",
    "told_plainly",
]
