"""Resolvers for foreign keys: they follow one id column, or a chain of them, to the row it references."""

from collections.abc import Awaitable, Callable, Mapping, Set
from dataclasses import dataclass
from typing import Any

from strawberry import Info

Resolver = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Pointing:
    """Holds steps of (loader name, id column)."""

    steps: tuple[tuple[str, str], ...]

    @property
    def column(self) -> str:
        """Returns the id column of the referencing row."""
        return self.steps[0][1]

    async def follow(self, pointers: Set[Any], loaders: Any) -> dict[int, Any]:
        """Returns the rows at the end of the steps by the first id, without the ids that lead nowhere."""
        ends = {one: one for one in pointers if one is not None}
        rows: Mapping[int, Any] = {}
        for place, (loader, column) in enumerate(self.steps):
            if place:
                ends = {one: getattr(rows[end], column) for one, end in ends.items()}
            rows = await getattr(loaders, loader).by_id(set(ends.values()))
            ends = {one: end for one, end in ends.items() if end in rows}
        return {one: rows[end] for one, end in ends.items()}


def points_at(*steps: tuple[str, str]) -> Resolver:
    """Creates a resolver for a field that references another row, alone or for a whole list (`pointing_of`)."""

    async def resolve(root: Any, info: Info[Any, None]) -> Any:
        for loader, column in steps:
            id_ = getattr(root, column)
            root = None if id_ is None else await getattr(info.context.loaders, loader).load(id_)
        return root

    resolve.pointing = Pointing(steps)  # type: ignore[attr-defined]  # found again by `pointing_of`
    return resolve


def pointing_of(resolver: Any) -> Pointing | None:
    return getattr(resolver, "pointing", None)
