"""Tells what templates cost on SageMaker hosting: per variant, endpoint and environment.

`cost_of(read_templates(["templates/prod"]), environments=[read_environment_file(path)])` gives an
`EnvironmentCost` for each environment. Every `Cost` has `month` and `hour`, each in three cases:
`min` and `max` are what the scaling limits allow, `typical` is by the traffic that is stated.

An `Amount` of which a part has no price is a floor (`at_least`), never 0 for what is not known.
"""

from sagemaker_hosting.cost._amounts import Amount, Case, Costs, Quantity, money
from sagemaker_hosting.cost._budget import budget_told
from sagemaker_hosting.cost._cost_of import cost_of
from sagemaker_hosting.cost._environment_file import read_environment_file
from sagemaker_hosting.cost._json import cost_as_data, json_report
from sagemaker_hosting.cost._line import Cost, EnvironmentCost, Line
from sagemaker_hosting.cost._metadata_keys import check_metadata
from sagemaker_hosting.cost._price_file import (
    own_prices,
    packaged_prices,
    prices_in,
    read_prices,
    text_of,
)
from sagemaker_hosting.cost._prices import (
    PRICE_LIST_API,
    Price,
    PriceKind,
    Prices,
    PriceTable,
    UnusablePrices,
)
from sagemaker_hosting.cost._stated import environment_of
from sagemaker_hosting.cost._stated_environment import StatedEnvironment
from sagemaker_hosting.cost._text import text_report
from sagemaker_hosting.cost._traffic import BatchTraffic, EndpointTraffic, UnusableTraffic

__all__ = [
    "PRICE_LIST_API",
    "Amount",
    "BatchTraffic",
    "Case",
    "Cost",
    "Costs",
    "EndpointTraffic",
    "EnvironmentCost",
    "Line",
    "Price",
    "PriceKind",
    "PriceTable",
    "Prices",
    "Quantity",
    "StatedEnvironment",
    "UnusablePrices",
    "UnusableTraffic",
    "budget_told",
    "check_metadata",
    "cost_as_data",
    "cost_of",
    "environment_of",
    "json_report",
    "money",
    "own_prices",
    "packaged_prices",
    "prices_in",
    "read_environment_file",
    "read_prices",
    "text_of",
    "text_report",
]
