"""Where lines of a graph come from: a variant, a component, a queue, or a search for variants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sagemaker_endpoints.common._metrics import INVOCATIONS
from sagemaker_endpoints.monitoring._dashboard_body import Expression, Graph, Line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MICROSECONDS_IN_A_MILLISECOND: Final = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """What metrics are published for, by the dimensions that they have.

    Attributes:
        label: before the name of each line of it; "" where a graph has no other source.
        dimensions: names and values, by turns.
    """

    label: str
    dimensions: tuple[str, ...]

    def line(
        self,
        name: str,
        statistic: str,
        *,
        namespace: str = INVOCATIONS,
        told: str = "",
        line_id: str = "",
    ) -> Line:
        """A metric of it; *told* is its name in the legend, *line_id* hides it."""
        return Line(
            namespace=namespace,
            name=name,
            dimensions=self.dimensions,
            statistic=statistic,
            label=self.told(told),
            id=line_id,
        )

    def told(self, name: str) -> str:
        """What the legend says of one of its lines."""
        return f"{self.label} {name}".strip()


def lines_of(
    title: str,
    sources: Iterable[Source],
    metrics: Sequence[tuple[str, str]],
    *,
    namespace: str = INVOCATIONS,
    unit: str = "",
) -> Graph:
    """A graph of *metrics*, by name and statistic, as they are published."""
    several = len(metrics) > 1
    return Graph(
        title=title,
        unit=unit,
        lines=tuple(
            source.line(
                name,
                statistic,
                namespace=namespace,
                told=name if several or not source.label else "",
            )
            for source in sources
            for name, statistic in metrics
        ),
    )


def milliseconds_of(
    title: str, sources: Iterable[Source], metrics: Sequence[tuple[str, str, str]]
) -> Graph:
    """A graph of *metrics* in microseconds, by name, statistic and legend, in milliseconds."""
    wanted = [(source, *metric) for source in sources for metric in metrics]
    lines: list[Line | Expression] = [
        source.line(name, statistic, line_id=f"m{number}")
        for number, (source, name, statistic, _told) in enumerate(wanted)
    ]
    lines.extend(
        Expression(
            expression=f"m{number} / {_MICROSECONDS_IN_A_MILLISECOND}",
            label=source.told(told),
            id=f"e{number}",
        )
        for number, (source, _name, _statistic, told) in enumerate(wanted)
    )
    return Graph(title=title, lines=tuple(lines), unit="ms")


def counts_behind(title: str, sources: Sequence[Source], per_each: str) -> Graph:
    """How many instances or copies answer: each request adds 1 / their number to *per_each*.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
    """
    lines: list[Line | Expression] = []
    for number, source in enumerate(sources):
        lines.append(source.line("Invocations", "Sum", line_id=f"a{number}"))
        lines.append(source.line(per_each, "Sum", line_id=f"b{number}"))
    lines.extend(
        Expression(expression=f"a{number} / b{number}", label=source.label, id=f"e{number}")
        for number, source in enumerate(sources)
    )
    return Graph(title=title, lines=tuple(lines))


def shares_of(sources: Sequence[Source], weights: Sequence[float]) -> Graph:
    """Which part of the requests each variant gets, against that of its weight.

    Args:
        sources: the variants that share the traffic.
        weights: of each of them; none when they are not known.
    """
    lines: list[Line | Expression] = [
        source.line("Invocations", "Sum", line_id=f"m{number}")
        for number, source in enumerate(sources)
    ]
    lines.extend(
        Expression(
            expression=f"100 * FILL(m{number}, 0) / SUM(METRICS())",
            label=source.label,
            id=f"e{number}",
        )
        for number, source in enumerate(sources)
    )
    total = sum(weights)
    marks = (
        tuple(
            (f"{source.label}: its weight", round(100 * weight / total, 2))
            for source, weight in zip(sources, weights, strict=True)
        )
        if total > 0
        else ()
    )
    return Graph(title="Share of traffic", lines=tuple(lines), unit="%", marks=marks)


def found_lines(
    title: str,
    *,
    endpoint_name: str,
    metrics: Sequence[tuple[str, str]],
    namespace: str = INVOCATIONS,
    unit: str = "",
) -> Graph:
    """A graph of *metrics*, by name and statistic, of whichever variants the endpoint has.

    CloudWatch looks for them whenever somebody looks at the dashboard.

    See https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
    """
    one_name = len({name for name, _statistic in metrics}) == 1
    lines = tuple(
        Expression(
            expression=(
                f'SEARCH(\'{{"{namespace}",EndpointName,VariantName}} '
                f'EndpointName="{endpoint_name}" MetricName="{name}"\', '
                f"'{statistic}')"
            ),
            # CloudWatch puts it before what tells the metrics that were found apart.
            label=statistic if one_name else name,
            id=f"e{number}",
        )
        for number, (name, statistic) in enumerate(metrics)
    )
    return Graph(title=title, lines=lines, unit=unit)
