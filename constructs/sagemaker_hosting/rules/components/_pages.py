"""Names AWS's pages on inference components."""

from __future__ import annotations

from typing import Final

API: Final = "https://docs.aws.amazon.com/sagemaker/latest/APIReference"
AUTO_SCALING: Final = "https://docs.aws.amazon.com/autoscaling/application/APIReference"
TEMPLATE_REFERENCE: Final = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-sagemaker-inferencecomponent.html"
)
ZERO: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-zero-instances.html"
)
