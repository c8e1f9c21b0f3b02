"""The command line `endpoints`: checks on templates, before they are deployed."""

from sagemaker_hosting.cli._app import main

__all__ = ["main"]
