"""Follows a metric of a time through metric math to the value that is compared.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Mapping, Sequence
from math import inf
from typing import Final, NamedTuple

from sagemaker_hosting.facts.metrics import MICROSECONDS, PublishedMetric, published_metrics
from sagemaker_hosting.rules._written import written
from sagemaker_hosting.rules.metrics._reading import Reading, readings_at
from sagemaker_hosting.view import Node

_KEEP_THE_UNIT: Final = frozenset(
    {"ABS", "AVG", "CEIL", "FLOOR", "MAX", "MIN", "RUNNING_SUM", "SUM", "TIME_SERIES"}
)
_COUNTING: Final = ("samplecount", "tc", "pr")
_QUERY: Final = re.compile(
    r'\s*SELECT\s+(?:AVG|MAX|MIN|SUM)\(\s*"?(?P<name>\w+)"?\s*\)\s+FROM\s+(?:SCHEMA\(\s*)?'
    r'"(?P<namespace>[^"]+)"',
    re.IGNORECASE,
)


class Quantity(NamedTuple):
    """Defines a value made of a metric in microseconds.

    Attributes:
        name: the metric.
        factor: what a microsecond has become: 0.001 for milliseconds.
        least: in microseconds, what it is hardly meant to be compared with less than.
    """

    name: str
    factor: float
    least: int


def compared_at(node: Node) -> Quantity | None:
    """Find what an alarm, or a customized metric, compares; None if it is no known time."""
    queries = node.at("Metrics")
    if queries.is_absent:
        return next((q for r in readings_at(node) if (q := _of_reading(r)) is not None), None)
    returned = [query for query in queries.items if query.at("ReturnData").flag is not False]
    if len(returned) != 1 or queries.size != len(queries.items):
        return None
    by_place = {
        reading.metric.node.path[:-2]: _of_reading(reading) for reading in readings_at(node)
    }
    own = by_place.get(returned[0].path)
    if own is not None:
        return own
    known = {
        query.at("Id").text or "": quantity
        for query in queries.items
        if (quantity := by_place.get(query.path)) is not None
    }
    text = written(returned[0].at("Expression"))
    return _of_expression(text, known) if text is not None else None


def _of_reading(reading: Reading) -> Quantity | None:
    statistic = (reading.statistic.text or _COUNTING[0]).lower()
    return None if statistic.startswith(_COUNTING) else _quantity(reading.published)


def _quantity(metric: PublishedMetric | None) -> Quantity | None:
    if metric is None or metric.unit != MICROSECONDS or metric.least is None:
        return None
    return Quantity(metric.name, 1, metric.least)


def _of_expression(text: str, known: Mapping[str, Quantity]) -> Quantity | None:
    query = _QUERY.match(text)
    if query is not None:
        return _quantity(published_metrics().get(query["namespace"], {}).get(query["name"]))
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(text.strip(), mode="eval")
        return _evaluated(tree.body, known)
    except (MemoryError, OverflowError, RecursionError, SyntaxError, ValueError):
        return None  # a language of its own that only looks like Python's


def _evaluated(tree: ast.expr, known: Mapping[str, Quantity]) -> Quantity | None:
    if isinstance(tree, ast.Name):
        return known.get(tree.id)
    if isinstance(tree, ast.List):
        return _alike([_evaluated(item, known) for item in tree.elts])
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name):
        return _called(tree.func.id.upper(), tree.args, known)
    if isinstance(tree, ast.BinOp):
        return _combined(tree, known)
    return None


def _called(name: str, arguments: list[ast.expr], known: Mapping[str, Quantity]) -> Quantity | None:
    if name == "METRICS" and not arguments:
        return _alike(list(known.values()))
    if name in _KEEP_THE_UNIT or name == "FILL":
        return _evaluated(arguments[0], known) if arguments else None
    if name == "IF":
        return _alike([q for a in arguments[1:] if (q := _evaluated(a, known)) is not None])
    return None


def _combined(tree: ast.BinOp, known: Mapping[str, Quantity]) -> Quantity | None:
    left, right = _evaluated(tree.left, known), _evaluated(tree.right, known)
    if isinstance(tree.op, ast.Add | ast.Sub):
        return _alike([left, right])
    scale = _number(tree.right)
    if left is not None and scale and isinstance(tree.op, ast.Mult | ast.Div):
        return _scaled(left, scale if isinstance(tree.op, ast.Mult) else 1 / scale)
    scale = _number(tree.left)
    if right is not None and scale and isinstance(tree.op, ast.Mult):
        return _scaled(right, scale)
    return None


def _scaled(quantity: Quantity, scale: float) -> Quantity | None:
    factor = quantity.factor * scale
    # A product of small numbers is 0, one of large numbers is infinite.
    return quantity._replace(factor=factor) if 0 < factor < inf else None


def _number(tree: ast.expr) -> float | None:
    value = tree.value if isinstance(tree, ast.Constant) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _alike(found: Sequence[Quantity | None]) -> Quantity | None:
    """Give what several values are, if they are all times in one unit."""
    first = found[0] if found else None
    if first is None or any(q is None or q.factor != first.factor for q in found):
        return None
    return min((q for q in found if q is not None), key=lambda q: q.least)
