"""How an environment file becomes a stage, and the stage stacks.

Start at `environment_stage`; `settings` says what an environment file may hold, `_models` and
`_kinds` make constructs of it, `_findings` tells at its line what these refuse. No module of
ours is imported here: reading settings or templates needs no CDK.
"""

import sys
from importlib.util import find_spec

# Beside its packages `make setup` installs the project itself.
if find_spec("sagemaker_hosting") is None:
    sys.exit("nothing is installed in this Python: run make setup, then source .venv/bin/activate")
