"""An import tells what is undecided, whom it left out, and what a dry run would change (R10.6, R10.7)."""

from collections.abc import Sequence
from typing import Any

from tests.campus import YEAR, Campus
from tests.core.workbooks.files import HEADERS, xlsx
from tests.graph.course_acts import imported, of
from tests.graph.odd_scores import STORED

REPORT = """
mutation Import($input: ImportCourseScoresInput!) {
  importCourseScores(input: $input) {
    created replaced unchanged rowCount problemCount undecided undecidedGroups { code message count rows }
    leftOut { row sheet number name } warnings { code count rows }
    preview {
      created { row sheet studentNumber courseCode score text rule undecided attempts { kind text points counts } }
      replaced { old { row score text } new { row score text undecided } }
      unchanged { row studentName score } undecided { row studentName text } }
    userErrors { code row } } }
"""


async def reported(campus: Campus, *rows: list[Any], second: Sequence[list[Any]] = (), **how: Any) -> dict[str, Any]:
    def add_second(book: Any, _: Any) -> None:
        sheet = book.create_sheet("2班")
        for row in [HEADERS, *second]:
            sheet.append(row)

    files = {"variables.input.file": ("成绩.xlsx", xlsx([HEADERS, *rows], "1班", add_second if second else None))}
    wanted = {"academicYear": YEAR, "term": 1, **how}
    answer = await campus.upload(campus.college_admin, REPORT, files, input=wanted)
    assert not answer.errors, answer.errors
    return answer.data["importCourseScores"]


async def test_an_import_tells_what_is_undecided_by_text(campus: Campus) -> None:
    """R10.6: with the number and the rows, of a dry run and of the import alike."""
    rows = [
        of(campus.jia, 成绩="缓考"),
        of(campus.yi, 成绩="缓 考"),
        of(campus.bing, 成绩=78),
        of(campus.bing, 成绩=85),
    ]
    for dry in (True, False):
        done = await reported(campus, *rows, dryRun=dry)
        assert (done["created"], done["unchanged"], done["rowCount"], done["undecided"]) == (3, 0, 4, 3)
        assert done["undecidedGroups"] == [
            {"code": "UNDECIDED_WORD", "message": "缓考", "count": 2, "rows": "2-3"},
            {"code": "UNDECIDED_ATTEMPTS", "message": "初修 78；初修 85", "count": 1, "rows": "4"},
        ]
    assert done["preview"] is None


async def test_a_dry_run_shows_the_first_rows_of_each_kind(campus: Campus) -> None:
    """R10.7: and stores nothing."""
    await imported(campus, campus.college_admin, of(campus.jia, 成绩=70), of(campus.yi))
    before = await campus.rows(STORED)
    many = [of(campus.bing, 课程代码=f"C{n}", 成绩=60) for n in range(60)]
    rows = [of(campus.jia, 成绩="缓考"), of(campus.yi), of(campus.ding, 成绩=50), of(campus.ding, 成绩="60$"), *many]
    done = await reported(campus, *rows, dryRun=True)
    assert (done["created"], done["replaced"], done["unchanged"], done["leftOut"]) == (61, 1, 1, [])
    preview = done["preview"]
    assert preview["created"][0] == {
        "row": 4, "sheet": None, "studentNumber": campus.ding.username, "courseCode": "MA101", "score": "50.00",
        "text": "50",
        "rule": "NUMBER", "undecided": False, "attempts": [
            {"kind": "FIRST", "text": "50", "points": "50.00", "counts": True},
            {"kind": "RESIT", "text": "60$", "points": "60.00", "counts": False},
        ],
    }  # fmt: skip
    assert [one["row"] for one in preview["created"]] == [4, *range(6, 55)]
    assert preview["replaced"] == [
        {
            "old": {"row": 2, "score": "70.00", "text": "70"},
            "new": {"row": 2, "score": None, "text": "缓考", "undecided": True},
        }
    ]
    assert preview["unchanged"] == [{"row": 3, "studentName": "李乙", "score": "91.50"}]
    assert preview["undecided"] == [{"row": 2, "studentName": "张甲", "text": "缓考"}]
    assert await campus.rows(STORED) == before


async def test_unknown_students_are_left_out_on_request_and_named(campus: Campus) -> None:
    """R10.7: their rows alone; R4.2 holds for everything else."""
    unknown = [["9", "谁", *of(campus.jia, 成绩=text)[2:]] for text in (50, "60$")]
    rows = [of(campus.jia), *unknown, of(campus.yi), ["8", "某", *of(campus.jia)[2:]]]
    refused = await reported(campus, *rows)
    assert [(one["code"], one["row"]) for one in refused["userErrors"]] == [
        ("UNKNOWN_STUDENT", 3), ("UNKNOWN_STUDENT", 4), ("UNKNOWN_STUDENT", 6)
    ]  # fmt: skip
    for dry in (True, False):
        done = await reported(campus, *rows, unknownStudents="LEAVE_OUT", dryRun=dry)
        assert (done["created"], done["unchanged"], done["rowCount"]) == (2, 0, 5)
        left_out = [(3, None, "9", "谁"), (6, None, "8", "某")]
        assert [tuple(one.values()) for one in done["leftOut"]] == left_out
        assert ("STUDENTS_LEFT_OUT", 3, "3-4、6") in [
            (one["code"], one["count"], one["rows"]) for one in done["warnings"]
        ]
    (entry,) = await campus.rows("select new from audit_entry where action = 'importCourseScores'")
    assert entry.new["leftOut"] == ["9", "8"]
    foreign = await reported(campus, *rows, of(campus.mei), unknownStudents="LEAVE_OUT")
    assert [(one["code"], one["row"]) for one in foreign["userErrors"]] == [("STUDENT_OF_OTHER_COLLEGE", 7)]


async def test_the_rows_of_several_sheets_name_theirs(campus: Campus) -> None:
    """R4.2, R10.7: what a dry run shows, and who was left out."""
    second = [of(campus.yi, 成绩=70), ["9", "谁", *of(campus.jia)[2:]]]
    done = await reported(campus, of(campus.jia), second=second, unknownStudents="LEAVE_OUT", dryRun=True)
    assert done["leftOut"] == [{"row": 3, "sheet": "2班", "number": "9", "name": "谁"}]
    assert [(one["sheet"], one["row"]) for one in done["preview"]["created"]] == [("1班", 2), ("2班", 2)]
