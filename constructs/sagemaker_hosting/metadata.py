"""Names what a template says of itself in its Metadata, for those who read it.

CloudFormation keeps Metadata as it is, and changes nothing when it changes.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-metadata.html
"""

from typing import Final

ENVIRONMENT: Final = "sagemaker-hosting:environment"
"""In the Metadata of a template: the environment's `name`, `region` and `monthly_budget_usd`."""

TRAFFIC: Final = "sagemaker-hosting:traffic"
"""In the Metadata of an endpoint, an inference component or a state machine: what it has to do."""

PERCENT: Final = "sagemaker-hosting:percent-of-instance"
"""In the Metadata of a scaling policy: its target as was said, where it is a low one of many vCPUs.

CloudWatch counts in percent of one vCPU or GPU: without this, 60 on two vCPUs may be 30 % or 60 %.
"""
