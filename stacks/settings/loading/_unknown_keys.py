"""Tells of a key that does not belong where it is, what it was meant to be or where it belongs."""

from collections.abc import Iterable, Mapping

from sagemaker_hosting.nearest import nearest
from stacks.settings.common._base import Settings
from stacks.settings.loading._fields import follow, settings_below
from stacks.settings.loading._only_in_python import only_in_python
from stacks.settings.yaml._faults import KeyPath
from stacks.settings.yaml._wording import instead_of, meant_key

_ALIKE = 0.75
"""How like a key is to one of its place at least, to be that one and none of another place."""


class UnknownKey:
    """Tells what an unknown key was meant to be.

    Args:
        location: The `loc` of pydantic's error.
        value: What the file has at the key.
        known: The keys that there are at its place.
        top: What the file as a whole is.
    """

    def __init__(
        self, location: KeyPath, value: object, known: Iterable[str], *, top: type[Settings]
    ) -> None:
        self._location, self._value, self._top = location, value, top
        self._key, self._known = str(location[-1]), tuple(known)

    @property
    def meant(self) -> str | None:
        """The key of its place that it was meant to be; None if none is like it."""
        name = self._key.partition(":")[0]
        if self._belongs() or only_in_python(name, self._known):
            return None
        return meant_key(name, self._known)

    def told(self) -> str:
        """What to do about it."""
        name, colon, _ = self._key.partition(":")
        if colon and name in self._known:
            return f"unknown key; did you mean {name}, with a space after the colon?"
        place = self._belongs()
        if place is not None:
            return f"unknown key here; it belongs below {place}"
        owner = only_in_python(name, self._known)
        if owner is not None:
            return f"unknown key; only in Python: {name} {owner}"
        if self.meant is not None:
            return f"unknown key; did you mean {self.meant}?"
        return f"unknown key; {instead_of(self._key, self._known)}"

    def _belongs(self) -> str | None:
        """The place that has such a key, one level down."""
        near = nearest(self._key, self._known, count=1, likeness=_ALIKE)
        if near or meant_key(self._key, self._known, likeness=1) is not None:
            return None
        below = settings_below(follow(self._location[:-1], self._top)[1])
        for name, (is_named, classes) in below.items():
            if any(self._key in each.model_fields for each in classes):
                return f"{name}.NAME" if is_named else name
            # Such as a variant that is indented like the key above it.
            if is_named and any(self._is_one(each) for each in classes):
                return f"{name}, indented deeper"
        return None

    def _is_one(self, settings: type[Settings]) -> bool:
        return (
            isinstance(self._value, Mapping)
            and bool(self._value)
            and all(key in settings.model_fields for key in self._value)
        )
