"""One endpoint: its variants as they run now, and what it tells about itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sandbox.emulator._model_servers import ModelServer
from sandbox.emulator._store import Record, Scope


@dataclass(kw_only=True, slots=True)
class Variant:
    """A variant as it runs now.

    Attributes:
        settings: The variant as the endpoint configuration has it.
        weight: Its current weight; for a shadow variant the sampling weight.
        count: Its instance count, which is bookkeeping here; None for a serverless variant.
        server: The process that answers for it; None until it is healthy.
    """

    settings: Record
    weight: float
    count: int | None
    server: ModelServer | None = None

    @classmethod
    def of(cls, settings: Record) -> "Variant":
        """The variant with the weight and the count that its configuration starts it with."""
        return cls(
            settings=settings,
            # AWS's default: an unspecified weight is 1.0
            weight=settings.get("InitialVariantWeight", 1.0),
            count=settings.get("InitialInstanceCount"),
        )

    @property
    def name(self) -> str:
        """The variant's name."""
        return str(self.settings["VariantName"])

    def describe(self) -> Record:
        """A `ProductionVariantSummary`."""
        summary: Record = {
            "VariantName": self.name,
            "CurrentWeight": self.weight,
            "DesiredWeight": self.weight,
        }
        if self.count is not None:
            summary |= {"CurrentInstanceCount": self.count, "DesiredInstanceCount": self.count}
        if "ServerlessConfig" in self.settings:
            serverless = self.settings["ServerlessConfig"]
            summary |= {
                "CurrentServerlessConfig": serverless,
                "DesiredServerlessConfig": serverless,
            }
        for key in ("ManagedInstanceScaling", "RoutingConfig"):
            if key in self.settings:
                summary[key] = self.settings[key]
        return summary


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

    @property
    def arn(self) -> str:
        """The ARN; SageMaker writes the name in lower case in it."""
        return self.scope.arn("sagemaker", f"endpoint/{self.name.lower()}")

    @property
    def servers(self) -> list[ModelServer]:
        """The processes of all variants."""
        return [v.server for v in (*self.variants, *self.shadows) if v.server is not None]

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
        }
        return {
            "EndpointName": self.name,
            "EndpointArn": self.arn,
            "EndpointConfigName": self.config_name,
            "EndpointStatus": self.status,
            "CreationTime": self.created,
            "LastModifiedTime": self.modified,
        } | {key: value for key, value in optional.items() if value is not None}


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


def retain(
    old: Sequence[Variant], new: Sequence[Variant], *, retain_all: bool, exclude: frozenset[str]
) -> None:
    """Carry live weights and counts over to the variants of a new configuration.

    Args:
        old: The variants that serve now.
        new: The variants that take over, changed in place where a variant of that name serves now.
        retain_all: `RetainAllVariantProperties`; without it the configuration's values hold.
        exclude: The `VariantPropertyType`s of `ExcludeRetainedVariantProperties`: these follow
            the configuration all the same
            (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateEndpoint.html).
    """
    if not retain_all:
        return
    serving = {variant.name: variant for variant in old}
    for variant in new:
        predecessor = serving.get(variant.name)
        if predecessor is None:
            continue
        if "DesiredWeight" not in exclude:
            variant.weight = predecessor.weight
        if "DesiredInstanceCount" not in exclude and None not in (variant.count, predecessor.count):
            variant.count = predecessor.count
