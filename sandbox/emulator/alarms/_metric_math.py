"""Metric math and metric queries of alarms, as far as the sandbox computes them.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html
"""

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

Value: TypeAlias = float | None
"""A metric's value within a period, None where it has none."""


class NotComputedError(Exception):
    """An expression that the sandbox does not compute; the message says what it does."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """A Metrics Insights query of one value: SELECT AVG(metric) FROM ... WHERE ...

    Attributes:
        statistic: Such as `Average`.
        metric: The metric's name.
        namespace: Its namespace.
        keys: The dimensions that a metric must have, whatever their values; all of them and no
            others when the query names a SCHEMA.
        exact: Whether it names a SCHEMA.
        where: The values that dimensions must have.
    """

    statistic: str
    metric: str
    namespace: str
    keys: frozenset[str]
    exact: bool
    where: Mapping[str, str]

    def selects(self, namespace: str, metric: str, dimensions: Mapping[str, str]) -> bool:
        """Whether a metric is among those that it looks at."""
        if (namespace, metric) != (self.namespace, self.metric):
            return False
        if self.exact and dimensions.keys() != self.keys:
            return False
        return all(dimensions.get(key) == value for key, value in self.where.items())


_STATISTICS: Final = {
    "AVG": "Average",
    "COUNT": "SampleCount",
    "MAX": "Maximum",
    "MIN": "Minimum",
    "SUM": "Sum",
}
_NAME = r'(?:"[^"]+"|[\w./-]+)'
_QUERY = re.compile(
    rf"^\s*SELECT\s+(?P<function>\w+)\s*\(\s*(?P<metric>{_NAME})\s*\)"
    rf"\s+FROM\s+(?:SCHEMA\s*\(\s*(?P<schema>{_NAME}(?:\s*,\s*{_NAME})*)\s*\)|(?P<from>{_NAME}))"
    r"(?:\s+WHERE\s+(?P<where>.+?))?\s*;?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(rf"^\s*(?P<key>{_NAME})\s*=\s*'(?P<value>[^']*)'\s*$")
_QUERIES_TOLD = (
    "the sandbox computes SELECT AVG, COUNT, MAX, MIN or SUM of a metric FROM a namespace or "
    "SCHEMA WHERE dimensions = 'values' joined by AND"
)


def is_query(expression: str) -> bool:
    """Whether an expression is a query rather than math."""
    return expression.lstrip()[:6].upper() == "SELECT"


def parse_query(text: str) -> Query:
    """Read a Metrics Insights query.

    Raises:
        NotComputedError: When it is another one than the sandbox computes.
    """
    found = _QUERY.match(text)
    if found is None or found["function"].upper() not in _STATISTICS:
        raise NotComputedError(f"{text!r}: {_QUERIES_TOLD}")
    schema = [_bare(name) for name in re.findall(_NAME, found["schema"] or "")]
    where = {}
    for condition in re.split(r"\s+AND\s+", found["where"] or "", flags=re.IGNORECASE):
        if not condition.strip():
            continue
        pair = _CONDITION.match(condition)
        if pair is None:
            raise NotComputedError(f"{condition.strip()!r} in {text!r}: {_QUERIES_TOLD}")
        where[_bare(pair["key"])] = pair["value"]
    return Query(
        statistic=_STATISTICS[found["function"].upper()],
        metric=_bare(found["metric"]),
        namespace=schema[0] if schema else _bare(found["from"]),
        keys=frozenset(schema[1:]),
        exact=bool(schema),
        where=where,
    )


def _bare(name: str) -> str:
    return name.strip('"')


def _of_several(combine: Callable[[list[float]], float]) -> Callable[..., Value]:
    """A function of one metric or of a list; metrics without a value are left out."""

    def compute(values: Value | list[Value]) -> Value:
        several = values if isinstance(values, list) else [values]
        known = [value for value in several if value is not None]
        return combine(known) if known else None

    return compute


def _of_one(function: Callable[[float], float]) -> Callable[[Value], Value]:
    return lambda value: None if value is None else function(value)


_FUNCTIONS: Final[Mapping[str, Callable[..., Value]]] = {
    "ABS": _of_one(abs),
    "AVG": _of_several(lambda values: sum(values) / len(values)),
    "CEIL": _of_one(math.ceil),
    "FILL": lambda value, otherwise: otherwise if value is None else value,
    "FLOOR": _of_one(math.floor),
    "IF": lambda condition, value, otherwise=None: (
        None if condition is None else value if condition else otherwise
    ),
    "MAX": _of_several(max),
    "MIN": _of_several(min),
    "SUM": _of_several(sum),
}
_OPERATORS: Final[Mapping[type[ast.AST], Callable[..., Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_SPELLINGS = (("^", "**"), ("&&", " and "), ("||", " or "))
_MATH_TOLD = (
    "the sandbox computes + - * / ^, comparisons, AND, OR and the functions "
    f"{', '.join(sorted(_FUNCTIONS))} of metrics by their ids"
)


def compute(expression: str, values: Mapping[str, Value]) -> Value:
    """Compute a math expression over the values of one period.

    Args:
        expression: Such as `100 * errors / requests`.
        values: The values by id.

    Raises:
        NotComputedError: When it has something that the sandbox does not compute.
    """
    text = re.sub(r"\b(AND|OR)\b", lambda word: word[0].lower(), expression)
    for theirs, ours in _SPELLINGS:
        text = text.replace(theirs, ours)
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        raise NotComputedError(f"{expression!r}: {_MATH_TOLD}") from error
    try:
        result: Any = _walk(tree.body, values, expression)
    except (ZeroDivisionError, OverflowError):
        return None
    return None if result is None else float(result)


def _walk(node: ast.expr, values: Mapping[str, Value], expression: str) -> Any:
    """The value of a part of an expression."""
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value
    if isinstance(node, ast.Name) and node.id in values:
        return values[node.id]
    found = _parts_of(node)
    if found is None:
        raise NotComputedError(f"{ast.unparse(node)!r} in {expression!r}: {_MATH_TOLD}")
    function, parts = found
    try:
        return function(*(_walk(part, values, expression) for part in parts))
    except TypeError as error:
        raise NotComputedError(f"{ast.unparse(node)!r} in {expression!r}: {error}") from error


def _parts_of(node: ast.expr) -> tuple[Callable[..., Any], list[ast.expr]] | None:
    """What combines the parts of a node, and these; None where nothing does."""
    match node:
        case ast.List(elts=parts):
            return (lambda *several: list(several)), parts
        case ast.UnaryOp(op=op, operand=operand) if type(op) in _OPERATORS:
            return _unless_missing(op), [operand]
        case (
            ast.BinOp(left=left, op=op, right=right)
            | ast.Compare(left=left, ops=[op], comparators=[right])
        ) if type(op) in _OPERATORS:
            return _unless_missing(op), [left, right]
        case ast.BoolOp(op=op, values=parts):
            combine = all if isinstance(op, ast.And) else any
            return (lambda *several: combine(bool(each) for each in several)), parts
        case ast.Call(func=ast.Name(id=name), args=parts, keywords=[]) if name in _FUNCTIONS:
            return _FUNCTIONS[name], parts
    return None


def _unless_missing(op: ast.AST) -> Callable[..., Any]:
    function = _OPERATORS[type(op)]
    return lambda *several: None if None in several else function(*several)
