"""One dashboard for all that hosts models."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import aws_cdk as cdk
from constructs import Construct

from sagemaker_endpoints.common._aws_environment import aws_environment_of, lies_with
from sagemaker_endpoints.common._errors import Faults, naming
from sagemaker_endpoints.common._l1 import CfnDashboard
from sagemaker_endpoints.common._resources import define
from sagemaker_endpoints.common._tokens import is_known_number
from sagemaker_endpoints.endpoints._endpoint import ImportedEndpoint
from sagemaker_endpoints.monitoring._dashboard_body import body_faults, body_of
from sagemaker_endpoints.monitoring._dashboard_endpoint import DashboardEndpoint
from sagemaker_endpoints.monitoring._dashboard_rows import (
    is_elsewhere,
    name_is_missing,
    place_of_batch,
    place_of_endpoint,
    row_of_batch,
    row_of_endpoint,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sagemaker_endpoints.batch._batch_transform import BatchTransform
    from sagemaker_endpoints.common._aws_environment import AwsEnvironment
    from sagemaker_endpoints.endpoints._endpoint import Endpoint
    from sagemaker_endpoints.monitoring._dashboard_body import Row

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,255}")
_NAME_TOLD: Final = "1 to 255 letters, digits, hyphens and underscores"
_DEFAULT_PERIOD: Final = 300
_MINUTE: Final = 60
_DAY: Final = 86_400


class EndpointDashboard(Construct):
    """Defines a CloudWatch dashboard of endpoints and batch transforms, a row for each.

    A row has what SageMaker publishes for that kind of hosting, and no graph that would stay empty.
    Components and adapters that are added to an endpoint later are not on it: define it last.

    Args:
        scope: the construct it belongs to.
        construct_id: its id in the scope.
        endpoints: of any kind, imported ones too; a `DashboardEndpoint` where there are alarms, or
            more to tell.
        batch_transforms: whose runs and alarms are shown, below the endpoints.
        dashboard_name: a fixed name, unique in the account; CloudFormation makes one when left out.
        period: what one point of a graph stands for, in whole minutes up to a day; five minutes
            when left out. CloudWatch takes longer ones where a graph covers more time.
        default_interval: of what time it shows the graphs when it is opened; the last three hours
            when left out.

    Raises:
        ConfigurationError: tells everything at once: nothing to show, something twice, a name that
            CloudWatch does not take, more metrics or widgets than a dashboard may have, an endpoint
            of another Region or account that nobody here could know the name of.

    See https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        endpoints: Sequence[Endpoint | DashboardEndpoint] = (),
        batch_transforms: Sequence[BatchTransform] = (),
        dashboard_name: str | None = None,
        period: cdk.Duration | None = None,
        default_interval: cdk.Duration | None = None,
    ) -> None:
        faults = Faults(naming("EndpointDashboard", scope, construct_id))
        faults.check_pattern("dashboard_name", dashboard_name, _NAME, _NAME_TOLD)
        seconds = period.to_seconds() if period is not None else _DEFAULT_PERIOD
        if is_known_number(seconds) and (seconds % _MINUTE or not _MINUTE <= seconds <= _DAY):
            faults.add(
                f"period: got {seconds:g} seconds, allowed are whole minutes from 1 to 1,440"
            )
        if not endpoints and not batch_transforms:
            faults.add("nothing to show: give endpoints or batch_transforms")
        entries = [
            each if isinstance(each, DashboardEndpoint) else DashboardEndpoint(endpoint=each)
            for each in endpoints
        ]
        here = aws_environment_of(scope)
        rows = [
            *_endpoint_rows(faults, entries, here),
            *_batch_rows(faults, batch_transforms, here),
        ]
        faults.extend(body_faults(rows))
        faults.raise_if_any()
        super().__init__(scope, construct_id)
        lies_with(self, scope)
        start = f"-{default_interval.to_iso_string()}" if default_interval is not None else None
        body = body_of(rows, period=seconds, start=start)
        self._cfn_dashboard = define(
            CfnDashboard,
            self,
            "Resource",
            # CDK writes what only the deploy knows into the text.
            dashboard_body=cdk.Stack.of(scope).to_json_string(body),
            dashboard_name=dashboard_name,
        )

    @property
    def cfn_dashboard(self) -> CfnDashboard:
        """The dashboard as CDK's L1, for what this class does not take."""
        return self._cfn_dashboard.l1

    @property
    def dashboard_name(self) -> str:
        """The dashboard's name."""
        return self._cfn_dashboard.attribute("ref")


def _endpoint_rows(
    faults: Faults, entries: Sequence[DashboardEndpoint], here: AwsEnvironment
) -> list[Row]:
    rows: list[Row] = []
    for number, entry in enumerate(entries):
        subject, endpoint = f"endpoints[{number}]", entry.endpoint
        earlier = [other.endpoint for other in entries[:number]]
        if any(endpoint is other for other in earlier):
            faults.add(f"{subject}: it is shown already; give each endpoint once")
            continue
        if entry.variant_names and not isinstance(endpoint, ImportedEndpoint):
            faults.add(
                f"{subject}: variant_names: got {list(entry.variant_names)}, an endpoint that is "
                "defined here tells its variants itself; leave them out"
            )
        place = place_of_endpoint(endpoint, here)
        if is_elsewhere(place, here) and name_is_missing(endpoint):
            faults.add(
                f"{subject}: it is in another Region or account, where CloudFormation gives it a "
                "name that is not known here; give it an endpoint_name"
            )
            continue
        rows.append(row_of_endpoint(entry, subject, place))
    return rows


def _batch_rows(
    faults: Faults, batch_transforms: Sequence[BatchTransform], here: AwsEnvironment
) -> list[Row]:
    rows: list[Row] = []
    for number, batch in enumerate(batch_transforms):
        subject = f"batch_transforms[{number}]"
        if any(batch is other for other in batch_transforms[:number]):
            faults.add(f"{subject}: it is shown already; give each batch transform once")
            continue
        place = place_of_batch(batch, here)
        if is_elsewhere(place, here):
            faults.add(
                f"{subject}: it is in another Region or account, where alone its ARN is known; "
                "give it a dashboard there"
            )
            continue
        rows.append(row_of_batch(batch, subject, place))
    return rows
