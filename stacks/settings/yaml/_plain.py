"""Walks the plain data of a file that may be wrong anywhere: what does not fit is passed over."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import overload

from stacks.settings.yaml._faults import KeyPath


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """Defines one entry of a mapping in the file, with the path to it."""

    path: KeyPath
    value: object

    @property
    def key(self) -> str:
        """The entry's own key."""
        return str(self.path[-1])

    def at(self, *keys: str) -> "Entry":
        """Go down by keys; the value is None where one of them is not there."""
        value = self.value
        for key in keys:
            value = value.get(key) if isinstance(value, Mapping) else None
        return Entry(path=(*self.path, *keys), value=value)

    def entries(self) -> Iterator["Entry"]:
        """Yield what a mapping holds; nothing for any other value."""
        if isinstance(self.value, Mapping):
            for key, value in self.value.items():
                yield Entry(path=(*self.path, key), value=value)

    def items(self) -> tuple[object, ...]:
        """Give what a list holds; nothing for any other value."""
        return tuple(self.value) if isinstance(self.value, list) else ()

    def elements(self) -> Iterator["Entry"]:
        """Yield what a list holds as entries; nothing for any other value."""
        for index, item in enumerate(self.items()):
            yield Entry(path=(*self.path, index), value=item)

    def holds(self, key: str) -> bool:
        """Tell whether a mapping has a key, and with a value."""
        return self.at(key).value is not None

    @overload
    def text(self) -> str | None: ...
    @overload
    def text(self, default: str) -> str: ...
    def text(self, default: str | None = None) -> str | None:
        """Give the value if it is text, the default for any other value."""
        return self.value if isinstance(self.value, str) else default

    def number(self) -> float | None:
        """Give the value if it is a number, None for any other value."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            return None
        return self.value
