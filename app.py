"""The CDK app: every environment file becomes a stage, and checks read them all."""

from pathlib import Path

import aws_cdk as cdk

from stacks.checks import add_checks
from stacks.choice import choose_environments, told_plainly
from stacks.environment_stage import EnvironmentStage

app = cdk.App()
with told_plainly():
    environments = choose_environments(app, Path(__file__).parent / "environments")
for environment in environments:
    EnvironmentStage(app, environment=environment)
add_checks(app)
app.synth()
