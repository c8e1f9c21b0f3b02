"""The records that Clarify compares a request with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_fields
from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_hosting.facts.limits import limit, most

if TYPE_CHECKING:
    from sagemaker_endpoints.common._s3_location import S3Location

_LONGEST_INLINE = most("ClarifyShapBaseline")
_LONGEST_URI = most("Url")


@dataclass(frozen=True, kw_only=True)
class ShapBaseline:
    """The records that a request is compared with: `inline` or `from_location`.

    More records make explanations slower.

    Raises:
        ConfigurationError: tells every value that SageMaker would refuse.

    See
    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ClarifyShapBaselineConfig.html
    """

    data: str | None = None
    location: S3Location | None = None
    mime_type: Literal["text/csv", "application/jsonlines"] | None = None

    def __post_init__(self) -> None:
        check_fields("ShapBaseline", self)
        faults = Faults("ShapBaseline")
        if (self.data is None) == (self.location is None):
            faults.add("data: give either data or a location")
        check_length(faults, "data", self.data, _LONGEST_INLINE)
        if is_known_text(self.mime_type) and not limit("ClarifyMimeType").takes(self.mime_type):
            faults.add(
                f"mime_type: got {self.mime_type!r}, allowed is 'text/csv' or "
                "'application/jsonlines'"
            )
        if self.location is not None:
            key = self.location.prefix
            if is_known_text(key) and (key == "" or key.endswith("/")):
                faults.add(f"location: got the prefix {key!r}, allowed is the key of a file")
            check_length(faults, "location", self.location.uri, _LONGEST_URI)
        faults.raise_if_any()

    @staticmethod
    def inline(
        data: str, *, mime_type: Literal["text/csv", "application/jsonlines"] | None = None
    ) -> ShapBaseline:
        """Records in the template.

        Args:
            data: 1 to 4,096 characters, features alone: "0.1,0.5,3".
            mime_type: of the data; CSV when left out.
        """
        return ShapBaseline(data=data, mime_type=mime_type)

    @staticmethod
    def from_location(
        location: S3Location,
        *,
        mime_type: Literal["text/csv", "application/jsonlines"] | None = None,
    ) -> ShapBaseline:
        """Records in Amazon S3, which the models' roles may read.

        Args:
            location: its prefix is the file's key.
            mime_type: of the file; CSV when left out.
        """
        return ShapBaseline(location=location, mime_type=mime_type)

    def render(self) -> dict[str, Any]:
        """The baseline as `CfnEndpointConfig` takes it."""
        return given(
            mimeType=self.mime_type,
            shapBaseline=self.data,
            shapBaselineUri=self.location.uri if self.location is not None else None,
        )


def check_length(faults: Faults, name: str, text: str | None, longest: int) -> None:
    """Note a fault when *text* is known and has not 1 to *longest* characters."""
    if is_known_text(text) and not 1 <= len(text) <= longest:
        faults.add(f"{name}: got {len(text)} characters, allowed is 1 to {longest}")


def given(**properties: Any) -> dict[str, Any]:
    """Those properties that are not None."""
    return {name: value for name, value in properties.items() if value is not None}
