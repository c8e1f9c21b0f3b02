"""Draws the charts of the page: static SVG, with the figures as text beside them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.review._money import told_amount, told_range, told_step

if TYPE_CHECKING:
    from sagemaker_hosting.cost import Costs
    from sagemaker_hosting.review._item import Money, Share

_COLOURS: Final = 7
_WIDTH: Final = 1000
_TALL: Final = 100


def traffic_chart(shares: Sequence[Share], *, title: str) -> str:
    """Draw the split of requests before and after, a bar each; shadows have bars of their own.

    Args:
        shares: of one endpoint.
        title: what stands above.
    """
    answering = [share for share in shares if not share.shadow]
    colour = {share.variant: min(i, _COLOURS - 1) for i, share in enumerate(answering)}
    rows = [
        _split(
            "before", [(colour[s.variant], s.variant, s.before, s.before_told) for s in answering]
        ),
        _split("after", [(colour[s.variant], s.variant, s.after, s.after_told) for s in answering]),
    ]
    for share in (s for s in shares if s.shadow):
        for when, percent, told in (
            ("before", share.before, share.before_told),
            ("after", share.after, share.after_told),
        ):
            if told is not None:
                name = f"copies for {share.variant}"
                rows.append(_split(when, [(_COLOURS - 1, name, percent, told)]))
    legend = "".join(
        f'<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" '
        f'class="c{colour[s.variant]}"/></svg>{escape(s.variant)}</li>'
        for s in answering
    )
    return (
        f"<figure><figcaption>{escape(title)}</figcaption>{''.join(rows)}"
        f'<ul class="legend">{legend}</ul></figure>'
    )


def cost_chart(money: Money, *, title: str, budget: Decimal | None = None) -> str:
    """Draw a typical month before and after, each over the range of the scaling limits.

    Args:
        money: what it costs.
        title: what stands above.
        budget: a line across; None for none.
    """
    sides = [side for side in (money.before, money.after) if side is not None]
    most = max((s.max.usd for s in sides), default=Decimal(0))
    most = max(most, *(s.typical.usd for s in sides), budget or Decimal(0), Decimal("0.01"))
    bars = "".join(
        _amount(when, costs, most, budget)
        for when, costs in (("before", money.before), ("after", money.after))
    )
    return f"<figure><figcaption>{escape(title)}: {told_step(money)}</figcaption>{bars}</figure>"


def _split(when: str, parts: Sequence[tuple[int, str, float | None, str | None]]) -> str:
    told = ", ".join(f"{name} {text}" for _, name, _, text in parts if text is not None)
    rects, left = [], 0.0
    for colour, _, percent, _ in parts:
        if percent:
            width = percent / 100 * _WIDTH
            rects.append(
                f'<rect x="{left:.1f}" width="{max(width - 3, 1):.1f}" height="{_TALL}" '
                f'class="c{colour}"/>'
            )
            left += width
    return _bar(when, told or "nothing", "".join(rects))


def _amount(when: str, costs: Costs | None, most: Decimal, budget: Decimal | None) -> str:
    if costs is None:
        return _bar(when, "nothing", "")
    low, high, usual = (
        float(usd / most * _WIDTH) for usd in (costs.min.usd, costs.max.usd, costs.typical.usd)
    )
    marks = (
        f'<rect x="{low:.1f}" width="{max(high - low, 0):.1f}" height="{_TALL}" class="range"/>'
        f'<rect y="25" width="{usual:.1f}" height="50" class="{when}"/>'
    )
    if budget is not None:
        x = float(budget / most * _WIDTH)
        marks += f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{_TALL}" class="limit"/>'
    return _bar(when, f"{told_amount(costs)} (limits: {told_range(costs)})", marks)


def _bar(when: str, told: str, marks: str) -> str:
    label = escape(f"{when}: {told}", quote=True)
    return (
        f'<div class="bar"><span aria-hidden="true">{when}</span>'
        f'<svg role="img" aria-label="{label}" viewBox="0 0 {_WIDTH} {_TALL}" '
        f'preserveAspectRatio="none"><rect width="{_WIDTH}" height="{_TALL}" class="ground"/>'
        f'{marks}</svg><span class="told" aria-hidden="true">{escape(told)}</span></div>'
    )
