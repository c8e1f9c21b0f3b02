"""One private name of MiniStack that the sandbox relies on."""

import importlib
import inspect
from dataclasses import KW_ONLY, dataclass
from types import ModuleType
from typing import Any


@dataclass(frozen=True, slots=True)
class Hook:
    """One private name.

    Attributes:
        module: The module below `ministack`.
        name: The attribute.
        purpose: What the sandbox needs it for.
        parameters: The parameters that a function must have; empty for anything else.
        keys: The keys that a mapping must have.
    """

    module: str
    name: str
    purpose: str
    _: KW_ONLY
    parameters: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    def resolve(self) -> Any:
        """The object behind the name.

        Raises:
            ImportError: When the module is gone.
            AttributeError: When the name is gone.
        """
        return getattr(self._home(), self.name)

    def replace(self, replacement: Any) -> None:
        """Put something else behind the name."""
        setattr(self._home(), self.name, replacement)

    def fault(self) -> str | None:
        """Why the hook does not hold in this version, None when it does."""
        label = f"ministack.{self.module}.{self.name} ({self.purpose})"
        try:
            found = self.resolve()
        except (ImportError, AttributeError) as error:
            return f"{label} is missing: {error}"
        if self.parameters:
            have = tuple(inspect.signature(found).parameters)
            lost = [p for p in self.parameters if p not in have]
            if lost:
                return f"{label} lost the parameters {lost}, has {list(have)}"
        lost = [key for key in self.keys if key not in found]
        return f"{label} lost the keys {lost}" if lost else None

    def _home(self) -> ModuleType:
        return importlib.import_module(f"ministack.{self.module}")
