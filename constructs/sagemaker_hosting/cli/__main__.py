"""Runs `endpoints` as `python -m sagemaker_hosting.cli`."""

from sagemaker_hosting.cli import main

main()
