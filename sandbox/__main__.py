"""`python -m sandbox`."""

import sys

try:
    from sandbox._cli import app
except ModuleNotFoundError as missing:
    if str(missing.name).startswith("sandbox"):
        raise
    sys.exit(f"{missing.name} is not installed: run make setup, then source .venv/bin/activate")

app(prog_name="python -m sandbox")
