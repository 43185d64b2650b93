"""All that scopes and viewers answer in a small world: a change that changes no answer weakens nothing."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from core import access
from core.access import OWN, Right
from core.errors import Forbidden
from core.viewer import Viewer
from tests.db.places import FEW_ROWS, ROWS, SCOPES, STAGED
from tests.mutations.rights import people
from tests.mutations.weakening import Function

JUDGED = ("Scope.", "StagedScope.", "Viewer.")
"""The classes whose judgements are compared: they read nothing but their own values and their arguments."""
IDS = (None, 1, 2)
RIGHTS = [*[one for one in vars(access).values() if isinstance(one, Right)][::6], Right(class_monitor=OWN)]


def is_judgement(function: Function | None) -> bool:
    return function is not None and function[0] in ("db/scopes.py", "core/viewer.py") and function[1].startswith(JUDGED)


def answers() -> list[Any]:
    return [*of_scopes(), *of_staged(), *of_viewers()]


def of_scopes() -> Iterator[Any]:
    for scope in SCOPES:
        yield [scope.reaches(row) for row in ROWS], scope.empty, scope.few, scope.in_batches()
        yield [scope.reaches_all(rows) for rows in product(FEW_ROWS, FEW_ROWS)]
        yield [scope.covers(other) for other in SCOPES]
        yield [scope.within(*place) for place in product(IDS, IDS)], scope.without_classes()


def of_staged() -> Iterator[Any]:
    rows = [row._replace(stage=stage) for row in FEW_ROWS for stage in range(4)]
    for staged in STAGED:
        yield [staged.reaches(row) for row in rows], staged.empty, staged.few, staged.within(1, 1)
        yield [staged.reaches_all(two) for two in product(rows[::3], rows[::5])]
        yield [staged.covers(other) for other in STAGED]


def of_viewers() -> Iterator[Any]:
    for one in people():
        viewer = Viewer(**{name: getattr(one, name) for name in HELD})
        yield viewer.operates, viewer.by_token, viewer.entitlements, viewer.class_ties, viewer.rates(1)
        yield [viewer.scope(right) for right in RIGHTS], viewer.scope(access.SEE_COMPREHENSIVE)
        yield [refused(viewer.require, right, ROWS[-1]) for right in RIGHTS]
        yield [refused(viewer.require_any, right) for right in RIGHTS]
        yield [refused(viewer.require_sight, RIGHTS[0], right) for right in RIGHTS]


HELD = ("account_id", "username", "name", "student_id", "grants", "counsels", "heads", "belongs", "monitor")


def refused(asked: Any, *about: Any) -> bool:
    try:
        asked(*about)
    except Forbidden:
        return True
    return False
