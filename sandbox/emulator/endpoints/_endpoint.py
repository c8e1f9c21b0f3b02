"""One endpoint: the fleet that serves it, and what it tells about itself."""

from dataclasses import dataclass, field

from sandbox.emulator.common._store import Record, Scope
from sandbox.emulator.endpoints._fleet import Fleet
from sandbox.emulator.endpoints._variant import Variant
from sandbox.emulator.servers._server import ModelServer


@dataclass(kw_only=True, slots=True)
class Endpoint:
    """An endpoint and the fleet that serves it."""

    scope: Scope
    name: str
    config_name: str
    status: str
    created: float
    modified: float
    variants: list[Variant] = field(default_factory=list)
    shadows: list[Variant] = field(default_factory=list)
    data_capture: Record | None = None
    async_inference: Record | None = None
    failure_reason: str | None = None
    last_deployment: Record | None = None
    incoming: Fleet | None = None
    left_out: list[str] = field(default_factory=list)

    @property
    def arn(self) -> str:
        """The ARN; SageMaker writes the name in lower case in it."""
        return self.scope.arn("sagemaker", f"endpoint/{self.name.lower()}")

    @property
    def servers(self) -> list[ModelServer]:
        """The processes of all variants that serve, not of a fleet on its way in."""
        return [server for v in (*self.variants, *self.shadows) for server in v.servers]

    @property
    def takes_components(self) -> bool:
        """Whether its variants have no model: inference components bring theirs."""
        return bool(self.variants) and all(v.takes_components for v in self.variants)

    def variant(self, name: str) -> Variant | None:
        """The production variant of that name, None when there is none."""
        return next((v for v in self.variants if v.name == name), None)

    def describe(self) -> Record:
        """What `DescribeEndpoint` answers."""
        optional: Record = {
            "ProductionVariants": [v.describe() for v in self.variants] or None,
            "ShadowProductionVariants": [v.describe() for v in self.shadows] or None,
            "FailureReason": self.failure_reason,
            "LastDeploymentConfig": self.last_deployment,
            "AsyncInferenceConfig": self.async_inference,
            "DataCaptureConfig": _describe_capture(self.data_capture),
            "PendingDeploymentSummary": _describe_incoming(self.incoming),
        }
        return {
            "EndpointName": self.name,
            "EndpointArn": self.arn,
            "EndpointConfigName": self.config_name,
            "EndpointStatus": self.status,
            "CreationTime": self.created,
            "LastModifiedTime": self.modified,
        } | {key: value for key, value in optional.items() if value is not None}


def _describe_incoming(fleet: Fleet | None) -> Record | None:
    if fleet is None:
        return None
    return {
        "EndpointConfigName": fleet.config["EndpointConfigName"],
        "ProductionVariants": [variant.describe() for variant in fleet.variants],
        "StartTime": fleet.started,
    }


def _describe_capture(config: Record | None) -> Record | None:
    if config is None:
        return None
    enabled = config.get("EnableCapture", False)
    summary = {
        "EnableCapture": enabled,
        "CaptureStatus": "Started" if enabled else "Stopped",
        "CurrentSamplingPercentage": config["InitialSamplingPercentage"],
        "DestinationS3Uri": config["DestinationS3Uri"],
    }
    return summary | ({"KmsKeyId": config["KmsKeyId"]} if "KmsKeyId" in config else {})
