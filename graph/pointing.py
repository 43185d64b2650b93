"""What a row points at: another row by its id, or by the id that this one holds in turn."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from db.driver import column_of
from graph.context import Info
from graph.loaders import Loaders

Resolver = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Pointing:
    """Steps of (which loader, the column that holds the id)."""

    steps: tuple[tuple[str, str], ...]

    async def follow(self, rows: Sequence[Any], loaders: Loaders) -> list[Any]:
        """What each of the rows points at, None where it points at nothing."""
        for loader, column in self.steps:
            ids = column_of(rows, column)
            known = await getattr(loaders, loader).by_id({one for one in ids if one is not None})
            rows = [known.get(one) for one in ids]
        return list(rows)


def points_at(*steps: tuple[str, str]) -> Resolver:
    """A resolver for a field that points at another row, alone or for a whole list (`pointing_of`)."""

    async def resolve(root: Any, info: Info) -> Any:
        for loader, column in steps:
            id_ = getattr(root, column)
            root = None if id_ is None else await getattr(info.context.loaders, loader).load(id_)
        return root

    resolve.pointing = Pointing(steps)  # type: ignore[attr-defined]  # found again by `pointing_of`
    return resolve


def pointing_of(resolver: Any) -> Pointing | None:
    return getattr(resolver, "pointing", None)
