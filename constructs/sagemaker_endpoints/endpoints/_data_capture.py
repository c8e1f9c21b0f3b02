"""Keeping what callers ask and what they are answered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sagemaker_endpoints.common._errors import ConfigurationError, Faults
from sagemaker_endpoints.common._given_types import check_fields
from sagemaker_endpoints.common._policy import Statement
from sagemaker_endpoints.common._s3_location import S3Location
from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_endpoints.common._whole_numbers import check_whole
from sagemaker_hosting.facts.limits import most

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_s3 as s3

_MODES = {"input": "Input", "output": "Output"}
_MOST_TYPES = most("CsvContentTypes")
_LONGEST_TYPE = most("CsvContentType")
_LONGEST_URI = most("DestinationS3Uri")
# The pattern of AWS: no "+", and no parameters such as "; charset=utf-8".
_CONTENT_TYPE = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9])*/[a-zA-Z0-9](-*[a-zA-Z0-9.])*")


@dataclass(frozen=True, kw_only=True)
class DataCapture:
    """Copies requests and answers into a bucket, one file of JSON lines after another.

    They lie below the prefix as endpoint/variant/year/month/day/hour. The models' roles get what
    they need to put them there.

    Args:
        bucket: made here or imported.
        prefix: without a leading slash; the bucket's root when left out.
        sampling_percentage: of the requests, whole, 0 to 100; all of them when left out.
        capture: "input", "output" or both.
        encryption_key: for the files; the bucket's own encryption when left out.
        csv_content_types: kept as text, up to 10; what is in no list is kept in base64.
        json_content_types: kept as JSON, up to 10.

    Raises:
        ConfigurationError: tells every value that SageMaker would refuse.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html
    """

    bucket: s3.IBucket
    prefix: str = ""
    sampling_percentage: int = 100
    capture: tuple[Literal["input", "output"], ...] = ("input", "output")
    encryption_key: kms.IKey | None = None
    csv_content_types: tuple[str, ...] = ()
    json_content_types: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_fields("DataCapture", self)
        faults = Faults("DataCapture")
        self._check_location(faults)
        check_whole(faults, "sampling_percentage", self.sampling_percentage, 0, 100)
        if not self.capture or set(self.capture) - set(_MODES):
            faults.add(f"capture: got {self.capture!r}, allowed is 'input', 'output' or both")
        check_content_types(
            faults,
            csv_content_types=self.csv_content_types,
            json_content_types=self.json_content_types,
        )
        faults.raise_if_any()

    def render(self) -> dict[str, Any]:
        """The configuration as `CfnEndpointConfig` takes it."""
        rendered: dict[str, Any] = {
            "enableCapture": True,
            "initialSamplingPercentage": self.sampling_percentage,
            "destinationS3Uri": self._location.uri,
            "captureOptions": [
                {"captureMode": _MODES[mode]} for mode in dict.fromkeys(self.capture)
            ],
        }
        if self.encryption_key is not None:
            rendered["kmsKeyId"] = self.encryption_key.key_arn
        types = content_types(self.csv_content_types, self.json_content_types)
        if types is not None:
            rendered["captureContentTypeHeader"] = types
        return rendered

    def rights(self) -> tuple[Statement, ...]:
        """What the models' roles need."""
        rights = self._location.write_rights("CaptureData")
        if self.encryption_key is None:
            return rights
        use_key = Statement(
            sid="EncryptCapturedData",
            actions=("kms:Decrypt", "kms:GenerateDataKey"),
            resources=(self.encryption_key.key_arn,),
        )
        return (*rights, use_key)

    @property
    def _location(self) -> S3Location:
        return S3Location(bucket=self.bucket, prefix=self.prefix)

    def _check_location(self, faults: Faults) -> None:
        try:
            uri = self._location.uri
        except ConfigurationError as error:
            faults.extend(error.faults)
            return
        if is_known_text(uri) and len(uri) > _LONGEST_URI:
            faults.add(
                f"prefix: got an address of {len(uri)} characters with the bucket's name, allowed "
                f"are {_LONGEST_URI}"
            )


def check_content_types(faults: Faults, **lists: Iterable[str]) -> None:
    """Note what SageMaker does not take as a content type; by the parameter's name."""
    for name, types in lists.items():
        told = tuple(types)
        if len(told) > _MOST_TYPES:
            faults.add(f"{name}: got {len(told)}, allowed are at most {_MOST_TYPES}")
        for content_type in told:
            if not is_known_text(content_type):
                continue
            if len(content_type) > _LONGEST_TYPE or not _CONTENT_TYPE.fullmatch(content_type):
                faults.add(
                    f"{name}: got {content_type!r}, allowed is type/subtype of letters, digits, "
                    "hyphens and dots"
                )


def content_types(csv: tuple[str, ...], json: tuple[str, ...]) -> dict[str, list[str]] | None:
    """The lists as CloudFormation takes them; None if both are empty, which it refuses."""
    rendered = {"csvContentTypes": list(csv), "jsonContentTypes": list(json)}
    return {key: types for key, types in rendered.items() if types} or None
