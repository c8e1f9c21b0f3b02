"""An asynchronous endpoint that exists already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.asynchronous._async_endpoint_base import AsyncEndpointBase
from sagemaker_endpoints.asynchronous._async_locations import AsyncLocations
from sagemaker_endpoints.endpoints._endpoint import ImportedEndpoint

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms
    from constructs import Construct

    from sagemaker_endpoints.common._errors import Faults
    from sagemaker_endpoints.common._s3_location import S3Location


class ImportedAsyncEndpoint(AsyncEndpointBase, ImportedEndpoint):
    """An asynchronous endpoint that exists already."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        endpoint_name: str,
        endpoint_arn: str,
        variant_name: str,
        locations: AsyncLocations | None,
    ) -> None:
        super().__init__(
            scope, construct_id, endpoint_name=endpoint_name, endpoint_arn=endpoint_arn
        )
        self._begin(variant_name, name_in_stack=endpoint_name, locations=locations)


def locations_of_import(
    faults: Faults,
    *,
    input_location: S3Location | None,
    output_location: S3Location | None,
    failure_location: S3Location | None,
    output_encryption_key: kms.IKey | None,
) -> AsyncLocations | None:
    """The places of an endpoint that exists; None when nothing is told.

    Raises:
        ConfigurationError: *faults* has some; or places are told, but not where answers go.
    """
    others = (input_location, failure_location, output_encryption_key)
    if output_location is None and any(each is not None for each in others):
        faults.add("output_location: missing; callers cannot fetch answers without it")
    faults.raise_if_any()
    if output_location is not None:
        return AsyncLocations(
            input=input_location,
            output=output_location,
            failure=failure_location,
            output_encryption_key=output_encryption_key,
        )
    return None
