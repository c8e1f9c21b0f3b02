"""Writes docs/rules.md to the standard output."""

import sys

from sagemaker_hosting.rules._document import document

sys.stdout.write(document())
