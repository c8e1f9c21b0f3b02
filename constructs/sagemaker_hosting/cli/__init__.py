"""The command line `endpoints`: checks on templates, before they are deployed."""

import sys
from typing import Final

__all__ = ["main"]

_EXTRAS: Final = {
    **dict.fromkeys(("click", "typer", "yaml"), "checks"),
    **dict.fromkeys(("boto3", "botocore"), "operate"),
}
_UNUSABLE: Final = 2


def main() -> None:
    """Run the command line.

    The library needs none of the packages that the command does: who installed it without its
    extras is told which one is missing.
    """
    try:
        from sagemaker_hosting.cli._app import main as run  # noqa: PLC0415  # what may be missing

        run()
    except ModuleNotFoundError as missing:
        package = (missing.name or "").partition(".")[0]
        if package not in _EXTRAS:
            raise
        extra = f"pip install 'sagemaker-endpoints[{_EXTRAS[package]}]'"
        sys.stderr.write(f"endpoints needs {package}: {extra}\n")
        sys.exit(_UNUSABLE)
