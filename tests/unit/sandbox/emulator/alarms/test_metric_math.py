"""Queries and math of alarms."""

import pytest

from sandbox.emulator.alarms._metric_math import NotComputedError, compute, parse_query

FLEET = {"EndpointName": "e", "VariantName": "v", "EndpointConfigName": "c2"}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("100 * errors / requests", 25),
        ("-errors ^ 2 + requests", -5),
        ("SUM([errors, requests])", 25),
        ("AVG([errors, nothing])", 5),
        ("MAX([errors, requests]) - MIN([errors, requests])", 15),
        ("FILL(nothing, 7) + CEIL(0.2) + FLOOR(0.9) + ABS(-1)", 9),
        ("IF(requests >= 20 AND errors > 1, errors, 0)", 5),
        ("IF(requests < 20 || errors == 4, 1, 2)", 2),
        ("errors + nothing", None),
        ("requests / (errors - 5)", None),
        ("SUM([nothing])", None),
    ],
)
def test_math_is_computed_and_what_is_missing_stays_missing(
    expression: str, value: float | None
) -> None:
    values = {"errors": 5.0, "requests": 20.0, "nothing": None}

    assert compute(expression, values) == value


@pytest.mark.parametrize(
    "expression",
    [
        "ANOMALY_DETECTION_BAND(m1, 2)",
        "m1 + m2",
        "m1 +",
        "RATE(m1)",
        "m1.real",
        "'text'",
        "FILL(m1)",
    ],
)
def test_other_math_is_refused_with_what_is_computed(expression: str) -> None:
    with pytest.raises(NotComputedError) as caught:
        compute(expression, {"m1": 1.0})

    assert expression in str(caught.value)


def test_query_selects_by_the_dimensions_that_it_names() -> None:
    query = parse_query(
        'SELECT AVG(Invocation5XXErrors) FROM "AWS/SageMaker" '
        "WHERE EndpointConfigName = 'c2' AND VariantName = 'v'"
    )

    assert query.statistic == "Average"
    assert query.selects("AWS/SageMaker", "Invocation5XXErrors", FLEET)
    assert not query.selects("AWS/SageMaker", "Invocation4XXErrors", FLEET)
    assert not query.selects("AWS/SageMaker", "Invocation5XXErrors", FLEET | {"VariantName": "w"})
    old = {"EndpointName": "e", "VariantName": "v"}
    assert not query.selects("AWS/SageMaker", "Invocation5XXErrors", old)


def test_query_with_a_schema_selects_metrics_with_just_its_dimensions() -> None:
    query = parse_query('SELECT MAX(Age) FROM SCHEMA("AWS/SageMaker", EndpointName)')

    assert query.statistic == "Maximum"
    assert query.selects("AWS/SageMaker", "Age", {"EndpointName": "any"})
    assert not query.selects("AWS/SageMaker", "Age", FLEET)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT MEDIAN(Age) FROM n",
        "SELECT AVG(Age) FROM n GROUP BY EndpointName",
        "SELECT AVG(Age) FROM n WHERE a = '1' OR b = '2'",
        "SELECT AVG(Age) FROM n WHERE a != '1'",
    ],
)
def test_other_query_is_refused_with_what_is_computed(query: str) -> None:
    with pytest.raises(NotComputedError, match="the sandbox computes SELECT AVG, COUNT, MAX"):
        parse_query(query)
