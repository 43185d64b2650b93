"""Scopes judge rows in Python: every scope and every row of a small world, beside plain words for the same (R8.1)."""

from itertools import product

from db.scopes import Scope
from tests.db.places import FEW_ROWS, ROWS, SCOPES, STAGED, reached, reached_at

STAGES = range(4)


def test_a_scope_reaches_the_rows_of_its_ways_and_no_others() -> None:
    """R8.1: the school, its colleges, its classes in their batches, its student; nothing has no place by accident."""
    for scope in SCOPES:
        assert [row for row in ROWS if scope.reaches(row)] == [row for row in ROWS if reached(scope, row)], scope
        assert scope.empty == (not any(reached(scope, row) for row in ROWS)), scope


def test_a_scope_reaches_all_rows_if_it_reaches_each() -> None:
    """R8.3: the short ways for whole lists answer as the long one."""
    for scope, one, other in product(SCOPES, FEW_ROWS, FEW_ROWS):
        assert scope.reaches_all([one, other]) == (reached(scope, one) and reached(scope, other)), (scope, one, other)
    assert all(scope.reaches_all([]) for scope in SCOPES)


def test_a_scope_that_covers_another_reaches_all_that_the_other_reaches() -> None:
    """R8.3: sorting by a field asks this."""
    rows = {scope: {row for row in ROWS if reached(scope, row)} for scope in SCOPES}
    for scope, other in product(SCOPES, SCOPES):
        more = rows[other] - rows[scope]
        assert not (scope.covers(other) and (more or other.school > scope.school)), (scope, other)
        same = other.school <= scope.school and other.colleges <= scope.colleges and other.classes <= scope.classes
        assert scope.covers(other) or not (same and other.student in (None, scope.student)), (scope, other)


def test_a_part_of_a_scope_has_the_classes_of_one_batch_or_one_class() -> None:
    """R8.6: and the scope's other ways."""
    for scope, batch, klass in product(SCOPES, (None, 1, 2), (None, 1, 2)):
        kept = {one for one in scope.classes if batch in (None, one[0]) and klass in (None, one[1])}
        assert scope.within(batch, klass) == Scope(scope.school, scope.colleges, frozenset(kept), scope.student)
        assert scope.in_batches() == Scope(classes=frozenset(one for one in scope.classes if one[0] is not None))
        assert scope.without_classes() == Scope(scope.school, scope.colleges, frozenset(), scope.student)


def test_a_staged_scope_reaches_more_as_the_rows_advance() -> None:
    """R7.1: each part from its stage on."""
    for staged in STAGED:
        rows = [row._replace(stage=stage) for row in FEW_ROWS for stage in STAGES]
        for row in rows:
            assert staged.reaches(row) == reached_at(staged, row), (staged, row)
        for one, other in product(rows[::3], rows[::5]):
            expected = reached_at(staged, one) and reached_at(staged, other)
            assert staged.reaches_all([one, other]) == expected, (staged, one, other)
        assert staged.empty == (not any(reached_at(staged, row) for row in rows)), staged


def test_a_staged_scope_that_covers_another_reaches_all_that_the_other_reaches() -> None:
    """R8.3: at every stage."""
    seen = [row._replace(stage=stage) for row in ROWS for stage in (0, 2)]
    rows = {staged: {row for row in seen if reached_at(staged, row)} for staged in STAGED}
    whole = {
        staged: {at for since, one in staged.parts for at in (0, 2) if one.school and since <= at} for staged in STAGED
    }
    for staged, other in product(STAGED, STAGED):
        more = rows[other] - rows[staged] or whole[other] - whole[staged]
        assert not (staged.covers(other) and more), (staged, other)
    assert all(staged.covers(staged) for staged in STAGED)
