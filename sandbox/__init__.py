"""AWS on a laptop: the real CDK CLI, a local AWS, and model servers that run the model code.

    with Sandbox() as aws:
        aws.deploy(Path("cdk.out"), stacks=["dev/**"])
        aws.client("sagemaker-runtime", account="111111111111", region="eu-west-1")

or, to keep it running, `python -m sandbox up`.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  # who forgot the virtual environment has any Python
    sys.exit("this Python is older than 3.11: run make setup, then source .venv/bin/activate")

# isort: split
from sandbox._assembly import StackOfAssembly, stacks_of
from sandbox._environment import DEFAULT_ACCOUNT, DEFAULT_REGION
from sandbox._errors import SandboxError
from sandbox._sandbox import Sandbox

__all__ = [
    "DEFAULT_ACCOUNT",
    "DEFAULT_REGION",
    "Sandbox",
    "SandboxError",
    "StackOfAssembly",
    "stacks_of",
]
