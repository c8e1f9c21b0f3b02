"""Rules of what data capture takes: how much, which side, which content types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.rules._limits import beyond_limit, beyond_size
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, rule
from sagemaker_hosting.view import EndpointConfig, Hosting, InferenceExperiment, Node

_API: Final = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DataCaptureConfig.html"
_TYPES: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CaptureContentTypeHeader.html"
)


@rule(
    "CAP-01",
    EndpointConfig,
    title="InitialSamplingPercentage is given, from 0 to 100",
    why="CreateEndpointConfig refuses a number outside of the range, and a capture without one",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) DataCaptureConfig, SamplingPercentage",
    link=_API,
    fix="DataCapture(sampling_percentage=...), a whole number from 0 to 100",
    cloudformation="set InitialSamplingPercentage to a whole number from 0 to 100",
)
def sampling_is_in_range(config: EndpointConfig) -> Faults:
    """The share of the requests that is kept."""
    if not config.capture.is_given:
        return
    node = config.capture.at("InitialSamplingPercentage")
    if node.is_absent:
        yield Fault(
            at=config.capture,
            says="DataCaptureConfig has no InitialSamplingPercentage",
            allowed=limit("SamplingPercentage").allowed,
        )
    yield from beyond_limit(node, "SamplingPercentage")


@rule(
    "CAP-02",
    EndpointConfig,
    title="CaptureOptions has 1 to 32 entries, each with a CaptureMode",
    why="CreateEndpointConfig refuses a capture that does not say what it captures",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) DataCaptureConfig, CaptureOptionList, "
    "CaptureMode",
    link=_API,
    fix='DataCapture(capture=("input", "output"))',
    cloudformation="list CaptureMode Input, Output, or both, in CaptureOptions",
)
def sides_are_told(config: EndpointConfig) -> Faults:
    """Requests, answers, or both."""
    if not config.capture.is_given:
        return
    options = config.capture.at("CaptureOptions")
    if options.is_absent:
        yield Fault(
            at=config.capture,
            says="DataCaptureConfig has no CaptureOptions",
            allowed=limit("CaptureMode").allowed,
        )
    yield from beyond_size(options, "CaptureOptionList")
    for option in options.items:
        mode = option.at("CaptureMode")
        if mode.is_absent:
            yield Fault(
                at=option,
                says=f"{option.label} has no CaptureMode",
                allowed=limit("CaptureMode").allowed,
            )
        yield from beyond_limit(mode, "CaptureMode")


@rule(
    "CAP-04",
    Hosting,
    title="there are up to 10 content types of each kind, without a plus or parameters",
    why="the pattern for content types has no plus: CreateEndpointConfig refuses "
    "application/vnd.api+json, and text/csv; charset=utf-8 as well",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) CsvContentType, JsonContentType, "
    "CsvContentTypes, JsonContentTypes",
    link=_TYPES,
    fix="DataCapture(csv_content_types=..., json_content_types=...) of letters, digits, hyphens "
    "and dots; what is in no list is kept in base64",
    cloudformation="list content types of letters, digits, hyphens and dots; what is in no list "
    "is kept in base64",
)
def content_types_are_well_formed(hosting: Hosting) -> Faults:
    """What is in a list is kept as it is, and not in base64."""
    for header in _headers(hosting):
        for kind in ("Csv", "Json"):
            types = header.at(f"{kind}ContentTypes")
            yield from beyond_size(types, f"{kind}ContentTypes")
            for item in types.items:
                yield from beyond_limit(item, f"{kind}ContentType")


def _headers(hosting: Hosting) -> Iterator[Node]:
    headers = (
        *(c.capture.at("CaptureContentTypeHeader") for c in hosting.all_of(EndpointConfig)),
        *(e.at("DataStorageConfig", "ContentType") for e in hosting.all_of(InferenceExperiment)),
    )
    return (header for header in headers if header.is_given)


RULES: Final[tuple[AnyRule, ...]] = (
    sampling_is_in_range,
    sides_are_told,
    content_types_are_well_formed,
)
