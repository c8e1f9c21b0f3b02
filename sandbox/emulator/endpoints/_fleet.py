"""The variants of one endpoint configuration."""

import time
from dataclasses import dataclass

from sandbox.emulator.common._store import Record
from sandbox.emulator.endpoints._variant import Variant
from sandbox.emulator.servers._server import ModelServer


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
