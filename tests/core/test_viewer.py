"""A viewer reaches what the viewer's roles reach: each role by its own way, and the union of all (R8.1)."""

from typing import Any

import pytest

from core.access import (
    MANAGE_PEOPLE,
    SEE_ACADEMIC_RESULT,
    SEE_MAJOR_GRADE_RANK,
    SEE_PERSONAL_DETAILS,
    Reach,
    Right,
)
from core.errors import Forbidden
from core.viewer import Viewer
from db.scopes import Scope
from db.tables import Role
from tests.db.places import Row

COUNSELS, HEADS = frozenset({(1, 1), (None, 1)}), frozenset({(1, 2)})
BELONGS = frozenset({(1, 3), (2, 4), (None, 3)})
LEADS = frozenset({(1, 3), (None, 3)})
"""The class of the roster, in every batch; the class 4 is a former one."""
STUDENT = 7
GRANTS = tuple((role, college) for role in Role for college in (None, 5))
WAYS: dict[str, dict[Reach, Scope]] = {
    **{role.name.lower(): {Reach.SCHOOL: Scope(True), Reach.COLLEGE: Scope(colleges=frozenset({5}))} for role in Role},
    "counsellor": {Reach.CLASS: Scope(classes=COUNSELS)},
    "head_teacher": {Reach.CLASS: Scope(classes=HEADS)},
    "class_monitor": {Reach.CLASS: Scope(classes=LEADS, student=STUDENT), Reach.OWN: Scope(student=STUDENT)},
    "student": {Reach.CLASS: Scope(classes=BELONGS, student=STUDENT), Reach.OWN: Scope(student=STUDENT)},
}
"""Each role reaches in these ways; a reach that is not here means nothing for it."""


def viewer(**held: Any) -> Viewer:
    return Viewer(1, "", "", **held)


def of_all_roles(**but: Any) -> Viewer:
    held = {"grants": GRANTS, "counsels": COUNSELS, "heads": HEADS, "belongs": BELONGS, "monitor": True}
    return viewer(**{**held, "student_id": STUDENT, **but})


@pytest.mark.parametrize("role", WAYS)
def test_a_role_reaches_by_its_own_way_and_no_other_role_does(role: str) -> None:
    """R8.1: a right of one role gives nothing through another role."""
    others: dict[str, Any] = {
        "counsellor": {"counsels": frozenset()},
        "head_teacher": {"heads": frozenset()},
        "class_monitor": {"monitor": False},
        "student": {"belongs": frozenset(), "student_id": None, "monitor": False},
    }
    granted = {"grants": tuple(one for one in GRANTS if one[0].name.lower() != role)}
    for reach in Reach:
        held: Any = {role: reach}
        right = Right(**held)
        assert of_all_roles().scope(right) == WAYS[role].get(reach, Scope()), reach
        assert of_all_roles(**others.get(role, granted)).scope(right).empty, reach


def test_roles_are_united() -> None:
    """R8.1: college 5, the classes counselled, one's own row."""
    right = Right(college_admin=Reach.COLLEGE, counsellor=Reach.CLASS, head_teacher=Reach.CLASS, student=Reach.OWN)
    assert of_all_roles().scope(right) == Scope(False, frozenset({5}), COUNSELS | HEADS, STUDENT)


def test_an_act_on_a_row_or_on_anything_is_refused_without_its_right() -> None:
    """R8: to a row that the right does not reach; to anything, if it reaches nothing."""
    counsellor, nobody = viewer(counsels=COUNSELS), viewer()
    counsellor.require(SEE_PERSONAL_DETAILS, Row(1, 5, 1, 9))
    counsellor.require_any(SEE_PERSONAL_DETAILS)
    with pytest.raises(Forbidden):
        counsellor.require(SEE_PERSONAL_DETAILS, Row(1, 5, 2, 9))
    for right in (MANAGE_PEOPLE, SEE_PERSONAL_DETAILS):
        with pytest.raises(Forbidden):
            nobody.require_any(right)


def test_sorting_by_a_field_needs_sight_of_it_on_every_row_in_question() -> None:
    """R8.3: a counsellor of one class and head teacher of another may sort the first by its major ranks."""
    asking = viewer(counsels=frozenset({(1, 1)}), heads=frozenset({(1, 2)}))
    rows, field = SEE_ACADEMIC_RESULT, SEE_MAJOR_GRADE_RANK
    asking.require_sight(rows, field, class_id=1)
    asking.require_sight(rows, field, batch_id=2)
    for place in ({}, {"batch_id": 1}, {"class_id": 2}):
        with pytest.raises(Forbidden):
            asking.require_sight(rows, field, **place)


def test_the_operator_is_whoever_manages_people() -> None:
    """R9.6: let in first when the server is busy."""
    operating = [role for role in Role if viewer(grants=((role, 5),)).operates]
    assert operating == [Role.SUPER_ADMIN]
    assert not viewer(counsels=COUNSELS).operates


def test_a_request_by_token_is_known_as_such() -> None:
    """R9.1: it has no session, and is not the command line, whose account is 0."""
    assert viewer().by_token
    assert not viewer(session_id=1).by_token
    assert not Viewer(0, "", "").by_token
