"""The weakened rights: a right reaches further for a role, a rule lets everybody in, a field loses its rule (R8)."""

from collections.abc import Iterator
from dataclasses import fields
from functools import cache, partial
from itertools import combinations
from typing import Any

from core import access
from core.access import Reach, Right, StagedRight
from core.viewer import Viewer
from db.scopes import Scope
from db.tables import Role, Stage
from graph.schema import schema
from graph.server.engine.guards import Rule
from tests.mutations.weakening import Weakening

ROLES = [field.name for field in fields(Right) if field.name != "words"]
LADDER = list(Reach)
"""The reaches, each further than the one before."""
OF_A_STUDENT = {"belongs": frozenset({(1, 3), (2, 4), (None, 3)}), "student_id": 1}
HELD: dict[str, dict[str, Any]] = {
    **{role.name.lower(): {"grants": ((role, None), (role, 10 + place))} for place, role in enumerate(Role)},
    "counsellor": {"counsels": frozenset({(1, 1), (None, 1)})},
    "head_teacher": {"heads": frozenset({(1, 2), (None, 2)})},
    "class_monitor": {**OF_A_STUDENT, "monitor": True},
    "student": OF_A_STUDENT,
}
"""Each role has places of its own, so that none hides behind another; one class of the monitor is a former one."""


@cache
def people() -> list[Viewer]:
    """Returns a person for every set of roles: ids are only compared with one another, so these stand for all."""
    found = []
    for count in range(len(ROLES) + 1):
        for roles in combinations(ROLES, count):
            held: dict[str, Any] = {}
            for role in roles:
                held |= HELD[role] | {"grants": held.get("grants", ()) + HELD[role].get("grants", ())}
            found.append(Viewer(1, "", "", **held))
    return found


def parts(right: Right | StagedRight) -> list[tuple[Stage, Right]]:
    return [(Stage.IMPORTED, right)] if isinstance(right, Right) else list(right.parts())


def answers(right: Right | StagedRight) -> list[Scope]:
    """Returns what the right reaches for each person, at each stage that it tells apart."""
    found = []
    for viewer in people():
        reached = Scope()
        for _, part in parts(right):
            one = viewer._union(part)
            student = one.student or reached.student
            reached = Scope(
                one.school or reached.school, one.colleges | reached.colleges, one.classes | reached.classes, student
            )
            found.append(reached)
    return found


def widened_rights(equivalent: list[str]) -> Iterator[Weakening]:
    """Yields, for each right and role, the nearest further reach that makes a difference to anybody.

    A nearer one that answers the same for every person at every stage is no weakening, and joins `equivalent`.
    """
    for name, right in vars(access).items():
        if isinstance(right, Right | StagedRight):
            sound = answers(right)
            for stage, part in parts(right):
                at = f" from {stage.name}" if isinstance(right, StagedRight) else ""
                for role in ROLES:
                    yield from widened(f"core/access.py {name}{at}", right, sound, part, role, equivalent)


def widened(
    name: str, right: Any, sound: list[Scope], part: Right, role: str, equivalent: list[str]
) -> Iterator[Weakening]:
    now: Reach = getattr(part, role)
    for further in LADDER[LADDER.index(now) + 1 :]:
        says = f"{name}: {role} reaches {further.value} instead of {now.value}"
        reach(part, role, further)
        same = answers(right) == sound
        reach(part, role, now)
        if not same:
            yield Weakening(says, None, partial(reach, part, role, further), "tests/core/test_access.py")
            return
        equivalent.append(says)


def reach(right: Right, role: str, further: Reach) -> None:
    object.__setattr__(right, role, further)


def open_rules() -> Iterator[Weakening]:
    """Yields each class of rules that lets everybody in."""
    for rule in below(Rule):
        yield Weakening(
            f"{rule.__module__}: {rule.__name__} lets everybody in", None, partial(let_in, rule), "tests/graph/access"
        )


def below(kind: type) -> Iterator[type]:
    subclasses: list[type] = kind.__subclasses__()
    for one in subclasses:
        yield one
        yield from below(one)


def let_in(rule: Any) -> None:
    rule.has_permission = lambda self, source, info, **kwargs: True


def bare_fields() -> Iterator[Weakening]:
    """Yields each field and act that has lost its rule."""
    for holder in schema._schema.type_map.values():
        for name, field in getattr(holder, "fields", {}).items():
            definition = field.extensions.get("strawberry-definition")
            for guard in getattr(definition, "extensions", ()):
                if getattr(guard, "permissions", None):
                    yield Weakening(
                        f"graph/schema: {holder.name}.{name} has no rule",
                        None,
                        partial(bare, guard),
                        "tests/graph/access",
                    )


def bare(guard: Any) -> None:
    guard.permissions = []
