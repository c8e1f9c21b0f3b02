"""Whether an object is what a parameter asks for, as far as its class tells.

jsii makes objects of CDK's interfaces that are of no class of theirs, and users write classes of
their own: what is looked for is the member that is used. Asking the class for it, not the object,
sends no message to Node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_MEMBERS: Mapping[str, str] = {
    "Container": "bind",
    "IModel": "model_name",
    "ImageSource": "bind",
    "ModelDataSource": "bind",
    "Path": "__fspath__",
    "appscaling.Schedule": "expression_string",
    "cdk.Duration": "to_seconds",
    "cdk.Size": "to_gibibytes",
    "cdk.TimeZone": "timezone_name",
    "ec2.IConnectable": "connections",
    "ec2.ISecurityGroup": "security_group_id",
    "ec2.IVpc": "vpc_id",
    "ecr.IRepository": "repository_arn",
    "ecr_assets.Platform": "platform",
    "iam.IGrantable": "grant_principal",
    "iam.IRole": "role_arn",
    "kms.IKey": "key_arn",
    "lambda_.IFunction": "function_arn",
    "s3.IBucket": "bucket_arn",
    "sagemaker.CfnModel": "attr_model_name",
    "scheduler.ScheduleExpression": "expression_string",
    "secretsmanager.ISecret": "secret_arn",
    "sns.ITopic": "add_subscription",
}
# Classes of this library: what is given is of them, or of one that derives from them.
_OWN = frozenset(
    {
        *("CapacityReservation", "ClarifyExplainer", "ClarifyInference", "ClarifyText"),
        *("ComponentRollout", "ContainerDefinition", "ContainerImage", "CoreDump", "DataCapture"),
        *("Endpoint", "InstancePool", "InstanceVariant", "MetricsConfig", "ModelData", "Rollout"),
        *("Routing", "S3Location", "ScaleInPolicy", "ShadowVariant", "ShapBaseline"),
    }
)


def may_be(kind: str, value: Any) -> bool:
    """Whether *value* is of *kind*, or nothing tells that it is not."""
    if isinstance(value, type):
        return False
    if kind in _OWN:
        return any(parent.__name__ == kind for parent in type(value).__mro__)
    member = _MEMBERS.get(kind)
    return member is None or _has(value, member)


def _has(value: Any, member: str) -> bool:
    kind = type(value)
    if hasattr(kind, member) or hasattr(kind, "__getattr__"):  # the latter may answer anything
        return True
    return member in getattr(value, "__dict__", {})
