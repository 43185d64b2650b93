"""The views of the roster: colleges, majors, classes, students and staff."""

from collections.abc import Iterable

from sqlalchemy import and_, select

from db.queries import students
from db.queries.classes import college, klass, major
from db.queries.people.accounts import staff
from db.queries.students import student
from db.reporting.views import Rights, View, of_class, of_college, seen_where
from db.scopes import reached_by

NUMBERED = {"number": "学号", "name": "姓名"}
PRESENT = "，不含已停用的"


def views(rights: Rights) -> Iterable[View]:
    """Yields the views. Colleges and majors are known to everybody who has a report token."""
    holder = rights.scope("CONNECT_REPORTS").holds
    yield View(
        "colleges",
        f"学院{PRESENT}",
        select(college.c.id, college.c.code, college.c.name).where(college.c.retired_at.is_(None), holder),
    )
    of_major = select(major.c.id, major.c.code, major.c.name, *of_college())
    yield View(
        "majors",
        f"专业{PRESENT}",
        of_major.join(college, college.c.id == major.c.college_id).where(major.c.retired_at.is_(None), holder),
    )
    yield _classes(rights)
    yield _students(rights)
    yield View(
        "staff_members",
        f"教职工{PRESENT}",
        select(staff.c.id, staff.c.number, staff.c.name, *of_college())
        .outerjoin(college, college.c.id == staff.c.college_id)
        .where(staff.c.retired_at.is_(None), reached_by(rights.scope("SEE_STAFF"), college=staff.c.college_id)),
        {"number": "工号", "name": "姓名"},
    )


def _classes(rights: Rights) -> View:
    place = (major.c.code.label("major_code"), major.c.name.label("major_name"), *of_college())
    query = (
        select(klass.c.id, klass.c.code, klass.c.name, klass.c.grade, klass.c.cohort, *place)
        .join(major, major.c.id == klass.c.major_id)
        .join(college, college.c.id == klass.c.college_id)
        .where(
            klass.c.retired_at.is_(None),
            reached_by(rights.scope("SEE_CLASSES"), college=klass.c.college_id, klass=klass.c.id),
        )
    )
    return View("classes", f"班级{PRESENT}", query)


def _students(rights: Rights) -> View:
    details = students.reached(rights.scope("SEE_PERSONAL_DETAILS"))
    query = (
        select(
            student.c.id,
            student.c.number,
            student.c.name,
            seen_where(details, student.c.gender).label("gender"),
            seen_where(details, student.c.ethnicity).label("ethnicity"),
            student.c.monitor,
            *of_class(),
            klass.c.cohort,
        )
        .join(klass, klass.c.id == student.c.class_id)
        .join(major, major.c.id == klass.c.major_id)
        .join(college, college.c.id == klass.c.college_id)
        .where(and_(student.c.retired_at.is_(None), students.reached(rights.scope("SEE_STUDENTS"))))
    )
    words = {"gender": "性别，无权查看为空", "ethnicity": "民族，无权查看为空", "monitor": "是否班长"}
    return View("students", f"学生{PRESENT}", query, {**NUMBERED, **words})
