"""AWS on a laptop: the real CDK CLI, a local AWS, and model servers that run the model code.

    with Sandbox() as aws:
        aws.deploy(Path("cdk.out"), stacks=["dev/**"])
        aws.client("sagemaker-runtime", account="111111111111", region="eu-west-1")

or, to keep it running, `python -m sandbox up`.
"""

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
