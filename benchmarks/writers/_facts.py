"""What every writer writes: one endpoint, in CloudFormation's words.

A role, a model, a configuration of two variants, the endpoint, a scalable target with its policy.
`plain.js` reads it from here as well, as JSON.
"""

from __future__ import annotations

from typing import Any

ACCOUNT, REGION = "111111111111", "eu-west-1"
REPOSITORY, TAG = "forecaster", "1"
IMAGE = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/{REPOSITORY}:{TAG}"
BUCKET, KEY = "models-of-the-team", "nlinear/model.tar.gz"
DATA = f"s3://{BUCKET}/{KEY}"
ENVIRONMENT = {"FORECAST_HORIZON": "48"}
INSTANCE_TYPE = "ml.c6i.large"
WEIGHTS = {"champion": 9, "challenger": 1}
MAX_INSTANCES = 4
INVOCATIONS_PER_MINUTE = 70
RETAINED_BUT = "DesiredWeight"
RESOURCES = 6

TRUST: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "sagemaker.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
RIGHTS: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "PullImage",
            "Effect": "Allow",
            "Action": [
                "ecr:BatchCheckLayerAvailability",
                "ecr:BatchGetImage",
                "ecr:GetDownloadUrlForLayer",
            ],
            "Resource": f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/{REPOSITORY}",
        },
        {
            "Sid": "LogInToEcr",
            "Effect": "Allow",
            "Action": "ecr:GetAuthorizationToken",
            "Resource": "*",
        },
        {
            "Sid": "ReadModelData",
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{BUCKET}/{KEY}",
        },
        {
            "Sid": "WriteLogs",
            "Effect": "Allow",
            "Action": [
                "logs:CreateLogGroup",
                "logs:CreateLogStream",
                "logs:DescribeLogStreams",
                "logs:PutLogEvents",
            ],
            "Resource": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/sagemaker/Endpoints/*",
        },
        {
            "Sid": "PutMetrics",
            "Effect": "Allow",
            "Action": "cloudwatch:PutMetricData",
            "Resource": "*",
            "Condition": {
                "StringLike": {"cloudwatch:namespace": ["AWS/SageMaker", "/aws/sagemaker/*"]}
            },
        },
    ],
}
