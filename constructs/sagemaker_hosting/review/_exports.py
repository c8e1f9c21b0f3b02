"""Tells of exports that go or change while another stack imports them.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.changes import Effect, normal
from sagemaker_hosting.review._remark import Remark, Risk
from sagemaker_hosting.view import referred_to

if TYPE_CHECKING:
    from sagemaker_hosting.changes import Changes
    from sagemaker_hosting.review._environments import Environments
    from sagemaker_hosting.view import Stack

_IMPORT: Final = "Fn::ImportValue"
_PAGE: Final = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html"
)
Key = tuple[str, str]
"""What shares exports, an account and Region or an environment, and the name of one there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Export:
    """Defines an output that has a name for other stacks."""

    stack: Stack
    value: Any

    def is_same(self, other: _Export, changes: Changes) -> bool:
        """Tell whether a deploy leaves the value as it is."""
        texts = self.stack.resolve(self.value), other.stack.resolve(other.value)
        if all(isinstance(text, str) for text in texts):
            return bool(texts[0] == texts[1])
        resources = other.stack.resources
        referred = (resources[name] for name in referred_to(other.value) if name in resources)
        fates = (changes.change_of(resource) for resource in referred)
        is_moved = any(fate is not None and fate.effect is Effect.REPLACED for fate in fates)
        return not is_moved and bool(normal(self.value) == normal(other.value))


def remarks_on_exports(changes: Changes, environments: Environments) -> Iterator[Remark]:
    """Tell of exports that CloudFormation does not change, because a deployed stack imports them.

    Args:
        changes: both readings.
        environments: names those of templates.
    """
    sides = changes.old.stacks, changes.new.stacks
    before, after = (_exports(stacks, environments) for stacks in sides)
    imported, still = (_importers(stacks, environments) for stacks in sides)
    left = {id(old) for old, new in changes.stacks if new is None}
    for key, export in before.items():
        now = after.get(key)
        users = [name for name in imported.get(key, ()) if name != export.stack.template.name]
        if not users or id(export.stack) in left:
            continue
        if now is not None and export.is_same(now, changes):
            continue
        what = "is gone" if now is None else "gets another value"
        says = (
            f"export {key[1]} of {export.stack.template.name} {what}, and is imported by "
            f"{', '.join(users)}"
        )
        if any(name in still.get(key, ()) for name in users):
            yield Remark(
                risk=Risk.REFUSED,
                says=f"{says}: CloudFormation changes no export that a deployed stack imports",
                fix="export the new value under another name, and let the importers move to it",
                link=_PAGE,
            )
        else:
            says = f"{says} so far: deploy that first, then {export.stack.template.name}"
            yield Remark(risk=None, says=says, link=_PAGE)


def _exports(stacks: Sequence[Stack], environments: Environments) -> Mapping[Key, _Export]:
    found = {}
    for stack in stacks:
        for declared in stack.outputs.values():
            export = declared.get("Export") if isinstance(declared, Mapping) else None
            name = stack.resolve(export.get("Name")) if isinstance(export, Mapping) else None
            if isinstance(name, str):
                value = declared.get("Value")
                found[_scope(stack, environments), name] = _Export(stack=stack, value=value)
    return found


def _scope(stack: Stack, environments: Environments) -> str:
    template = stack.template
    if template.account is not None and template.region is not None:
        return f"{template.account}/{template.region}"
    return environments.of_template(template)


def _importers(stacks: Sequence[Stack], environments: Environments) -> Mapping[Key, list[str]]:
    found: dict[Key, list[str]] = {}
    for stack in stacks:
        names = (stack.resolve(argument) for argument in _imports(stack.template.body))
        for name in dict.fromkeys(name for name in names if isinstance(name, str)):
            found.setdefault((_scope(stack, environments), name), []).append(stack.template.name)
    return found


def _imports(raw: object) -> Iterator[Any]:
    waiting = [raw]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            if _IMPORT in value:
                yield value[_IMPORT]
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
