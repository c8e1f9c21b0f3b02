"""Fits a document to a limit: the least important parts are cut first, and told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Defines a part of a document that is kept or cut as a whole.

    Attributes:
        importance: what is lower is cut first.
        what: what it is one of, in words: `raw difference`.
        text: the lines, without the last line's end.
    """

    importance: int
    what: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """Defines blocks below a heading, which goes with the last of them.

    Attributes:
        heading: what stands above; may be several lines.
        blocks: the parts.
        ending: what stands below.
    """

    heading: str
    blocks: list[Block] = field(default_factory=list)
    ending: str = ""


def fitted(sections: list[Section], *, limit: int) -> str:
    """Write sections within a limit.

    Args:
        sections: in their order.
        limit: characters.

    Returns:
        The document; if something is cut, its last paragraph tells what.
    """
    text = _written(sections, frozenset())
    if len(text) <= limit:
        return text
    blocks = [(s, i) for s, section in enumerate(sections) for i in range(len(section.blocks))]
    # Of two that matter alike, the one further down goes first.
    order = sorted(
        blocks, key=lambda at: (sections[at[0]].blocks[at[1]].importance, -at[0], -at[1])
    )
    # How many must go: between none and all of them, found by halving.
    fewest, most = 0, len(order)
    while fewest < most:
        middle = (fewest + most) // 2
        if len(_cut(sections, frozenset(order[:middle]))) <= limit:
            most = middle
        else:
            fewest = middle + 1
    return _cut(sections, frozenset(order[:most]))


def _cut(sections: list[Section], lost: frozenset[tuple[int, int]]) -> str:
    return f"{_written(sections, lost)}\n{_notice(sections, lost)}\n"


def _written(sections: list[Section], lost: frozenset[tuple[int, int]]) -> str:
    parts = []
    for s, section in enumerate(sections):
        kept = [b.text for i, b in enumerate(section.blocks) if (s, i) not in lost]
        if kept or not section.blocks:
            parts.append("\n".join(p for p in (section.heading, *kept, section.ending) if p))
    return "\n\n".join(part for part in parts if part) + "\n"


def _notice(sections: list[Section], lost: frozenset[tuple[int, int]]) -> str:
    counts = Counter(sections[s].blocks[i].what for s, i in sorted(lost))
    told = ", ".join(f"{what}: {count}" for what, count in counts.items())
    return f"_Cut to fit a comment: {told}. `endpoints review --format html` shows all._"
