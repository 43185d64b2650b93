"""Importing course scores (1.1.2.2): R4.1, R4.2, R8.2, R9.3."""

import asyncio
import re
from contextlib import suppress

import httpx2
from sqlalchemy import text

from db.queries.roster.storing import lock_roster
from tests.campus import YEAR, Campus
from tests.core.workbooks.files import HEADERS, comma_separated, xls, xlsx
from tests.graph.course_acts import IMPORT, imported, of, reasons, row, served_by_another_process
from tests.graph.operations import WAITING
from tests.waiting import until

STORED = """select number, academic_year, term, course_code, course_name, course_kind, teacher,
  credit::text, score::text, remark from course_score join student on student.id = student_id
  order by number, academic_year, term, course_code"""
ENTRIES = "select * from audit_entry where action = 'importCourseScores' order by id"


async def test_a_workbook_of_course_scores_is_stored(campus: Campus) -> None:
    """R4.1: each column is stored, for the chosen academic year and term."""
    done = await imported(
        campus,
        campus.college_admin,
        of(campus.jia),
        of(campus.yi, 授课教师=None, 学分=2.5, 成绩=0, 备注="缓考"),
        term=2,
    )
    assert done == {
        "created": 2, "replaced": 0, "unchanged": 0, "rowCount": 2, "problemCount": 0, "userErrors": []
    }  # fmt: skip
    assert await campus.rows(STORED) == [
        (campus.jia.username, YEAR, 2, "MA101", "高等数学", "必修", "李老师", "4.00", "91.50", None),
        (campus.yi.username, YEAR, 2, "MA101", "高等数学", "必修", None, "2.50", "0.00", "缓考"),
    ]


async def test_scores_of_students_who_do_not_take_part_are_imported_too(campus: Campus) -> None:
    """R4.1: also of a student who has left."""
    await campus.execute("update participant set participating = false where student_id = :id", id=campus.jia.id)
    await campus.execute("update student set retired_at = now() where id = :id", id=campus.yi.id)
    done = await imported(campus, campus.college_admin, of(campus.jia), of(campus.yi))
    assert done["created"] == 2


async def test_importing_again_replaces_the_score_and_keeps_its_id_and_adjustment(campus: Campus) -> None:
    """R4.1: the same student, course, year and term; what was adjusted by hand stands (R2.5)."""
    await imported(campus, campus.college_admin, of(campus.jia), of(campus.yi))
    ids = await campus.rows("select student_id, id from course_score order by id")
    await campus.execute(
        """insert into course_adjustment (batch_id, student_id, term, course_code, counted, adjusted_at, adjusted_by)
           select :batch, :student, 1, 'MA101', false, now(), id from account limit 1""",
        batch=campus.ids["batch"],
        student=campus.jia.id,
    )
    done = await imported(campus, campus.college_admin, of(campus.jia, 成绩=59), of(campus.yi))
    assert (done["created"], done["replaced"], done["unchanged"]) == (0, 1, 1)
    assert await campus.rows("select student_id, id from course_score order by id") == ids
    assert await campus.rows("select score::text from course_score order by id") == [("59.00",), ("91.50",)]
    assert await campus.rows("select counted from course_adjustment") == [(False,)]


async def test_another_year_or_term_is_another_score(campus: Campus) -> None:
    for how in ({"term": 1}, {"term": 2}, {"academicYear": "2017-2018"}):
        assert (await imported(campus, campus.college_admin, of(campus.jia), **how))["created"] == 1
    assert len(await campus.rows(STORED)) == 3


async def test_every_bad_row_comes_back_with_its_row_column_and_reason(campus: Campus) -> None:
    """R4.2: all reasons at once, in the order of the rows, and nothing is stored."""
    done = await imported(
        campus,
        campus.college_admin,
        of(campus.jia),
        row("99999999"),
        row(campus.jia.username, "张乙", 课程代码="MA102"),
        of(campus.mei),
        of(campus.yi, 课程名称=None),
        of(campus.bing, 学分=0),
        of(campus.ding, 成绩=100.5),
        of(campus.wu, 成绩="85%"),
        of(campus.jia, 学分=2),
        of(campus.ji, 学分=100),
        of(campus.geng, 成绩=91.555),
        row(2019010199999999, "周庚"),
    )
    assert reasons(done) == [
        (3, "学号", "UNKNOWN_STUDENT"),
        (4, "姓名", "NAME_MISMATCH"),
        (5, "学号", "STUDENT_OF_OTHER_COLLEGE"),
        (6, "课程名称", "MISSING_VALUE"),
        (7, "学分", "OUT_OF_RANGE"),
        (8, "成绩", "OUT_OF_RANGE"),
        (9, "成绩", "NOT_A_NUMBER"),
        (10, "课程代码", "DUPLICATE"),
        (11, "学分", "OUT_OF_RANGE"),
        (12, "成绩", "TOO_MANY_DECIMALS"),
        (13, "学号", "DAMAGED_NUMBER"),
    ]
    assert done["problemCount"] == 11
    assert done["rowCount"] == 12
    assert done["created"] is None
    assert await campus.rows(STORED) == []
    assert await campus.rows(ENTRIES) == []


async def test_messages_say_what_is_wrong_and_nothing_of_another_college(campus: Campus) -> None:
    """R4.2, R8.2: the message gives the name that belongs to the number within the college only."""
    done = await imported(
        campus, campus.college_admin, row(campus.jia.username, "张乙"), row(campus.mei.username, "谁")
    )
    mismatch, foreign = (error["message"] for error in done["userErrors"])
    assert campus.jia.name in mismatch
    assert campus.mei.username in foreign
    assert campus.mei.name not in foreign


async def test_no_bad_row_stays_behind_among_a_thousand_good_ones(campus: Campus) -> None:
    """R4.2: all or nothing, however large."""
    rows = [of(campus.jia, 课程代码=f"C{number}") for number in range(1_000)]
    done = await imported(campus, campus.college_admin, *rows, row("99999999"))
    assert reasons(done) == [(1002, "学号", "UNKNOWN_STUDENT")]
    assert await campus.rows(STORED) == []


async def test_a_thousand_problems_are_listed_and_all_are_counted(campus: Campus) -> None:
    rows = [row(f"9{number:07}", 学分=0 if number % 2 else 1) for number in range(1_200)]
    done = await imported(campus, campus.college_admin, *rows)
    assert done["problemCount"] == 1_200
    assert [error["row"] for error in done["userErrors"]] == list(range(2, 1_002))


async def test_a_dry_run_answers_as_the_import_does_and_stores_nothing(campus: Campus) -> None:
    """R4.2: one code path, for good rows and bad."""
    await imported(campus, campus.college_admin, of(campus.jia), of(campus.yi))
    good = [of(campus.jia), of(campus.yi, 成绩=60), of(campus.bing)]
    for rows in ([*good, of(campus.mei), row("99999999")], good):
        before = await campus.rows(STORED)
        tried = await imported(campus, campus.college_admin, *rows, dryRun=True)
        assert await campus.rows(STORED) == before
        assert len(await campus.rows(ENTRIES)) == 1
        assert await imported(campus, campus.college_admin, *rows) == tried
    assert (tried["created"], tried["replaced"], tried["unchanged"]) == (1, 1, 1)


async def test_names_are_compared_without_spaces_and_width(campus: Campus) -> None:
    """R4.2: “张　甲” is 张甲."""
    await campus.execute("update student set name = 'Ａlim·Ｋurban' where id = :id", id=campus.yi.id)
    done = await imported(
        campus, campus.college_admin, row(campus.jia.username, " 张　甲 "), row(campus.yi.username, "Alim • Kurban")
    )
    assert done["userErrors"] == []


async def test_numbers_survive_excel(campus: Campus) -> None:
    """R4.1: typed as numbers, full width, with spaces, with leading zeros."""
    await campus.execute("update student set number = '00190101' where id = :id", id=campus.yi.id)
    done = await imported(
        campus,
        campus.college_admin,
        row(float(campus.jia.username), campus.jia.name, 课程代码=283333.0),
        row("００１９０１０１", campus.yi.name, 课程代码=" 00283333 "),
    )
    assert done["created"] == 2
    assert {one.course_code for one in await campus.rows(STORED)} == {"283333", "00283333"}


async def test_old_workbooks_and_csv_are_read_too(campus: Campus) -> None:
    rows = [HEADERS, of(campus.jia)]
    done = await imported(campus, campus.college_admin, file=("成绩.xls", xls(rows)))
    assert done["created"] == 1
    done = await imported(campus, campus.college_admin, file=("成绩.csv", comma_separated(rows, "gb18030")))
    assert done["unchanged"] == 1


async def test_what_is_no_workbook_is_refused_with_a_reason(campus: Campus) -> None:
    for content, code in ((b"\x89PNG\r\n\x1a\n\x00\x00", "NOT_A_WORKBOOK"), (xlsx([["a", "b"], [1, 2]]), "NO_HEADER")):
        done = await imported(campus, campus.college_admin, file=("成绩.xlsx", content))
        assert [error["code"] for error in done["userErrors"]] == [code]
        assert (done["problemCount"], done["rowCount"]) == (1, 0)


async def test_two_imports_at_once_leave_one_consistent_result(campus: Campus) -> None:
    """R4.1: the later one replaces whole rows; nothing is doubled, none is lost, none waits for ever."""
    students = (campus.jia, campus.yi, campus.bing, campus.ding, campus.wu)
    first = [of(one, 课程代码=f"C{n}", 成绩=80, 课程名称="甲") for one in students for n in range(100)]
    second = [of(one, 课程代码=f"C{n}", 成绩=90, 课程名称="乙") for one in reversed(students) for n in range(100)]
    both = await asyncio.gather(
        imported(campus, campus.college_admin, *first), imported(campus, campus.super_admin, *second)
    )
    assert sorted((one["created"], one["replaced"]) for one in both) == [(0, 500), (500, 0)]
    pairs = await campus.rows("select distinct course_name, score::int from course_score")
    assert pairs in ([("甲", 80)], [("乙", 90)])
    assert await campus.rows("select count(*)::int from course_score") == [(500,)]


async def test_an_import_is_in_the_audit_log_with_what_it_replaced(campus: Campus) -> None:
    """R9.3: the import with its counts, and each replaced score with old and new and its place."""
    await imported(campus, campus.college_admin, of(campus.jia), of(campus.yi))
    (first,) = await campus.rows(ENTRIES)
    assert first.new | {"sha256": ""} == {
        "academicYear": YEAR, "term": 1, "file": "成绩.xlsx", "sha256": "", "created": 2, "replaced": 0, "unchanged": 0
    }  # fmt: skip
    assert re.fullmatch("[0-9a-f]{64}", first.new["sha256"])
    assert (first.actor_name, first.college_id) == (campus.college_admin.name, campus.ids["info"])
    await imported(campus, campus.college_admin, of(campus.jia), of(campus.yi, 成绩=60))
    _, replaced, _ = await campus.rows(ENTRIES)
    assert (replaced.old["score"], replaced.new["score"]) == ("91.50", "60.00")
    assert (replaced.student_id, replaced.class_id) == (campus.yi.id, campus.ids["cs1"])


async def test_a_college_admin_imports_for_the_own_college_alone(campus: Campus) -> None:
    """R8: the super admin for any; a college may be named."""
    rows = [of(campus.jia), of(campus.mei)]
    assert reasons(await imported(campus, campus.other_college_admin, *rows)) == [
        (2, "学号", "STUDENT_OF_OTHER_COLLEGE")
    ]
    named = await imported(campus, campus.super_admin, *rows, collegeId=campus.info)
    assert reasons(named) == [(3, "学号", "STUDENT_OF_OTHER_COLLEGE")]
    unknown = await imported(campus, campus.college_admin, *rows, collegeId=campus.lang)
    assert unknown["userErrors"][0]["code"] == "NOT_FOUND"
    assert await campus.rows(STORED) == []
    assert (await imported(campus, campus.super_admin, *rows))["created"] == 2


async def test_nobody_else_imports(campus: Campus) -> None:
    """R8: course scores are imported by the college admin and the super admin."""
    file = {"variables.input.file": ("成绩.xlsx", xlsx([HEADERS, of(campus.jia)]))}
    people = (campus.student_affairs, campus.deputy_secretary, campus.counsellor_li, campus.head_teacher_chen)
    for person in (*people, campus.monitor, campus.yi, campus.bystander):
        answer = await campus.upload(person, IMPORT, file, input={"academicYear": YEAR, "term": 1})
        assert answer.codes == ["FORBIDDEN"]
        assert answer.data["importCourseScores"] is None
    assert await campus.rows(STORED) == []


async def test_the_term_is_one_or_two(campus: Campus) -> None:
    done = await imported(campus, campus.college_admin, of(campus.jia), term=3)
    assert [(error["code"], error["path"]) for error in done["userErrors"]] == [("INVALID", "input.term")]


STORING = """select count(*)::int from pg_stat_activity where datname = current_database()
  and state = 'active' and query ~* '^(insert into|update) course_score'"""


async def test_nobody_changes_class_while_scores_are_stored(campus: Campus) -> None:
    """R4.1: one change of a college's scores at a time, also where a roster moves students between colleges."""
    async with campus.database.write() as db:
        await lock_roster(db)
        sent = asyncio.create_task(imported(campus, campus.college_admin, of(campus.wu, 课程代码="C1")))
        await until(lambda: campus.rows(WAITING))
        moved = text("update student set class_id = :other where number = :number")
        await db.execute(moved, {"other": campus.ids["en1"], "number": campus.wu.username})
    assert reasons(await sent) == [(2, "学号", "STUDENT_OF_OTHER_COLLEGE")]
    assert not await campus.rows(STORED)


async def test_a_server_killed_in_the_middle_of_an_import_leaves_what_was_there(campus: Campus) -> None:
    """R4.2: `kill -9` while rows are being stored: before, or after, and never between."""
    students = (campus.jia, campus.yi, campus.bing, campus.ding, campus.wu)
    await imported(campus, campus.college_admin, of(campus.wu, 课程代码="C399"))
    before = await campus.rows(STORED)
    rows = [of(one, 课程代码=f"C{n}", 成绩=60) for one in students for n in range(400)]
    async with served_by_another_process(campus) as (other, server), campus.database.write() as db:
        await db.execute(text("select * from course_score for update"))  # one of the last to be stored
        sent = asyncio.create_task(imported(other, campus.college_admin, *rows))
        await until(lambda: is_waiting(campus))
        server.kill()
        with suppress(httpx2.TransportError):
            await sent
    await until(lambda: is_idle(campus))
    assert await campus.rows(STORED) == before
    assert len(await campus.rows(ENTRIES)) == 1
    done = await imported(campus, campus.college_admin, *rows)
    assert (done["created"], done["replaced"]) == (1_999, 1)


async def is_waiting(campus: Campus) -> bool:
    return bool((await campus.rows(STORING + " and wait_event_type = 'Lock'"))[0][0])


async def is_idle(campus: Campus) -> bool:
    return not (await campus.rows(STORING))[0][0]
