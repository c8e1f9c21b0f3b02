"""Rules of what the execution role of a multi-model endpoint may do."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, rule
from sagemaker_hosting.view import Container, Model, bucket_of, objects_below

_GET: Final = "s3:GetObject"
_LIST: Final = "s3:ListBucket"


@rule(
    "MME-09",
    Container,
    title="the role of a multi-model model may read below its prefix and list the bucket",
    why='"If your Model uses multiple models or uncompressed models, please ensure that the role '
    'has "s3:ListBucket" permission."',
    source="https://github.com/aws/aws-cdk/issues/10064 (text of CreateModel); SageMaker developer "
    "guide, multi-model-endpoint-security",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoint-security.html",
    fix="ModelData.from_prefix(...) in a Model or MultiModelEndpoint: its role gets both",
    cloudformation=f"allow the role of the model {_GET} below ModelDataUrl and {_LIST} on its "
    "bucket",
)
def role_may_read_the_prefix(container: Container) -> Faults:
    """The container lists and fetches models as they are asked for."""
    model, prefix = container.resource, container.model_data
    if not container.is_multi_model or not isinstance(model, Model) or model.role is None:
        return
    if prefix.is_absent:
        return
    for action, arn, where in (
        (_GET, objects_below(prefix.value), "below it"),
        (_LIST, bucket_of(prefix.value), "on its bucket"),
    ):
        if model.role.lacks(action, arn):
            yield Fault(
                at=prefix,
                says=f"{prefix.label} is {prefix}, and role {model.role.path} is not allowed "
                f"{action} {where}",
            )


RULES: Final[tuple[AnyRule, ...]] = (role_may_read_the_prefix,)
