"""Rules of who may take on an execution role."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.role_rights import principals
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, rule
from sagemaker_hosting.view import Role, Statement

_ASSUME: Final = "sts:AssumeRole"


@rule(
    "IAM-01",
    Role,
    title="the execution role trusts sagemaker.amazonaws.com",
    why='CreateModel refuses the role unless "its trust relationship policy allows the action '
    '"sts:AssumeRole" for the service principal "sagemaker.amazonaws.com""',
    source="https://github.com/aws/aws-cdk/issues/10064 (text of CreateModel)",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html",
    fix="Model without role=, which makes one, or iam.Role(assumed_by=iam.ServicePrincipal("
    "'sagemaker.amazonaws.com'))",
    cloudformation="add a statement to AssumeRolePolicyDocument: Effect Allow, Principal "
    "{Service: sagemaker.amazonaws.com}, Action sts:AssumeRole",
)
def trusts_sagemaker(role: Role) -> Faults:
    """SageMaker works under the role of a model."""
    document = role.at("AssumeRolePolicyDocument")
    statements = document.at("Statement")
    if not role.hosting.users_of(role) or not statements.is_given:
        return
    if any(item.is_unknown for item in statements.items):
        return
    if not any(_lets_sagemaker(statement) for statement in role.trust_statements):
        told = ", ".join(_principals(role)) or "nobody"
        users = ", ".join(user.path for user in role.hosting.users_of(role))
        yield Fault(
            at=document,
            says=f"role {role.path} may be assumed by {told}, and {users} runs as it",
            allowed=f"Service {min(principals())} with {_ASSUME}",
        )


def _lets_sagemaker(statement: Statement) -> bool:
    """Tell whether a statement may let SageMaker take on the role."""
    if not statement.may_allow(_ASSUME):
        return False
    principal = statement.at("Principal")
    if principal.is_unknown or statement.at("NotPrincipal").is_present:
        return True
    # Both mean everybody: https://docs.aws.amazon.com/IAM/latest/UserGuide/
    # reference_policies_elements_principal.html
    if "*" in (principal.text, principal.at("AWS").text):
        return True
    service = principal.at("Service")
    nodes = service.items if isinstance(service.value, list) else (service,)
    return any(
        node.is_unknown or (node.text or "").lower() in principals()
        for node in nodes
        if node.is_present
    )


def _principals(role: Role) -> list[str]:
    return [
        str(node)
        for statement in role.trust_statements
        for node in statement.at("Principal").entries.values()
    ]


RULES: Final[tuple[AnyRule, ...]] = (trusts_sagemaker,)
