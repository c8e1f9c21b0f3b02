"""One variant as it runs now."""

from dataclasses import dataclass

from sandbox.emulator.common._store import Record
from sandbox.emulator.servers._many_models import ManyModels
from sandbox.emulator.servers._server import ModelServer


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
