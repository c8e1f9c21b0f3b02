"""What no batch transform can do without."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3

from sagemaker_endpoints import Model, S3Location


@pytest.fixture
def bucket(stack: cdk.Stack) -> s3.IBucket:
    return s3.Bucket.from_bucket_name(stack, "Bucket", "forecasts")


@pytest.fixture
def least(bucket: s3.IBucket, model: Model) -> dict[str, Any]:
    """The smallest batch transform."""
    return {
        "model": model,
        "instance_type": "ml.m5.xlarge",
        "input": S3Location(bucket=bucket, prefix="series/"),
        "output": S3Location(bucket=bucket, prefix="forecasts/"),
    }
