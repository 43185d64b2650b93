"""A prepared SELECT answers each asker with that asker's rows: no value of one request is left in it for the next."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.paging import Slice
from db.prepared import Prepared, Unnamed
from db.queries import classes, students
from db.queries.academic import results as academic
from db.scopes import ClassInBatch, Scope, StagedScope, parts_of
from tests.campus import Campus
from tests.conftest import Cluster, Template, campus_on

STUDENTS = students.ordered_by("NUMBER", descending=False)


def some_scope(random: Random, campus: Campus) -> Scope:
    colleges = frozenset(random.sample([campus.ids["info"], campus.ids["lang"], 1], k=random.choice((0, 1, 2))))
    held: list[ClassInBatch] = [
        (batch, campus.ids[name]) for batch in (None, campus.ids["batch"]) for name in ("cs1", "en1")
    ]
    return Scope(
        school=random.random() < 0.1,
        colleges=colleges,
        classes=frozenset(random.sample(held, k=random.choice((0, 1, 3)))),
        student=random.choice((None, campus.jia.id, campus.yi.id)),
    )


def some_filter(random: Random, campus: Campus) -> students.StudentFilter:
    return students.StudentFilter(
        college_id=random.choice((None, None, campus.ids["info"], campus.ids["lang"])),
        class_id=random.choice((None, None, campus.ids["cs1"], campus.ids["en1"])),
        name=random.choice((None, None, "甲", "%", "_", "/")),
        number=random.choice((None, None, "20", "%")),
        retired=random.random() < 0.5,
    )


@given(seed=st.integers(0, 2**32))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whoever_asks_finds_the_own_rows(cluster: Cluster, template: Template, seed: int) -> None:
    """R8.2: a prepared SELECT finds the same rows as one that is built for this one request."""
    random = Random(seed)
    async with campus_on(cluster.database_url(template[0]), *template[1:]) as campus:
        for _ in range(6):
            scope, wanted = some_scope(random, campus), some_filter(random, campus)
            found = await students.student_page(campus.database, scope, wanted, STUDENTS, Slice(100))
            async with campus.database.read() as db:
                built = students.matching_students(scope, wanted).build().order_by(students.student.c.number)
                expected = [row.id for row in await db.execute(built)]
            assert [row["id"] for row in found.rows] == expected
            assert await found.count() == len(expected)
            assert all(scope.reaches(row) for row in found.rows)
            assert scope.reaches_all(found.rows)


def test_a_value_that_would_be_kept_is_refused() -> None:
    with pytest.raises(Unnamed):
        Prepared(select(students.student.c.id).where(students.student.c.class_id == 7))
    with pytest.raises(Unnamed):
        Prepared(students.students().where(students.reached(Scope(student=7))))


def test_what_differs_in_its_text_differs_in_its_shape() -> None:
    """Two askers share a statement only where its text is the same."""
    scopes = [
        Scope(school=True),
        Scope(colleges=frozenset({1})),
        Scope(classes=frozenset({(None, 1)})),
        Scope(student=1),
        Scope(colleges=frozenset({1}), student=2),
        Scope(),
    ]
    filters = [students.StudentFilter(), students.StudentFilter(class_id=3), students.StudentFilter(retired=True)]
    texts: dict[object, str] = {}
    for scope in scopes:
        for wanted in filters:
            asked = students.matching_students(scope, wanted)
            texts[asked.shape] = Prepared(asked.build()).sql
    assert len(texts) == len(scopes) * len(filters)
    assert len(set(texts.values())) == len(texts)


def test_stages_are_parts_of_their_own() -> None:
    """R7.7: the scope of one stage is never asked with another's values."""
    scope = StagedScope(((0, Scope(colleges=frozenset({1}))), (3, Scope(student=2))))
    asked = academic.of_students(Scope(student=2), [(1, 2)])
    assert set(parts_of(scope)) == {"scope0", "scope3"}
    assert {owner for owner, _ in Prepared(asked.build()).places} == {"scope", "students"}
    assert classes.ClassFilter(grade=2019).shape != classes.ClassFilter(cohort=2019).shape
