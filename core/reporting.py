"""The report connection is made from the table of rights (R16.4): the rows of `report_wall.rights`, and the views."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache

from core import access
from core.access import Reach, Right, StagedRight
from core.rules.log_sight import NO_OLD, PERSONAL, WITHOUT, WITHOUT_SCORES
from db.reporting import batches, distributions, phases, results, roster, settings
from db.reporting.results import LoggedValues
from db.reporting.wall import Reached, Wall
from db.scopes import SessionScope, StagedScope

ROLES = [field.name for field in fields(Right) if field.name != "words"]
Rights = Mapping[str, Right | StagedRight]


def rights() -> Rights:
    """Returns the rights of the table by their names."""
    return {name: one for name, one in vars(access).items() if isinstance(one, Right | StagedRight)}


class Names:
    """Gives the scopes of rights by their names.

    Raises:
        KeyError: there is no such right.
    """

    def __init__(self, rights: Rights) -> None:
        self.rights = rights

    def scope(self, right: str) -> SessionScope:
        of_it = self.rights[right]
        if not isinstance(of_it, Right):
            raise KeyError(right)
        return SessionScope(right=right, only=_ways(of_it))

    def staged(self, right: str) -> StagedScope:
        staged = self.rights[right]
        if not isinstance(staged, StagedRight):
            raise KeyError(right)
        parts = (
            (stage, SessionScope(right=part_name(right, stage.name), only=_ways(part)))
            for stage, part in staged.parts()
        )
        return StagedScope(tuple((int(stage), scope) for stage, scope in parts))


_WAYS = {
    Reach.SCHOOL: {"school"},
    Reach.COLLEGE: {"colleges"},
    Reach.CLASS: {"classes", "student"},
    Reach.OWN: {"student"},
    Reach.NEVER: set[str](),
}


def _ways(right: Right) -> frozenset[str]:
    """Returns the ways in which the right reaches rows for anybody; a view asks for no others."""
    return frozenset(way for name in ROLES for way in _WAYS[getattr(right, name)])


def part_name(right: str, stage: str) -> str:
    return f"{right}_{stage}"


def reached(rights: Rights) -> Iterable[Reached]:
    """Yields how far each right reaches for each role that has a part in it."""
    for name, right in rights.items():
        parts = {name: right} if isinstance(right, Right) else _parts(name, right)
        for part, one in parts.items():
            reaches = {name: getattr(one, name) for name in ROLES}
            yield from (Reached(part, name, reach.value) for name, reach in reaches.items() if reach is not Reach.NEVER)


def _parts(name: str, right: StagedRight) -> Mapping[str, Right]:
    return {part_name(name, stage.name): part for stage, part in right.parts()}


@cache
def product_wall() -> Wall:
    return wall(rights())


def wall(rights: Rights) -> Wall:
    """Makes the report connection from a table of rights."""
    names, logged = Names(rights), LoggedValues(WITHOUT, NO_OLD, WITHOUT_SCORES, PERSONAL)
    of_batches = [*batches.views(names), *phases.views(names), *settings.views(names)]
    of_results = [*results.views(names, logged), *distributions.views(names)]
    views = [*roster.views(names), *of_batches, *of_results]
    return Wall([*reached(rights)], views)
