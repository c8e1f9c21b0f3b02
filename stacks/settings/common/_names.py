"""Defines the forms of names, ids and addresses in an environment file."""

import re

from stacks.settings.common._base import Form

_BUCKET = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
_BUCKET_SAYS = (
    "3 to 63 lower-case letters, digits, dots and hyphens, no dot or hyphen first or last"
)


def bucket_fault(address: str) -> str | None:
    """Tell what is wrong with the bucket's name in an address; None where it is no address.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    """
    scheme, found, rest = address.partition("s3://")
    bucket = rest.partition("/")[0]
    if scheme or not found or re.fullmatch(_BUCKET, bucket):
        return None
    return f"the bucket's name must be {_BUCKET_SAYS}"


ENVIRONMENT_NAME = Form(
    r"^[a-z][a-z0-9]+(-[a-z0-9]+)*$",
    "lower-case words with hyphens between them, the first of 2 characters or more",
    30,
)
KEY = Form(r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$", "lower-case words with hyphens or underscores", 40)
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
SAGEMAKER_NAME = Form(
    r"^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$",
    "1 to 63 letters, digits and hyphens, no hyphen first or last",
    63,
)
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
VARIABLE = Form(
    r"^[a-zA-Z_][a-zA-Z0-9_]*$", "letters, digits and underscores, no digit first", 1024
)
ACCOUNT = Form(r"^[0-9]{12}$", "12 digits in quotes")
REGION = Form(r"^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}$", "a Region such as eu-west-1")
AVAILABILITY_ZONE = Form(
    r"^[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}(-[a-z]+-[0-9]{1,2})?[a-z]$",
    "an Availability Zone such as eu-west-1a",
)
VPC_ID = Form(r"^vpc-[0-9a-f]{8}([0-9a-f]{9})?$", "vpc- and 8 or 17 hexadecimal digits")
SUBNET_ID = Form(r"^subnet-[0-9a-f]{8}([0-9a-f]{9})?$", "subnet- and 8 or 17 hexadecimal digits")
SECURITY_GROUP_ID = Form(r"^sg-[0-9a-f]{8}([0-9a-f]{9})?$", "sg- and 8 or 17 hexadecimal digits")
EMAIL = Form(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", "an e-mail address", 254)
FINDING_ID = Form(r"^[^\s:]+::\S.*$", "the id of a finding such as sagemaker-endpoints::NoCopies")
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Tag.html
TAG_KEY = Form(
    r"^(?![aA][wW][sS]:)[\w .:/=+@-]+$",
    "1 to 128 letters, digits, spaces and _.:/=+-@, not beginning with aws:",
    128,
)
TAG_VALUE = Form(r"^[\w .:/=+@-]*$", "at most 256 letters, digits, spaces and _.:/=+-@", 256)
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
S3_URI = Form(
    rf"^s3://{_BUCKET}/.+\.tar\.gz$",
    "the S3 address of a .tar.gz, such as s3://bucket/model.tar.gz",
    1024,
    bucket_fault,
)
OBJECT_KEY = Form(r"^.+\.tar\.gz$", "the key of a .tar.gz, such as nlinear/model.tar.gz", 1024)
BUCKET = Form(rf"^{_BUCKET}$", f"a bucket's name: {_BUCKET_SAYS}")
IMAGE_URI = Form(r"^\S+$", "an image's address without white space", 255)
# https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-containers-inference-private.html
REGISTRY_URI = Form(
    r"^[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+(:[0-9]+)?/[^:@\s]+(:[^:@\s]+)?(@\S+)?$",
    "the host of a registry, a repository and a tag such as registry.example.com/forecaster:1.2",
    255,
)
FUNCTION = Form(
    r"^(arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:)?[a-zA-Z0-9_-]{1,64}(:[a-zA-Z0-9_$-]+)?$",
    "the name of a Lambda function such as registry-credentials, or its ARN",
    256,
)
# https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
SECRET = Form(
    r"^([a-zA-Z0-9/_+=.@-]{1,512}"
    r"|arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[a-zA-Z0-9/_+=.@-]+-[a-zA-Z0-9]{6})$",
    "the name of a secret such as hub-token, or its whole ARN, with the six characters at its end",
)
HUB_MODEL = Form(
    r"^[a-zA-Z0-9_.-]+(/[a-zA-Z0-9_.-]+)?$",
    "a model of the Hugging Face Hub such as amazon/chronos-bolt-small",
    96,
)
HUB_TASK = Form(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", "a task of the Hugging Face Hub such as text-classification", 64
)
REPOSITORY = Form(
    r"^[a-z0-9]+([._/-]+[a-z0-9]+)*$", "the name of an ECR repository such as team/forecaster", 256
)
TAG = Form(r"^[a-zA-Z0-9_][a-zA-Z0-9._-]*$", "an image's tag such as 1.2", 128)
DIGEST = Form(r"^sha256:[0-9a-f]{64}$", "sha256: and 64 hexadecimal digits")
WORD = Form(r"^\S+$", "text without white space", 128)
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
PACKAGE_ARN = Form(
    r"^arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:[0-9]{12}:model-package/\S+$",
    "the ARN of a model package",
    176,
)
S3_PREFIX = Form(
    rf"^(s3://{_BUCKET}/)?[^/:\s]([^:\s]*[^/:\s])?/$",
    "a prefix such as stores/, or its address such as s3://bucket/stores/",
    512,
    bucket_fault,
)
PREFIX = Form(r"^[^/:\s]([^:\s]*[^/:\s])?/$", "a prefix such as failures/", 512)
# https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
SCHEDULE = Form(
    r"^(cron\(\S+( \S+){5}\)|rate\([1-9][0-9]* (minute|hour|day)s?\)"
    r"|at\([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\))$",
    "cron(...) with six fields, such as cron(0 2 * * ? *), rate(...) or at(...)",
    256,
)
TIME_ZONE = Form(r"^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$", "a time zone such as Europe/Paris", 50)
MEDIA_TYPE = Form(r"^[A-Za-z0-9.+-]+/[A-Za-z0-9.+*-]+$", "a content type such as text/csv", 256)
REASON = Form(r"^\S[\s\S]{18,}\S$", "a reason of at least 20 characters")
LINE = Form(r"^[\s\S]*$", "at most 1024 characters", 1024)
ROUTING = Form(
    r"^(least_outstanding_requests|random)$",
    "least_outstanding_requests, random or a mapping with the key prefix_aware",
)
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
INFERENCE_AMI = Form(
    r"^al[0-9]+-ami-sagemaker-inference-(gpu|neuron)-[0-9]+(-[0-9]+)*$",
    "a version of SageMaker's inference images such as al2023-ami-sagemaker-inference-gpu-4-1",
)
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantCapacityReservationConfig.html
TRAINING_PLAN_ARN = Form(
    r"^arn:aws[a-z-]*:sagemaker:[a-z0-9-]+:[0-9]{12}:training-plan/\S+$",
    "the ARN of a SageMaker training plan",
)
GLOB = Form(r"^\S.*$", "a pattern such as data/**")
