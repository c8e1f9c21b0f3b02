"""Groups acknowledgements by their reasons: packs of rules ask for the same one again and again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sagemaker_hosting.review._held import Acknowledged
    from sagemaker_hosting.review._review import Review

NOW: Final = "acknowledged now"
NO_LONGER: Final = "no longer acknowledged"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Defines what is acknowledged, or is no longer, for one reason.

    Attributes:
        turn: `NOW` or `NO_LONGER`.
        reason: in the words of the app's code.
        given: the acknowledgements.
    """

    turn: str
    reason: str
    given: tuple[Acknowledged, ...]

    @property
    def only(self) -> Acknowledged | None:
        """The acknowledgement, if there is but one."""
        return self.given[0] if len(self.given) == 1 else None

    @property
    def told(self) -> str:
        """What is the matter of all of them together: `acknowledged now, 4 times: ...`."""
        return f"{self.turn}, {len(self.given)} times: {self.reason}"

    @property
    def lines(self) -> list[str]:
        """Which rules where: `AwsSolutions-S1, HIPAA.Security-S3 of Shared/Logs (dev, prod)`."""
        rules_at: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for one in self.given:
            rules_at[one.path][_bare(one.rule)] = None
        environments: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for path, rules in rules_at.items():
            environment, _, inside = path.partition("/")
            environments[", ".join(rules), inside].append(environment)
        places: defaultdict[str, list[str]] = defaultdict(list)
        for (rules_told, inside), names in environments.items():
            places[rules_told].append(_place(inside, names))
        return [f"{rules_told} of {', '.join(told)}" for rules_told, told in places.items()]


def reasons_of(review: Review) -> list[Reason]:
    """Group what is acknowledged, then what is no longer, each in the order of the templates."""
    return [
        *_grouped(review.acknowledged, NOW),
        *_grouped(review.no_longer_acknowledged, NO_LONGER),
    ]


def _grouped(given: Iterable[Acknowledged], turn: str) -> list[Reason]:
    by_reason: defaultdict[str, list[Acknowledged]] = defaultdict(list)
    for one in given:
        by_reason[one.reason].append(one)
    return [Reason(turn=turn, reason=r, given=tuple(those)) for r, those in by_reason.items()]


def _place(inside: str, names: list[str]) -> str:
    if not inside:
        return ", ".join(names)
    return f"{names[0]}/{inside}" if len(names) == 1 else f"{inside} ({', '.join(names)})"


def _bare(rule: str) -> str:
    """Leave out a plugin that the id repeats, and the finding within the rule.

    `AwsSolutions::AwsSolutions-IAM5[Resource::*]` is `AwsSolutions-IAM5`.
    """
    plugin, separator, own = rule.partition("::")
    if separator and own.startswith(plugin):
        rule = own
    return rule.partition("[")[0]
