"""Defines the values of a YAML document while it is being read."""

from typing import Any

from sagemaker_hosting.templates._document import Place, inside_of


class Node:
    """Defines a finished value.

    Attributes:
        value: The value.
        place: Its line, and the lines of what is in it.
        size: How many values it holds, itself included, with each alias replaced.
        height: How many levels of mappings and lists it has.
    """

    __slots__ = ("height", "place", "size", "value")

    def __init__(self, value: Any, place: Place, *, size: int = 1, height: int = 0) -> None:
        self.value = value
        self.place = place
        self.size = size
        self.height = height

    def parts(self) -> list["Node"] | None:
        """Give the mappings that a merge key takes from this value; None if it cannot."""
        inside = inside_of(self.place)
        if isinstance(self.value, dict):
            return [self]
        if not isinstance(self.value, list) or not isinstance(inside, list):
            return None
        parts = [Node(*pair) for pair in zip(self.value, inside, strict=True)]
        return parts if all(isinstance(part.value, dict) for part in parts) else None


class Open:
    """Defines a mapping or list whose end was not seen yet.

    Attributes:
        values: What is in it so far.
        places: The lines of that.
        anchor: Its anchor.
        tag: Its tag.
        line: Where it starts.
        start: How many values the document held before it.
        height: How many levels the highest value in it has.
        key: The key of the mapping that waits for its value.
        key_line: Where that key stands.
        is_merge: Whether that key is a merge key.
        merges: The mappings to merge into it, the first ones first.
    """

    __slots__ = (
        "anchor",
        "height",
        "is_merge",
        "key",
        "key_line",
        "line",
        "merges",
        "places",
        "start",
        "tag",
        "values",
    )

    def __init__(self, event: Any, *, is_mapping: bool, start: int) -> None:
        self.values: Any = {} if is_mapping else []
        self.places: Any = {} if is_mapping else []
        self.anchor: str | None = event.anchor
        self.tag: str | None = event.tag
        self.line: int = event.start_mark.line + 1
        self.start = start
        self.height = 0
        self.key: str | None = None
        self.key_line = 0
        self.is_merge = False
        self.merges: list[Node] = []

    @property
    def awaits_key(self) -> bool:
        """Whether the next value is a key."""
        return self.key is None and type(self.values) is dict

    def add(self, node: Node) -> None:
        """Put a value in, under the key that waits for it."""
        if self.key is None:
            self.values.append(node.value)
            self.places.append(node.place)
        else:
            self.values[self.key] = node.value
            inside = inside_of(node.place)
            self.places[self.key] = self.key_line if inside is None else (self.key_line, inside)
            self.key = None

    def merge(self, node: Node) -> int:
        """Take over the keys of a mapping that this one has not; tells how many those were."""
        places = inside_of(node.place)
        taken = [key for key in node.value if key not in self.values]
        for key in taken:
            self.values[key] = node.value[key]
            if isinstance(places, dict):
                self.places[key] = places[key]
        return len(taken)
