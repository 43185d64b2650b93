"""A small world of rows and scopes: ids are only compared with one another, so two of each kind stand for all."""

from itertools import combinations, product
from typing import NamedTuple

from db.scopes import Scope, StagedScope


class Row(NamedTuple):
    batch_id: int | None
    college_id: int | None
    class_id: int | None
    student_id: int | None
    stage: int = 0


IDS = (None, 1, 2)
ROWS = [Row(*ids) for ids in product(IDS, IDS, IDS, IDS)]
FEW_ROWS = [Row(*ids) for ids in product((None, 1), (1, 2), (1, 2), (None, 1))]
PLACES = ((1, 1), (2, 1), (1, 2), (None, 1))
CLASSES = [frozenset(some) for count in (0, 1, 2) for some in combinations(PLACES, count)]
COLLEGES = (frozenset[int](), frozenset({1}), frozenset({1, 2}))
SCOPES = [Scope(*one) for one in product((False, True), COLLEGES, CLASSES, (None, 1))]
FEW_SCOPES = [Scope(), Scope(school=True), Scope(colleges=COLLEGES[1]), Scope(classes=CLASSES[1]), Scope(student=1)]
STAGED = [StagedScope(((0, one), (2, other))) for one, other in product(FEW_SCOPES, repeat=2)]


def reached(scope: Scope, row: Row) -> bool:
    """Says in plain words when a row lies in a scope (R8.1)."""
    if scope.school:
        return True
    if scope.student is not None and scope.student == row.student_id:
        return True
    in_college = [college for college in scope.colleges if college == row.college_id]
    in_class = [one for one in scope.classes if one[0] == row.batch_id and one[1] == row.class_id]
    return bool(in_college or in_class)


def reached_at(staged: StagedScope, row: Row) -> bool:
    """Says the same where the stage of the row decides."""
    return any(reached(scope, row) for since, scope in staged.parts if since <= row.stage)
