"""The courses of a roster are found by the students of whom anything is reached, and by no others."""

from sqlalchemy import select

from db.queries.courses.courses import course_score, in_roster, somehow_reached, through_classes
from db.scopes import Scope
from tests.campus import Campus


async def test_the_students_that_are_looked_up_are_those_whose_courses_are_shown(campus: Campus) -> None:
    """R8.6, R16.4: what finds the rows by an index is as narrow as what then judges them."""
    await campus.open_phases()
    for student in (campus.jia, campus.yi, campus.ji, campus.mei):
        await campus.give(student, ("A", "3", "90"))
    scopes = {
        "college": Scope(colleges=frozenset({campus.ids["lang"]})),
        "class": Scope(classes=frozenset({(campus.ids["batch"], campus.ids["cs1"])})),
        "oneself": Scope(student=campus.jia.id),
    }
    for name, scope in scopes.items():
        async with campus.database.read() as db:
            shown = {row.student_id for row in await db.execute(in_roster(scope))}
            sought = somehow_reached(scope.without_classes(), through_classes(scope)).subquery()
            found = set((await db.execute(select(sought.c.id))).scalars())
            with_courses = set((await db.execute(select(course_score.c.student_id))).scalars())
        assert shown, name
        assert found & with_courses == shown < with_courses, name
