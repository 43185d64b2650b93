"""A campus on which nothing but the right to an act is asked, and the attempt at each act by each role."""

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl

from db.tables import Module, Stage
from tests import access
from tests.campus import Answer, Campus
from tests.graph import comprehensive_acts
from tests.graph.access.deeds import COLLEGE_CLASS, DEEDS, FIRST_STUDENT, OF_ROLE, student
from tests.graph.results import DECISIONS, KEPT, bring_college, keep

OF_SOMETHING = re.compile(r'((?:(?:id|Id)s?|studentNumber): \[?")\d+')


async def make_workable(campus: Campus) -> None:
    """Every phase open, a course score in every class, process data cleared: nothing but the right is asked."""
    await campus.open_phases(*Module)
    for kept, prefix in (("rating_item", "kept"), ("batch_rating_item", "item")):
        for id_, college_id, name in await campus.rows(f"select id, college_id, name from {kept}"):
            college = next(key for key in access.COLLEGES if campus.ids[key] == college_id)
            campus.ids[f"{prefix}_{college}_{name}"] = id_
    for klass, key in FIRST_STUDENT.items():
        await campus.give(campus.people[key], ("A", "3", "80"))
        [(id_,)] = await campus.rows("select id from course_score where student_id = :s", s=campus.people[key].id)
        campus.ids[f"score_{klass}"] = id_
    await campus.execute("update batch_class set cleared_at = now()")
    for college in access.COLLEGES:
        await bring_college(campus, college, Stage.IMPORTED)
    await keep(campus, KEPT | {"decision": ("score_decision", DECISIONS)})
    await campus.execute("update public_notice set ended_at = now()")
    await campus.execute("insert into batch (name, academic_year, status) values ('草稿', '2019-2020', 'NOT_OPENED')")
    [(campus.ids["draft"],)] = await campus.rows("select id from batch where name = '草稿'")
    [(campus.ids["account"],)] = await campus.rows("select id from account where username = 'S010'")


def workbook(campus: Campus, target: str) -> bytes:
    """One course score of a college's student, or one college for the roster."""
    if target == "school":
        return sheet_of("学院", [["学院代码", "学院名称"], ["03", "新学院"]])
    one = student(campus, COLLEGE_CLASS[target])
    header = ["学号", "姓名", "课程代码", "课程名称", "课程性质", "授课教师", "学分", "成绩", "备注"]
    return sheet_of("成绩", [header, [one.username, one.name, "IMPORTED", "导入的课", "必修", None, 2, 77, None]])


def staff_of(campus: Campus, target: str) -> bytes:
    """One counsellor of a class of the college."""
    code, number = {"info": ("J1901", "S006"), "lang": ("Y1901", "S009")}[target]
    return sheet_of("辅导员", [["班级代码", "工号"], [code, number]])


def results_of(campus: Campus, klass: str) -> bytes:
    return comprehensive_acts.workbook(comprehensive_acts.of_class(campus, klass))


def inputs_of(campus: Campus, klass: str) -> bytes:
    one = student(campus, klass)
    return sheet_of("体测", [["学号", "姓名", "体测"], [one.username, one.name, 80]])


def sheet_of(title: str, rows: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def of_nothing(document: str) -> str:
    """The same document, whose ids and numbers are of nothing."""
    return OF_SOMETHING.sub(r"\g<1>987654321", document)


async def attempt(campus: Campus, role: str, act: str, target: str, change: Callable[[str], str] = str) -> set[str]:
    """The codes that the act is refused with; none where it is done."""
    who, field = access.person(campus, role), DEEDS[act].document(campus, target)
    if (act, role) in OF_ROLE:
        field = OF_ROLE[act, role](campus)
    field = change(field)
    if "$file" in field:
        document = f"mutation($file: Upload!) {{ done: {field} {{ userErrors {{ code }} }} }}"
        made = MADE.get(act, workbook)
        file = {"variables.file": ("scores.xlsx", made(campus, target))}
        answer = await campus.upload(who, document, file)
    else:
        answer = await campus.ask(who, f"mutation {{ done: {field} {{ userErrors {{ code }} }} }}")
    return codes(answer)


def codes(answer: Answer) -> set[str]:
    done = (answer.data or {}).get("done") or {"userErrors": []}
    return {*answer.codes, *(error["code"] for error in done["userErrors"])}


MADE = {
    "importComprehensiveResults": results_of,
    "importAssignedStaff": staff_of,
    "importSchemeInputs": inputs_of,
    "checkScheme": results_of,
}
GIVES_BACK = dict.fromkeys(MADE, ("operation", "download"))
"""A workbook that is refused is kept for its own sender for a while, with its faults beside the cells."""


async def everything(campus: Campus, act: str = "") -> dict[str, str]:
    """A fingerprint of every table."""
    tables = await campus.rows(
        "select tablename from pg_tables where schemaname = 'public' and tablename <> all(:besides) order by 1",
        besides=["timed_work", *GIVES_BACK.get(act, ())],
    )
    each = """select '{0}', md5(coalesce(string_agg(one::text, chr(10) order by one::text), '')) from "{0}" one"""
    return dict(map(tuple, await campus.rows(" union all ".join(each.format(name) for (name,) in tables))))
