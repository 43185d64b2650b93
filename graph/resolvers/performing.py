"""How a mutation runs: one act, one transaction, one payload; a refusal is an answer, and nothing was written."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from core.acting import Act
from core.errors import ReadOnlyToken, Refusal, Refusals
from db.driver import Driver
from graph.context import Info
from graph.loaders import Loaders
from graph.schema.errors import user_error
from graph.trail import trail


class Outcome:
    """What a payload type reads from: the things that were changed, or why nothing was."""

    def __init__(self, info: Info, refusals: Sequence[Refusal] = (), **changed: Any) -> None:
        self.user_errors = [user_error(one, info.context.language) for one in refusals]
        trail().codes.update(one.code for one in refusals)
        self.__dict__.update(changed)

    def __getattr__(self, name: str) -> None:
        """What the act did not come to change."""
        if name.startswith("_"):
            raise AttributeError(name)


async def perform(
    info: Info, act: Callable[[Act], Awaitable[Any]], changes: str | None = None, *, changes_nothing: bool = False
) -> Outcome:
    """Run an act of `core.actions` in a transaction of its own.

    Args:
        changes: the payload's field that holds what the act returns; without it the act returns a dict of fields.
        changes_nothing: only a file is made, which a read-only token may ask for too.

    Raises:
        Forbidden: the act is not this person's; it becomes a top-level error.
    """

    async def acted() -> Any:
        async with info.context.database.write() as db:
            changed = await act(info.context.act(db))
        return {changes: changed} if changes else changed

    return await _outcome(info, acted, changes_nothing=changes_nothing)


async def perform_at_once(info: Info, act: Callable[[Act[Driver]], Awaitable[dict[str, Any]]]) -> Outcome:
    """The same for an act that a whole college does in one evening: straight by the driver."""

    async def acted() -> dict[str, Any]:
        async with info.context.database.driver() as db, db.transaction():
            return await act(info.context.act(db))

    return await _outcome(info, acted)


async def _outcome(
    info: Info, acted: Callable[[], Awaitable[dict[str, Any]]], *, changes_nothing: bool = False
) -> Outcome:
    try:
        if info.context.person.read_only and not changes_nothing:
            raise ReadOnlyToken
        changed = await acted()
        info.context.loaders = Loaders(info.context.database)  # what an earlier act of the request loaded is past
        return Outcome(info, **changed)
    except Refusal as refusal:
        return Outcome(info, [refusal])
    except Refusals as several:
        return Outcome(info, several.refusals, **several.told)
