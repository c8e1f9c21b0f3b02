"""One endpoint: its variants as they run now, and what it tells about itself."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from sandbox.emulator._many_models import ManyModels
from sandbox.emulator._model_servers import ModelServer
from sandbox.emulator._store import Record, Scope


@dataclass(kw_only=True, slots=True)
class Variant:
    """A variant as it runs now.

    Attributes:
        settings: The variant as the endpoint configuration has it.
        weight: Its current weight; for a shadow variant the sampling weight.
        count: Its instance count, which is bookkeeping here; None for a serverless variant.
        config_name: The endpoint configuration that it is of.
        server: The process that answers for it; None until it is healthy, and for a variant that
            inference components share or that has many models.
        many: The artifacts behind a multi-model container, each with its process; None else.
    """

    settings: Record
    weight: float
    count: int | None
    config_name: str = ""
    server: ModelServer | None = None
    many: ManyModels | None = None

    @classmethod
    def of(cls, settings: Record, *, config_name: str = "") -> "Variant":
        """The variant with the weight and the count that its configuration starts it with."""
        return cls(
            settings=settings,
            config_name=config_name,
            # AWS's default: an unspecified weight is 1.0
            weight=settings.get("InitialVariantWeight", 1.0),
            count=settings.get("InitialInstanceCount"),
        )

    @property
    def name(self) -> str:
        """The variant's name."""
        return str(self.settings["VariantName"])

    @property
    def servers(self) -> list[ModelServer]:
        """The processes that answer for it."""
        own = [self.server] if self.server is not None else []
        return own + (self.many.servers if self.many is not None else [])

    @property
    def takes_components(self) -> bool:
        """Whether it has no model of its own: inference components bring theirs."""
        return "ModelName" not in self.settings

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
class Fleet:
    """The variants of one endpoint configuration, and what comes with them.

    Attributes:
        config: The endpoint configuration.
        variants: Its production variants.
        shadows: Its shadow variants.
        share: Which part of the requests goes to it, while it is on its way in.
        started: When it began to come in, in seconds since 1970.
    """

    config: Record
    variants: list[Variant]
    shadows: list[Variant]
    share: float = 0.0
    started: float = 0.0

    @classmethod
    def of(cls, config: Record) -> "Fleet":
        """The fleet that a configuration asks for, without servers."""
        name = config["EndpointConfigName"]
        groups = (config["ProductionVariants"], config.get("ShadowProductionVariants", []))
        variants, shadows = ([Variant.of(v, config_name=name) for v in group] for group in groups)
        return cls(config=config, variants=variants, shadows=shadows, started=time.time())

    @property
    def servers(self) -> list[ModelServer]:
        """The processes of all its variants."""
        return [server for v in (*self.variants, *self.shadows) for server in v.servers]


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
