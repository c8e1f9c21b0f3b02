"""What two templates that shall hold the same resources differ in."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

Template = dict[str, Any]


def differences(template: Template, yardstick: Template) -> list[str]:
    """Types and properties that one template has and the other has not, with how often.

    Logical ids do not count, nor in which order properties stand; what depends on what does.

    Returns:
        Lines such as `+ AWS::IAM::Policy` or `- AWS::SNS::Topic.DisplayName = "news"`; none where
        the templates are alike.
    """
    mine, theirs = _facts(template), _facts(yardstick)
    return [
        f"{sign} {fact}" + (f" ({times} times)" if times > 1 else "")
        for sign, facts in (("+", mine - theirs), ("-", theirs - mine))
        for fact, times in sorted(facts.items())
    ]


def _facts(template: Template) -> Counter[str]:
    resources: dict[str, Template] = template["Resources"]
    facts: Counter[str] = Counter()
    for resource in resources.values():
        kind = resource["Type"]
        facts[kind] += 1
        for part in ("DependsOn", "DeletionPolicy", "UpdateReplacePolicy", "Condition"):
            if part in resource:
                facts[f"{kind} {part} = {_told(resource[part], resources)}"] += 1
        for name, value in resource.get("Properties", {}).items():
            facts[f"{kind}.{name} = {_told(value, resources)}"] += 1
    return facts


def _told(value: Any, resources: dict[str, Template]) -> str:
    return json.dumps(_anonymous(value, resources), sort_keys=True)


def _anonymous(value: Any, resources: dict[str, Template]) -> Any:
    """Logical ids replaced by the type of what they stand for."""
    if isinstance(value, dict):
        return {key: _anonymous(each, resources) for key, each in value.items()}
    if isinstance(value, list):
        return [_anonymous(each, resources) for each in value]
    if isinstance(value, str) and value in resources:
        return f"<{resources[value]['Type']}>"
    return value
