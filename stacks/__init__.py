"""How an environment file becomes a stage, and the stage stacks.

Start at `environment_stage`; `settings` says what an environment file may hold, `_models` and
`_kinds` make constructs of it, `_findings` tells at its line what these refuse. Nothing is
imported here: reading settings or templates needs no CDK.
"""
