"""Withholds values on the fast path: they become null, and each field has one error (R8.3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode, GraphQLError

from graph.server.errors import Withheld


@dataclass(frozen=True, slots=True)
class Guarded:
    """Describes a field under a rule: its key in the answer, its place in the schema and in the document."""

    key: str
    coordinate: str
    nodes: tuple[FieldNode, ...]


@dataclass(slots=True)
class WithheldFields:
    """Records the withheld fields of the answer's objects, by identity, because one object may stand in several
    places."""

    _marks: dict[int, tuple[dict[str, Any], list[Guarded]]] = field(default_factory=dict)
    """Each entry holds the object itself, so that no other object can get its identity."""

    def withhold(self, answer: dict[str, Any], guarded: Guarded) -> None:
        answer[guarded.key] = None
        self._marks.setdefault(id(answer), (answer, []))[1].append(guarded)

    def errors(self, data: dict[str, Any]) -> list[GraphQLError]:
        """Returns one error for each field of the schema, with its first place in the answer and the number of
        withheld values."""
        if not self._marks:
            return []
        found: dict[str, GraphQLError] = {}
        for guarded, path in self._met(data, ()):
            first = found.get(guarded.coordinate)
            if first is None:
                cause = Withheld(guarded.coordinate)
                found[guarded.coordinate] = GraphQLError(
                    cause.message, list(guarded.nodes), path=path, original_error=cause, extensions=cause.extensions
                )
            elif first.extensions:
                first.extensions["withheld"] += 1
        return list(found.values())

    def _met(self, value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[Guarded, Sequence[str | int]]]:
        if isinstance(value, dict):
            _, kept = self._marks.get(id(value), (value, []))
            marked = {one.key: one for one in kept}
            for key, inner in value.items():
                if key in marked:
                    yield marked[key], [*path, key]
                else:
                    yield from self._met(inner, (*path, key))
        elif isinstance(value, list):
            for place, inner in enumerate(value):
                yield from self._met(inner, (*path, place))
