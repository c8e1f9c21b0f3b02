"""`python -m sandbox`."""

from sandbox._cli import app

app(prog_name="python -m sandbox")
