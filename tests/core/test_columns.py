"""A result's column is declared once; orders, exports and guards follow from it (R4.11, R7.8, R8.3, R8.4)."""

import csv
from dataclasses import replace
from typing import Any

import pytest

from core.access import SEE_MAJOR_GRADE_RANK
from core.columns import Column, ResultColumns
from core.columns.academic import ACADEMIC_RESULTS
from core.columns.comprehensive import COMPREHENSIVE_RESULTS
from core.columns.ratings import RATING_RESULTS
from core.errors import Forbidden
from core.rules.rating_sight import seen_by
from core.viewer import Viewer
from db.qualities import QUALITIES
from db.queries.academic import exports
from db.queries.academic import results as academic
from db.queries.comprehensive.results import Sorting
from db.queries.ratings import results as ratings
from db.scopes import Scope
from db.tables import Role
from tests.campus import Campus

GUARDED = Column("major_id", "专业编号", "Major id", right=SEE_MAJOR_GRADE_RANK, sortable=True)
WITH_ONE_MORE = replace(ACADEMIC_RESULTS, columns=(*ACADEMIC_RESULTS.columns, GUARDED))
STUDENT = Viewer(1, "jia", "张甲", student_id=1, belongs=frozenset({(7, 3)}))
COLLEGE_ADMIN = Viewer(2, "admin", "王莉", grants=((Role.COLLEGE_ADMIN, 5),))
LISTS = {7: QUALITIES}
BOTH = replace(STUDENT, grants=COLLEGE_ADMIN.grants)


@pytest.mark.parametrize("results", [ACADEMIC_RESULTS, RATING_RESULTS, COMPREHENSIVE_RESULTS])
def test_keys_headings_and_orders_are_told_apart(results: ResultColumns) -> None:
    columns = results.columns
    for names in ([one.key for one in columns], [one.heading for one in columns], [one.en for one in columns]):
        assert len(set(names)) == len(columns)
    assert len({one.order_name for one in results.sortable}) == len(results.sortable) > 3


def test_lists_sort_by_every_column_that_is_declared_sortable() -> None:
    """Each order ends in the number and the id, which is nobody else's."""
    orders: dict[ResultColumns, Any] = {
        ACADEMIC_RESULTS: academic.ordered_by,
        COMPREHENSIVE_RESULTS: lambda column, descending: Sorting(column, descending, "overall", LISTS).keys,
        RATING_RESULTS: lambda column, descending: ratings.ordered_by(seen_by(STUDENT), column, descending),
    }
    for results, ordered_by in orders.items():
        for column in results.sortable:
            keys = ordered_by(column.key, True)
            assert keys[0].descending
            assert [key.name for key in keys][-2:] == ["number", "id"]
            assert len({key.name for key in keys}) == len(keys)


def test_a_guarded_column_is_hidden_from_those_who_see_it_nowhere() -> None:
    """R8.4: left out where nothing is named, refused where it is."""
    assert WITH_ONE_MORE.chosen(COLLEGE_ADMIN, 7, None)[-1].header == "专业编号"
    assert GUARDED.field not in WITH_ONE_MORE.chosen(STUDENT, 7, None)
    with pytest.raises(Forbidden):
        WITH_ONE_MORE.chosen(STUDENT, 7, ["student_number", "major_id"])


def test_sorting_by_a_guarded_column_needs_the_right_on_every_row() -> None:
    """R8.3: a viewer who sees the column on some of the rows only may not sort all of them by it."""
    assert WITH_ONE_MORE.order_key(COLLEGE_ADMIN, "MAJOR_ID", batch_id=7) == "major_id"
    for viewer in (STUDENT, BOTH):
        with pytest.raises(Forbidden):
            WITH_ONE_MORE.order_key(viewer, "MAJOR_ID", batch_id=7)


def test_an_order_under_a_right_says_so() -> None:
    assert GUARDED.order_description == "专业编号，须有权查看 | Major id; needs the right to see it"


async def test_a_sheet_leaves_a_guarded_column_blank_where_the_right_does_not_reach(campus: Campus) -> None:
    """R8.4: a column of the result's own table, which no query knows by name."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "80"))
    answer = await campus.ask(
        campus.college_admin,
        f'mutation {{ computeAcademicScores(input: {{batchId: "{campus.batch}"}}) {{ userErrors {{ code }} }} }}',
    )
    assert answer.data["computeAcademicScores"]["userErrors"] == []
    batch, everybody = campus.ids["batch"], Scope(school=True)

    async def majors(reach: Scope) -> list[str]:
        keys = academic.ordered_by("major_id", False)
        named, everyone = ["student_name", "major_id"], academic.AcademicFilter()
        data, _ = await exports.fetch_csv(
            campus.database, everybody, {"major_id": reach}, batch, everyone, keys, named, by_class=False
        )
        return [row[1] for row in csv.reader(data.decode().splitlines()) if row[0] == "张甲"]

    major = str(campus.ids["computing"])
    assert await majors(everybody) == [major]
    assert await majors(Scope(classes=frozenset({(batch, campus.ids["cs1"])}))) == [major]
    assert await majors(Scope(classes=frozenset({(batch, campus.ids["cs2"])}))) == [""]
