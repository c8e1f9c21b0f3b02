"""The CDK app: every environment file becomes a stage, a pipeline deploys them, checks read all."""

from pathlib import Path

# First: where nothing is installed, `stacks` says what to do.
from stacks.budgets import add_budgets

# isort: split
import aws_cdk as cdk

from stacks.checks import add_checks
from stacks.choice import (
    choose_environments,
    choose_pipeline,
    tell_what_was_read,
    told_plainly,
)
from stacks.environment_stage import add_stages
from stacks.pipeline import add_pipeline
from stacks.versions import tell_versions

root = Path(__file__).parent
app = cdk.App()
with told_plainly():
    environments = choose_environments(app, root / "environments")
    pipeline = choose_pipeline(app, root / "delivery" / "pipeline.yaml", environments)
    tell_what_was_read(environments, root / "environments")
    stages = add_stages(app, environments)
add_checks(app)
add_budgets(app, environments)
add_pipeline(app, settings=pipeline, stages=stages)
tell_versions(stages, environments)
app.synth()
