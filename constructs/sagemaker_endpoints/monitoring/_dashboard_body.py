"""A dashboard's body as plain data: what is on it, where, and what CloudWatch takes of it.

See https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_COLUMNS: Final = 24
_GRAPH_WIDTH: Final = 8
_GRAPH_HEIGHT: Final = 6
_HEADING_HEIGHT: Final = 1
_ALARMS_HEIGHT: Final = 2
# The body's own page tells those of widgets, and of metrics and expressions in one of them; that of
# all metrics: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
_MOST_WIDGETS: Final = 500
_MOST_LINES: Final = 500
_MOST_METRICS: Final = 2500
_MOST_ALARMS: Final = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A metric in a graph.

    Attributes:
        namespace: such as "AWS/SageMaker".
        name: such as "Invocations".
        dimensions: names and values, by turns.
        statistic: such as "Sum" or "p99".
        label: what the legend says.
        id: how expressions of the same graph call it; it is hidden then.
    """

    namespace: str
    name: str
    dimensions: tuple[str, ...]
    statistic: str
    label: str = ""
    id: str = ""

    def render(self) -> list[Any]:
        """The metric as an entry of `metrics`."""
        options: dict[str, Any] = {"stat": self.statistic}
        if self.id:
            options |= {"id": self.id, "visible": False}
        else:
            options["label"] = self.label
        return [self.namespace, self.name, *self.dimensions, options]


@dataclass(frozen=True, kw_only=True, slots=True)
class Expression:
    """A line that CloudWatch works out, or looks for: metric math, or a search."""

    expression: str
    label: str
    id: str

    def render(self) -> list[Any]:
        """The expression as an entry of `metrics`."""
        return [{"expression": self.expression, "label": self.label, "id": self.id}]


@dataclass(frozen=True, kw_only=True, slots=True)
class Graph:
    """A graph over time.

    Attributes:
        title: what it shows; an alarm's graph has that of CloudWatch.
        lines: metrics and expressions.
        unit: what the axis says.
        marks: horizontal lines, by label and value.
        alarm_arn: of an alarm whose metric and threshold it shows, in place of lines.
    """

    title: str = ""
    lines: tuple[Line | Expression, ...] = ()
    unit: str = ""
    marks: tuple[tuple[str, float], ...] = ()
    alarm_arn: str = ""

    @property
    def metric_count(self) -> int:
        """Its metrics, hidden ones too; of a search only CloudWatch knows how many it finds."""
        return sum(isinstance(line, Line) for line in self.lines)

    def properties(self, period: float) -> dict[str, Any]:
        """What the widget has beside its place."""
        if self.alarm_arn:
            return {"view": "timeSeries", "annotations": {"alarms": [self.alarm_arn]}}
        properties: dict[str, Any] = {"view": "timeSeries", "period": period}
        axis: dict[str, Any] = {"min": 0, "showUnits": False}
        if self.unit:
            axis["label"] = self.unit
        if self.marks:
            marks = [{"label": label, "value": value} for label, value in self.marks]
            properties["annotations"] = {"horizontal": marks}
        lines = [line.render() for line in self.lines]
        return {"title": self.title, **properties, "metrics": lines, "yAxis": {"left": axis}}


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """All that is shown of one endpoint or batch transform.

    Attributes:
        subject: how errors call it.
        heading: the text above, in Markdown.
        region: where its metrics are.
        account: whose they are; "" for the dashboard's own.
        graphs: from left to right, three beside each other.
        alarm_arns: whose states are shown above the graphs.
    """

    subject: str
    heading: str
    region: str
    account: str
    graphs: tuple[Graph, ...]
    alarm_arns: tuple[str, ...] = ()

    @property
    def widget_count(self) -> int:
        """How many widgets it becomes."""
        return 1 + bool(self.alarm_arns) + len(self.graphs)

    def faults(self) -> Iterator[str]:
        """What CloudWatch refuses of it alone."""
        for graph in self.graphs:
            if len(graph.lines) > _MOST_LINES:
                yield (
                    f"{self.subject}: {graph.title!r} would have {len(graph.lines)} metrics and "
                    f"expressions, allowed are {_MOST_LINES} in a widget"
                )
        if len(self.alarm_arns) > _MOST_ALARMS:
            yield (
                f"{self.subject}: alarms: got {len(self.alarm_arns)}, allowed are {_MOST_ALARMS} "
                "in a widget"
            )

    def widgets(self, top: int, period: float) -> Iterator[dict[str, Any]]:
        """Its widgets, from row *top* of the grid on."""
        place = {"x": 0, "y": top, "width": _COLUMNS, "height": _HEADING_HEIGHT}
        yield {"type": "text", **place, "properties": {"markdown": self.heading}}
        top += _HEADING_HEIGHT
        if self.alarm_arns:
            place = {"x": 0, "y": top, "width": _COLUMNS, "height": _ALARMS_HEIGHT}
            alarms = {"title": "Alarms", "alarms": list(self.alarm_arns)}
            yield {"type": "alarm", **place, "properties": alarms}
            top += _ALARMS_HEIGHT
        where = {"region": self.region, **({"accountId": self.account} if self.account else {})}
        for number, graph in enumerate(self.graphs):
            line, column = divmod(number, _COLUMNS // _GRAPH_WIDTH)
            yield {
                "type": "metric",
                "x": column * _GRAPH_WIDTH,
                "y": top + line * _GRAPH_HEIGHT,
                "width": _GRAPH_WIDTH,
                "height": _GRAPH_HEIGHT,
                "properties": {**graph.properties(period), **where},
            }

    @property
    def height(self) -> int:
        """Rows of the grid that it takes."""
        beside = _COLUMNS // _GRAPH_WIDTH
        above = _HEADING_HEIGHT + (_ALARMS_HEIGHT if self.alarm_arns else 0)
        return above + -(-len(self.graphs) // beside) * _GRAPH_HEIGHT


def body_faults(rows: Sequence[Row]) -> Iterator[str]:
    """What CloudWatch refuses of a dashboard of these rows."""
    for row in rows:
        yield from row.faults()
    metrics = sum(graph.metric_count for row in rows for graph in row.graphs)
    widgets = sum(row.widget_count for row in rows)
    counts = (("metrics", metrics, _MOST_METRICS), ("widgets", widgets, _MOST_WIDGETS))
    for what, count, most in counts:
        if count > most:
            yield (
                f"endpoints: they make {count} {what}, allowed are {most}; spread them over "
                "several dashboards"
            )


def body_of(rows: Sequence[Row], *, period: float, start: str | None) -> dict[str, Any]:
    """The body: the rows below each other."""
    widgets: list[dict[str, Any]] = []
    top = 0
    for row in rows:
        widgets.extend(row.widgets(top, period))
        top += row.height
    return {**({"start": start} if start is not None else {}), "widgets": widgets}
