"""Names what a template says of itself in its Metadata, for those who read it.

CloudFormation keeps Metadata as it is, and changes nothing when it changes.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-metadata.html
"""

from typing import Final

ENVIRONMENT: Final = "sagemaker-hosting:environment"
"""In the Metadata of a template: the environment's `name`, `region` and `monthly_budget_usd`."""

TRAFFIC: Final = "sagemaker-hosting:traffic"
"""In the Metadata of an endpoint, an inference component or a state machine: what it has to do."""
