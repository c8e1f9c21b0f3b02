"""What `make demo` shows: from environment files to forecasts out of a deployed endpoint."""

import sys
from importlib.util import find_spec

if find_spec("rich") is None:
    sys.exit("rich is not installed: run make setup, then source .venv/bin/activate")
