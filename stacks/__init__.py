"""How an environment file becomes a stage, and the stage stacks.

Start at `environment_stage`; `settings` says what an environment file may hold. Nothing is
imported here: reading settings or templates needs no CDK.
"""
