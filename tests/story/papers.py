"""The workbooks of the story: what the academic office and counsellors send in, and what people take away."""

from io import BytesIO
from typing import Any
from urllib.parse import unquote

from openpyxl import load_workbook

from tests.campus import Campus, Person
from tests.core.workbooks.files import HEADERS, xlsx
from tests.story.acts import done

MATHS, SPORT, ENGLISH = ("MA101", "高等数学", "必修", 4), ("PE001", "体育", "选修", 1), ("EN201", "大学英语", "必修", 3)
"""高等数学 and 体育 are of the first term, 大学英语 of the second."""
SCORES = {
    **dict.fromkeys(("yi", "bing"), (90, 90, 90)),
    "jia": (100, 100, 100),
    "ding": (55, 80, 80),
    "wu": (70, 70, 70),
    "ji": (85, 85, 85),
    "geng": (95, 95, 95),
    "xin": (60, 60, 60),
    "ren": (88, 88, 88),
    "gui": (77, 77, 77),
}
"""The students are of 信息学院. 赵丁 failed 高等数学."""


def course_row(person: Person, course: tuple[str, str, str, int], score: Any) -> list[Any]:
    code, name, kind, credit = course
    return [person.username, person.name, code, name, kind, "李老师", credit, score, None]


def scores_of_term(campus: Campus, term: int) -> tuple[str, bytes]:
    """Returns the scores that the academic office sends for everybody of 信息学院."""
    courses = {1: ((0, MATHS), (1, SPORT)), 2: ((2, ENGLISH),)}[term]
    people = campus.people
    rows = [course_row(people[key], course, row[at]) for key, row in SCORES.items() for at, course in courses]
    return f"第{term}学期成绩.xlsx", xlsx([HEADERS, *rows])


async def taken(campus: Campus, person: Person, act: str, **given: Any) -> tuple[str, bytes]:
    """A file that an act makes: its name, as browsers keep it, and its bytes."""
    payload = await done(campus, person, act, "operation { downloadUrl }", **given)
    return await fetched(campus, person, payload["operation"]["downloadUrl"])


async def fetched(campus: Campus, person: Person, address: str) -> tuple[str, bytes]:
    response = await campus.client.get(address, headers={"authorization": f"Bearer {person.token}"})
    assert response.status_code == 200
    return unquote(response.headers["content-disposition"].partition("UTF-8''")[2]), response.content


def cells(content: bytes) -> list[list[Any]]:
    """The first sheet, its headers first."""
    return [list(row) for row in load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)]


def filled(content: bytes, results: dict[str, tuple[Any, str]]) -> bytes:
    """A workbook of comprehensive results in which those named have the same score and level in all four qualities."""
    book = load_workbook(BytesIO(content))
    for row in book.worksheets[0].iter_rows(min_row=2):
        if row[1].value in results:
            for at, cell in enumerate(row[2:10]):
                cell.value = results[str(row[1].value)][at % 2]
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
