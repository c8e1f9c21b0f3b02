"""Imported first: ends with what to do where this Python has none of the packages."""

import sys
from importlib.util import find_spec

if find_spec("sagemaker_hosting") is None:
    sys.exit("nothing is installed in this Python: run make setup, then source .venv/bin/activate")
