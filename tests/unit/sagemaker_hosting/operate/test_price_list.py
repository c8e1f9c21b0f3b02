"""A refresh of prices, from answers of the form that AWS's Price List API gives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from botocore.stub import Stubber

from sagemaker_hosting.cost import PRICE_LIST_API, PriceKind, Prices, prices_in, text_of
from sagemaker_hosting.operate import Aws
from sagemaker_hosting.operate.price_list import NoAnswer, refresh

NEVER_USED = "no request leaves"
KNOWN = prices_in(
    json.dumps(
        {
            "schema": 1,
            "currency": "USD",
            "sources": {"old": {"title": "old"}},
            "doubts": [
                {
                    "regions": ["eu-west-1", "us-east-1"],
                    "kind": "hosting",
                    "prefix": "ml.m5.",
                    "says": "doubtful",
                }
            ],
            "regions": {
                "eu-west-1": [
                    {
                        "kind": "hosting",
                        "source": "old",
                        "date": "2025-01-01",
                        "prices": {"ml.m5.xlarge": 0.3, "ml.p3.2xlarge": 4.1},
                    },
                    {
                        "kind": "storage",
                        "source": "old",
                        "date": "2025-01-01",
                        "prices": {"gp2": 0.154},
                    },
                ],
                "us-east-1": [
                    {
                        "kind": "hosting",
                        "source": "old",
                        "date": "2025-01-01",
                        "prices": {"ml.m5.xlarge": 0.23},
                    }
                ],
            },
        }
    ),
    where="known",
)


def product(
    usage: str,
    usd: str,
    *,
    unit: str = "Hrs",
    family: str = "ML Instance",
    tiers: list[dict[str, Any]] | None = None,
    service: str = "AmazonSageMaker",
    **attributes: str,
) -> str:
    """An entry of a page's PriceList: JSON in text."""
    sku = f"{abs(hash(usage)):016X}"[:16]
    dimension = {
        "unit": unit,
        "endRange": "Inf",
        "description": f"${usd} per {unit}",
        "appliesTo": [],
        "rateCode": f"{sku}.JRTCKXETXF.6YS6EN2CT7",
        "beginRange": "0",
        "pricePerUnit": {"USD": usd},
    }
    term = {
        "priceDimensions": {f"{i}": d for i, d in enumerate(tiers or [dimension])},
        "sku": sku,
        "effectiveDate": "2026-11-01T00:00:00Z",
        "offerTermCode": "JRTCKXETXF",
        "termAttributes": {},
    }
    return json.dumps(
        {
            "product": {
                "productFamily": family,
                "attributes": {
                    "servicecode": service,
                    "location": "EU (Ireland)",
                    "locationType": "AWS Region",
                    "usagetype": usage,
                    "regionCode": "eu-west-1",
                    **attributes,
                },
                "sku": sku,
            },
            "serviceCode": service,
            "terms": {"OnDemand": {f"{sku}.JRTCKXETXF": term}},
            "version": "20261120003004",
            "publicationDate": "2026-11-20T00:30:04Z",
        }
    )


def hosting(name: str, usd: str) -> str:
    return product(
        f"EU-Host:{name}", usd, instanceName=name, component="Hosting", operation="RunInstance"
    )


PAGES = [
    [
        hosting("ml.m5.xlarge", "0.2570000000"),
        product("EU-AsyncInf:ml.m5.xlarge", "0.2600000000"),
        product("EU-Tsform:ml.m5.xlarge", "0.2570000000"),
        product("EU-Train:ml.m5.xlarge", "0.2570000000", component="Training"),
        product("EU-Notebk:ml.m5.xlarge", "0.2570000000", component="Notebook"),
        product("EU-Host:ml.m.xlarge-HostingParent", "0.1000000000"),
        product("EU-Host:ml.m4.xlarge", "0.1000000000", platoinstancetype="HostingFree"),
    ],
    [
        product("EU-ServerlessInf:Mem-2GB", "0.0000400000", unit="Seconds", family="ML Serverless"),
        product("EU-ProvisionedConcurrency:Usage-2GB", "0.0000100000", unit="Seconds"),
        product("EU-ProvisionedConcurrency:Mem-2GB", "0.0000233000", unit="Seconds"),
        product("EU-Host:VolumeUsage.gp2", "0.1540000000", unit="GB-Mo", family="Storage"),
        product(
            "EU-Data-Bytes-In",
            "0.0160000000",
            unit="GB",
            operation="Invoke-Endpoint",
            group="Hosting:IN",
        ),
        product(
            "EU-Data-Bytes-Out",
            "0.0170000000",
            unit="GB",
            operation="Invoke-Endpoint",
            group="Hosting:OUT",
        ),
    ],
]
TIERS = [
    {"unit": "GB-Mo", "beginRange": "51200", "endRange": "Inf", "pricePerUnit": {"USD": "0.0220"}},
    {"unit": "GB-Mo", "beginRange": "0", "endRange": "51200", "pricePerUnit": {"USD": "0.0230"}},
]
S3 = [
    product("EU-TimedStorage-ByteHrs", "", tiers=TIERS, service="AmazonS3", volumeType="Standard")
]


DENIED = "User: arn:aws:iam::111111111111:user/me is not authorized to perform: pricing:GetProducts"


class Api:
    """AWS with an answer for each call to come; no request leaves."""

    def __init__(self) -> None:
        self.aws = Aws()
        self.stub = Stubber(self.aws.client("pricing", in_region="us-east-1"))
        self.stub.activate()

    def region(self, region: str, pages: list[list[str]], s3: list[str]) -> None:
        """Expect what is asked for a Region."""
        for service, answers in (("AmazonSageMaker", pages), ("AmazonS3", [s3])):
            for index, page in enumerate(answers):
                last = index == len(answers) - 1
                answer = {"FormatVersion": "aws_v1", "PriceList": page}
                asked = self._asked(service, region) | ({"NextToken": f"{index}"} if index else {})
                more = {} if last else {"NextToken": f"{index + 1}"}
                self.stub.add_response("get_products", answer | more, asked)

    def error(self, code: str, message: str) -> None:
        self.stub.add_client_error("get_products", code, message, http_status_code=400)

    @staticmethod
    def _asked(service: str, region: str) -> dict[str, Any]:
        terms = {"regionCode": region} | (
            {"volumeType": "Standard"} if service == "AmazonS3" else {}
        )
        filters = [{"Type": "TERM_MATCH", "Field": f, "Value": v} for f, v in terms.items()]
        return {"ServiceCode": service, "FormatVersion": "aws_v1", "Filters": filters}


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", NEVER_USED)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", NEVER_USED)
    made = Api()
    yield made
    made.stub.assert_no_pending_responses()


def usd(prices: Prices, kind: PriceKind, key: str, region: str = "eu-west-1") -> Decimal | None:
    found = prices.find(kind, region, key)
    return found.usd if found is not None else None


def test_every_kind_of_price_is_read(api: Api) -> None:
    api.region("eu-west-1", PAGES, S3)

    refreshed = refresh(KNOWN, regions=["eu-west-1"], aws=api.aws)

    prices = refreshed.prices
    assert {
        (kind, key): str(usd(prices, kind, key).normalize())  # type: ignore[union-attr]  # it is there
        for table in prices.regions["eu-west-1"]
        for kind, key in [(table.kind, key) for key in table.prices]
    } == {
        (PriceKind.HOSTING, "ml.m5.xlarge"): "0.257",
        (PriceKind.ASYNC, "ml.m5.xlarge"): "0.26",
        (PriceKind.TRANSFORM, "ml.m5.xlarge"): "0.257",
        (PriceKind.SERVERLESS, "2048"): "0.00004",
        (PriceKind.PROVISIONED_USAGE, "2048"): "0.00001",
        (PriceKind.PROVISIONED_DURATION, "2048"): "0.0000233",
        (PriceKind.STORAGE, "gp2"): "0.154",
        (PriceKind.DATA, "in"): "0.016",
        (PriceKind.DATA, "out"): "0.017",
        (PriceKind.CAPTURED, "s3-standard"): "0.023",
    }
    assert {t.source for t in prices.regions["eu-west-1"]} == {PRICE_LIST_API}
    assert {t.date for t in prices.regions["eu-west-1"]} == {"2026-11-20"}
    assert refreshed.told == "prices read: 10, of Regions: 1, other ones than before: 1"


def test_region_that_was_not_asked_for_stays(api: Api) -> None:
    api.region("eu-west-1", PAGES, S3)

    prices = refresh(KNOWN, regions=["eu-west-1"], aws=api.aws).prices

    assert prices.regions["us-east-1"] == KNOWN.regions["us-east-1"]
    assert "old" in prices.sources
    assert [doubt["regions"] for doubt in prices.doubts] == [["us-east-1"]]


def test_type_that_aws_tells_no_more_has_no_price_any_more(api: Api) -> None:
    api.region("eu-west-1", PAGES, S3)

    prices = refresh(KNOWN, regions=["eu-west-1"], aws=api.aws).prices

    assert usd(prices, PriceKind.HOSTING, "ml.p3.2xlarge") is None


def test_list_of_async_instances_is_complete(api: Api) -> None:
    pages = [[hosting("ml.g4dn.xlarge", "0.861"), product("EU-AsyncInf:ml.m5.xlarge", "0.26")]]
    api.region("eu-west-1", pages, [])

    prices = refresh(KNOWN, regions=["eu-west-1"], aws=api.aws).prices

    assert usd(prices, PriceKind.HOSTING, "ml.g4dn.xlarge") == Decimal("0.861")
    assert usd(prices, PriceKind.ASYNC, "ml.g4dn.xlarge") is None


def test_kind_that_aws_does_not_tell_stays(api: Api) -> None:
    api.region("eu-west-1", [[hosting("ml.m5.xlarge", "0.257")]], [])

    prices = refresh(KNOWN, regions=["eu-west-1"], aws=api.aws).prices

    found = prices.find(PriceKind.STORAGE, "eu-west-1", "gp2")
    assert found is not None
    assert (found.usd, found.date) == (Decimal("0.154"), "2025-01-01")


def test_two_prices_of_one_type_leave_the_one_of_before(api: Api) -> None:
    twice = [hosting("ml.m5.xlarge", "0.257"), hosting("ml.m5.xlarge", "0.514")]
    api.region("eu-west-1", [[*twice, hosting("ml.c6i.large", "0.109")]], [])

    prices = refresh(KNOWN, regions=["eu-west-1"], aws=api.aws).prices

    assert usd(prices, PriceKind.HOSTING, "ml.m5.xlarge") == Decimal("0.3")
    assert usd(prices, PriceKind.HOSTING, "ml.c6i.large") == Decimal("0.109")


def test_price_of_nothing_is_none(api: Api) -> None:
    free = [hosting("ml.t2.medium", "0.0000000000"), hosting("ml.m5.xlarge", "0.257")]
    api.region("eu-west-1", [free], [])

    prices = refresh(KNOWN, regions=["eu-west-1"], aws=api.aws).prices

    assert usd(prices, PriceKind.HOSTING, "ml.t2.medium") is None


def test_region_that_fails_keeps_its_prices(api: Api) -> None:
    api.error("InternalErrorException", "try again")
    api.region("eu-west-1", PAGES, S3)

    refreshed = refresh(KNOWN, regions=["us-east-1", "eu-west-1"], aws=api.aws)

    assert refreshed.prices.regions["us-east-1"] == KNOWN.regions["us-east-1"]
    assert refreshed.regions == ("eu-west-1",)
    assert "pricing:GetProducts" in refreshed.failed["us-east-1"]


def test_region_that_fails_on_its_second_page_keeps_all_its_prices(api: Api) -> None:
    first = {"FormatVersion": "aws_v1", "PriceList": PAGES[0], "NextToken": "1"}
    api.stub.add_response("get_products", first)
    api.error("ExpiredNextTokenException", "too late")
    api.region("eu-west-1", PAGES, S3)

    refreshed = refresh(KNOWN, regions=["us-east-1", "eu-west-1"], aws=api.aws)

    assert refreshed.prices.regions["us-east-1"] == KNOWN.regions["us-east-1"]


def test_region_without_prices_is_told(api: Api) -> None:
    api.region("eu-west-1", PAGES, S3)
    api.region("xx-north-1", [[]], [])

    refreshed = refresh(KNOWN, regions=["eu-west-1", "xx-north-1"], aws=api.aws)

    assert refreshed.failed == {"xx-north-1": "AWS tells no price of SageMaker hosting there"}
    assert "xx-north-1" not in refreshed.prices.regions


def test_right_that_is_missing_ends_the_refresh(api: Api) -> None:
    api.error("AccessDeniedException", DENIED)

    with pytest.raises(NoAnswer, match="may not pricing:GetProducts"):
        refresh(KNOWN, regions=["eu-west-1", "us-east-1"], aws=api.aws)


def test_refreshed_prices_are_written_and_read(api: Api) -> None:
    api.region("eu-west-1", PAGES, S3)

    prices = refresh(KNOWN, regions=["eu-west-1"], aws=api.aws).prices

    assert prices_in(text_of(prices), where="again") == prices
