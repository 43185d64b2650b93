"""Lists of the API as CSV for spreadsheets and reporting tools (R9.6)."""

import csv
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from graphql import parse, validate

from graph.routes.reports import reading
from graph.routes.reports.compiled import compiled
from graph.routes.reports.layouts import LAYOUTS
from graph.routes.reports.rows import lines_of
from graph.schema import schema
from tests import access
from tests import reports as documented
from tests.campus import YEAR, Campus
from tests.graph.connections import connections
from tests.graph.reports.reading import Table, fetch, table

PARAMETERS = {"batchId", "academicYear"}


def given(campus: Campus, name: str) -> dict[str, str]:
    """Returns the parameters that the report can't do without."""
    needed = [one.name for one in compiled(name, schema.query_type).parameters.values() if one.required]
    assert set(needed) <= PARAMETERS
    return {one: {"batchId": campus.batch, "academicYear": YEAR}[one] for one in needed}


def test_every_list_of_the_api_has_a_report() -> None:
    """R9.6: a new list joins `layouts.py`."""
    assert len(connections()) > 20
    assert set(connections()) - set(LAYOUTS) == set()


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_is_a_query_of_the_api(name: str) -> None:
    report = compiled(name, schema.query_type)
    for text in (report.first_query, report.next_query):
        assert validate(schema._schema, parse(text)) == []
    assert len(set(report.layout.columns.values())) == len(report.layout.columns)
    assert all(column.replace("_", "").isalnum() and column == column.lower() for column in report.layout.columns)


EMPTY = ("learntColumns", "operations", "ratingItems", "ratingItemScores", "scoreQuestions")
"""The campus has none of these, or a role sees the row and not the items in it."""


@pytest.mark.parametrize("name", LAYOUTS)
async def test_a_report_holds_rows_for_whom_the_access_matrix_says(computed: Campus, name: str) -> None:
    """R8.4: who gets rows of a list gets rows of its report, and nobody else."""
    layout = LAYOUTS[name]
    [line] = [one for one in access.lines("rows") if one.name == f"Query.{layout.root}"]
    for role, cell in line.cells.items():
        who = computed.people[access.WHO[role]]
        response = await fetch(computed, who, name, **given(computed, name))
        if cell.reach == "-":
            empty = response.status_code == 200 and Table(response.text).rows == []
            assert empty or response.status_code == 403, (name, role)
            continue
        assert response.status_code == 200, (name, role, response.text)
        found = Table(response.content.decode())
        assert found.columns == list(layout.columns)
        assert found.rows or name in EMPTY, (name, role)


@pytest.mark.parametrize(
    "name", [name for name, layout in LAYOUTS.items() if "class_code" in layout.columns and name != "levelDistribution"]
)
async def test_the_rows_of_a_report_are_those_of_the_persons_scope(computed: Campus, name: str) -> None:
    """R8.1: a counsellor's classes, a college's, the school's."""
    parameters = given(computed, name)
    if name == "auditLog":
        return await audit_rows_are_the_colleges(computed)
    whole = await table(computed, computed.super_admin, name, **parameters)
    college = await table(computed, computed.college_admin, name, **parameters)
    classes = await table(computed, computed.counsellor_li, name, **parameters)
    assert set(whole.column("class_code")) == {"J1901", "J1902", "R1901", "Y1901"}
    assert set(college.column("college_name")) == {"信息学院"}
    assert set(classes.column("class_code")) <= {"J1901", "J1902"}
    assert [row for row in whole.rows if row["college_name"] == "信息学院"] == college.rows or name in WITHHELD
    return None


WITHHELD = ("comprehensiveResults", "qualityScores", "ratingItemScores")
"""Here a college admin sees less of a row than a super admin."""


async def audit_rows_are_the_colleges(campus: Campus) -> None:
    rows = (await table(campus, campus.college_admin, "auditLog")).rows
    assert rows
    assert {row["college_name"] for row in rows} == {"信息学院"}


async def test_what_is_withheld_is_an_empty_cell_of_a_column_that_stays(computed: Campus) -> None:
    """R8.3: the layout is the same for everybody."""
    seen = await table(computed, computed.college_admin, "academicResults", batchId=computed.batch)
    own = await table(computed, computed.yi, "academicResults", batchId=computed.batch)
    assert own.columns == seen.columns
    assert [row["student_number"] for row in own.rows] == [computed.yi.username]
    assert own.column("major_grade_position") == own.column("major_grade_rank") == [""]
    assert "" not in seen.column("major_grade_position")
    assert own.column("class_position") != [""]


async def test_numbers_are_plain_and_times_are_on_the_schools_clock(computed: Campus) -> None:
    report = compiled("academicResults", schema.query_type)
    rows = (await table(computed, computed.college_admin, "academicResults", batchId=computed.batch)).rows
    for row in rows:
        assert f"{row['class_position']}/{row['class_size']}" == row["class_rank"]
        assert Decimal(row["academic_score"]).as_tuple().exponent == -2
        assert datetime.fromisoformat(row["computed_at"]).utcoffset() == timedelta(hours=8)
        assert row["major_grade_stale"] in ("true", "false")
        assert {report.kinds[name] for name in ("class_position", "class_size", "grade")} == {"integer"}


async def test_every_cell_is_of_the_kind_that_the_list_of_reports_names(computed: Campus) -> None:
    """Tools give types by the answer of `/reports`."""
    read: dict[str, Callable[[str], Any]] = {
        "integer": int,
        "decimal": Decimal,
        "boolean": {"true": True, "false": False}.__getitem__,
        "date": date.fromisoformat,
        "datetime": datetime.fromisoformat,
        "text": str,
        "list": str,
    }
    headers = {"authorization": f"Bearer {computed.super_admin.token}"}
    described = (await computed.client.get("/reports", headers=headers)).json()
    assert {one["name"] for one in described} == set(LAYOUTS)
    met = set()
    for one in described:
        assert one["address"] == f"/reports/{one['name']}.csv"
        assert one["title"] in LAYOUTS[one["name"]].title
        found = await table(computed, computed.super_admin, one["name"], **given(computed, one["name"]))
        assert found.columns == [column["name"] for column in one["columns"]]
        for row in found.rows:
            for column in one["columns"]:
                if text := row[column["name"]]:
                    read[column["kind"]](text)
                    met.add(column["kind"])
    assert met == set(read)


async def test_items_of_a_rating_have_rows_of_their_own(computed: Campus) -> None:
    """Columns of a college's items would change from batch to batch."""
    rows = (await table(computed, computed.super_admin, "ratingItemScores", batchId=computed.batch)).rows
    one = [row for row in rows if row["student_number"] == computed.jia.username]
    assert len({(row["item"], row["kind"]) for row in one}) == len(one) > 3
    assert {row["kind"] for row in one} == {"COUNSELLOR", "HEAD_TEACHER", "PEER"}
    assert all(Decimal(row["average"]) for row in one)


async def test_filters_are_those_of_the_api_by_name(computed: Campus) -> None:
    names = [person.name for person in (computed.jia, computed.yi)]
    one = await table(computed, computed.college_admin, "students", classId=computed.cs1, name=names[0], grade=2019)
    assert one.column("name") == names[:1]
    assert (await table(computed, computed.college_admin, "students", classId=computed.cs1, name="")).rows[1:]
    failed = await table(
        computed, computed.super_admin, "comprehensiveResults", failedCourse="false", academicYear=YEAR
    )
    assert set(failed.column("has_failed_course")) == {"false"}
    sheets = await table(computed, computed.college_admin, "resultSheets", batchId=computed.batch, status="APPROVED")
    assert set(sheets.column("status")) == {"APPROVED"}


@pytest.mark.parametrize(
    ("name", "parameters", "field"),
    [
        ("students", {"colour": "red"}, "colour"),
        ("students", {"grade": "last"}, "filter.grade"),
        ("students", {"includeRetired": "maybe"}, "filter.includeRetired"),
        ("students", {"name": "a\0b"}, "name"),
        ("students", {"name": ["甲", "乙"]}, "name"),
        ("academicResults", {}, "batchId"),
        ("scoreQuestions", {"academicYear": "2019"}, "academicYear"),
        ("batchColleges", {"id": "1"}, "id"),
    ],
)
async def test_a_wrong_parameter_is_named(campus: Campus, name: str, parameters: dict[str, Any], field: str) -> None:
    response = await fetch(campus, campus.super_admin, name, **parameters)
    [error] = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (400, "BAD_REQUEST")
    assert error["extensions"]["field"] == field
    assert response.headers["content-type"].startswith("application/json")
    assert (await fetch(campus, None, name, **parameters)).status_code == 401, "R9.6: the sign-in comes first"


def test_a_list_in_a_cell_can_be_taken_apart_again() -> None:
    """R9.6: joined by `;`, which no value holds."""
    report = compiled("batches", schema.query_type)
    row = dict.fromkeys(("id", "name", "academicYear", "status", "note", "openedAt", "cohorts", "levels"))
    row |= {"levels": ["优秀", "良;好", None], "cohorts": [], "qualities": None}
    [read] = csv.reader(StringIO(lines_of(report, [row], ZoneInfo("Asia/Shanghai")).decode()))
    cells = dict(zip(report.kinds, read, strict=True))
    assert (cells["levels"].split(";"), cells["cohorts"]) == (["优秀", "良；好", ""], "")
    assert report.kinds["levels"] == "list"


async def test_what_one_may_not_read_is_403_and_what_does_not_exist_404(campus: Campus) -> None:
    refused = await fetch(campus, campus.jia, "auditLog")
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
    assert (await fetch(campus, campus.jia, "secrets")).status_code == 404
    assert (await fetch(campus, campus.jia, "students", "POST")).status_code == 405


async def test_an_unknown_batch_is_as_empty_as_an_invisible_one(campus: Campus) -> None:
    """R8.2: what one may not see does not exist."""
    for name in ("batchColleges", "participants", "majorGradeRankings"):
        unknown = await table(campus, campus.college_admin, name, batchId="1")
        assert unknown.rows == []


async def test_a_file_is_utf_8_without_a_mark_and_has_a_name(campus: Campus) -> None:
    response = await fetch(campus, campus.counsellor_li, "students")
    assert response.content.startswith(b"id,number,name,")
    assert response.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert response.headers["content-disposition"] == 'attachment; filename="students.csv"'
    assert response.headers["cache-control"] == "no-store"
    head = await fetch(campus, campus.counsellor_li, "students", "HEAD")
    assert (head.status_code, head.content) == (200, b"")


async def test_no_cell_is_a_formula(campus: Campus) -> None:
    await campus.execute("update student set name = '=1+1' where number = :number", number=campus.jia.username)
    found = await table(campus, campus.counsellor_li, "students", number=campus.jia.username)
    assert found.column("name") == ["'=1+1"]


async def test_too_many_rows_are_refused_before_any_is_sent(campus: Campus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 11)
    response = await fetch(campus, campus.super_admin, "students")
    [error] = response.json()["errors"]
    assert response.status_code == 400
    assert (error["extensions"]["code"], error["extensions"]["limit"]) == ("LIMIT_EXCEEDED", "rows")
    assert "12" in error["message"]
    assert (await fetch(campus, campus.college_admin, "students")).status_code == 200


def test_the_page_of_the_reports_is_what_the_layouts_make() -> None:
    """R9.6: a change of a layout is seen, so that none is renamed or moved by accident."""
    written = documented.DOCUMENT.read_text(encoding="utf-8")
    assert written == documented.document(), "run `python -m tests.reports`, which writes docs/reports.md"
