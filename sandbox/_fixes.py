"""Tells what to do about a reason why a stack, or the app, failed."""

import re

_LEAVE_OUT = "deploy the other stacks without it, by --stack, or by stacks= in Python"
_RESET = "python -m sandbox reset"
_GUIDE = "docs/guide"
UNKNOWN_TYPES = "Unrecognized resource types: "

# The sandbox runs models with the project's own packages: only AWS installs a requirements.txt.
_NO_MODULE = re.compile(r"ModuleNotFoundError: No module named '([^'.]+)")
_MISSING_MODULE = (
    "for the sandbox install the package that has {name}, with .venv/bin/python -m pip install; "
    "for AWS name it in a requirements.txt beside inference.py. A file of your own goes beside "
    "inference.py"
)

_NO_ROLE = re.compile(r"The role with name (\S+) cannot be found")
_MISSING_ROLE = (
    "the stack takes {name} as given, and nobody made it here: make it first, with aws iam "
    "create-role --role-name {name} --assume-role-policy-document '{{}}' in a shell with the "
    "variables that python -m sandbox env prints"
)

# Words of a reason, and what to do; the first that fits is told.
_FIXES = (
    (UNKNOWN_TYPES, f"the sandbox does not have this type: {_LEAVE_OUT}"),
    (
        "must be deregistered as scalable targets",
        (
            "deploy twice, as on AWS: first without the scaling of the variant, then with the "
            "change and with the scaling again: "
            f"{_GUIDE}/scaling.md#another-instance-type-for-a-variant-that-scales"
        ),
    ),
    ("serves models of one container", _LEAVE_OUT),
    ("no adapters", _LEAVE_OUT),
    (
        "Could not find model data",
        (
            "put the artifact there first; python -m sandbox env prints the variables that lead "
            "aws s3 cp to the local S3"
        ),
    ),
    (
        "is not a model.tar.gz that can be unpacked",
        (
            "pack it with tar -czf model.tar.gz in the folder of the model, and put it there "
            f"again: {_GUIDE}/models-and-images.md#the-artifact"
        ),
    ),
    (
        "Exactly one .pth or .pt file is required",
        (
            "define model_fn(model_dir) in inference.py: without it the image loads the one .pth "
            f"or .pt file of the model: {_GUIDE}/models-and-images.md#the-artifact"
        ),
    ),
    (
        "did not pass the ping health check",
        (
            "correct inference.py, or what it loads; python -m sandbox logs shows all that the "
            "model server said"
        ),
    ),
    (
        "--stand-in",
        (
            "python -m sandbox down, then up with --stand-in; what was deployed is gone by then: "
            f"{_GUIDE}/sandbox.md#images-that-it-does-not-have"
        ),
    ),
    ("in state ALARM", "python -m sandbox logs shows what the model server said to the requests"),
    (
        "Cannot update in-progress",
        "wait until python -m sandbox status shows InService, and deploy again",
    ),
    (
        "Inference components copy count",
        (
            "give the component at least 1 copy to begin with; scaling takes it to none: "
            f"{_GUIDE}/inference-components.md#down-to-none"
        ),
    ),
    (
        "Inference Components are not supported in this Endpoint",
        (
            "components need an endpoint whose variant has no model: "
            f"{_GUIDE}/inference-components.md#the-endpoint"
        ),
    ),
    (
        "cannot be a scalable target",
        "let the scalable target depend on what it scales, so that this is there first",
    ),
    (
        "No scalable target registered",
        "let the policy depend on the scalable target, so that this is there first",
    ),
    ("has inference components", "destroy the stack of these components first"),
    ("is imported by stack", "destroy, or deploy without the import, the stack that imports first"),
    ("already exist", f"give it another name, or forget what was deployed before: {_RESET}"),
    ("Export '", "deploy the stack that exports it first"),
    (
        "Could not find",
        (
            "deploy the stack that makes it first; if it was deleted by hand, forget what was "
            f"deployed: {_RESET}"
        ),
    ),
    ("missing a value", "give the parameter a default"),
    ("TerminationProtection", f"deploy it without, or forget all that was deployed: {_RESET}"),
    (
        "/cdk-bootstrap/",
        (
            "the sandbox bootstraps with the CDK's own names; those of a synthesizer with a "
            "qualifier, make first: Sandbox.running().cdk('bootstrap', '--qualifier', ...)"
        ),
    ),
    ("Another CLI (PID=", "another command of this sandbox is at work: wait until it ends"),
)


def fix_of(reason: str) -> str | None:
    """What to do about a reason; None where only what it says helps.

    Args:
        reason: CloudFormation's words, or the end of what the CDK CLI said.
    """
    for pattern, fix in ((_NO_MODULE, _MISSING_MODULE), (_NO_ROLE, _MISSING_ROLE)):
        if found := pattern.search(reason):
            return fix.format(name=found[1])
    return next((fix for words, fix in _FIXES if words in reason), None)
