"""OneRoster 1.2 comes in as roster and course scores (R16.5)."""

from collections.abc import Mapping, Sequence
from typing import Any
from zipfile import ZipFile

import asyncpg
import pytest

from tests.cli.night import Night, write

Files = Mapping[str, tuple[Sequence[str], Sequence[Sequence[str]]]]
WHOLE: Files = {
    "manifest": (
        ("propertyName", "value"),
        [("manifest.version", "1.0"), ("oneroster.version", "1.2"), ("file.orgs", "bulk"), ("file.results", "bulk")],
    ),
    "orgs": (
        ("sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId"),
        [("o0", "", "", "某大学", "school", "", ""), ("o1", "", "", "信息学院", "department", "01", "o0")],
    ),
    "academicSessions": (
        ("sourcedId", "title", "type", "startDate", "endDate", "schoolYear"),
        [
            ("t1", "秋", "semester", "2025-09-01", "2026-01-20", "2026"),
            ("t2", "春", "semester", "2026-02-20", "2026-07-10", "2026"),
        ],
    ),
    "courses": (
        ("sourcedId", "title", "courseCode", "orgSourcedId", "metadata.credit", "metadata.courseKind"),
        [
            ("m1", "计算机", "080901", "o1", "", ""),
            ("k1", "高等数学", "MA101", "o1", "4", "必修"),
            ("k2", "体育", "PE1", "o1", "1", "必修"),
        ],
    ),
    "classes": (
        (
            *("sourcedId", "title", "grades", "courseSourcedId", "classCode", "classType", "schoolSourcedId"),
            "termSourcedIds",
        ),
        [
            ("c1", "计科2201", "2022", "m1", "J2201", "homeroom", "o0", ""),
            ("x1", "高等数学1班", "", "k1", "", "scheduled", "o0", "t1"),
            ("x2", "体育1班", "", "k2", "", "scheduled", "o0", "t2"),
        ],
    ),
    "users": (
        ("sourcedId", "status", "enabledUser", "username", "givenName", "familyName", "identifier"),
        [
            ("u1", "", "true", "s1", "三", "张", "202201001"),
            ("u2", "", "true", "s2", "四", "李", "202201002"),
            ("u3", "", "false", "s3", "五", "王", "202201003"),
            ("u4", "tobedeleted", "true", "s4", "六", "赵", "202201004"),
            ("v1", "", "true", "t1", "老师", "陈", "0012"),
        ],
    ),
    "roles": (
        ("sourcedId", "userSourcedId", "roleType", "role", "orgSourcedId"),
        [
            *((f"r{n}", f"u{n}", "primary", "student", "o1") for n in (1, 2, 3)),
            ("r9", "v1", "primary", "teacher", "o1"),
        ],
    ),
    "enrollments": (
        ("sourcedId", "classSourcedId", "userSourcedId", "role", "primary"),
        [
            *((f"e{n}", "c1", f"u{n}", "student", "") for n in (1, 2, 3)),
            ("e9", "c1", "v1", "teacher", "true"),
            ("e8", "x1", "v1", "teacher", "true"),
        ],
    ),
    "demographics": (("sourcedId", "sex"), [("u1", "male"), ("u2", "female")]),
    "categories": (("sourcedId", "title"), [("g1", "期中"), ("g2", "总评")]),
    "lineItems": (
        ("sourcedId", "classSourcedId", "categorySourcedId"),
        [("l1", "x1", "g1"), ("l2", "x1", "g2"), ("l3", "x2", "")],
    ),
    "results": (
        ("sourcedId", "lineItemSourcedId", "studentSourcedId", "scoreStatus", "score", "textScore"),
        [
            ("1", "l1", "u1", "fully graded", "11", ""),
            ("2", "l2", "u1", "fully graded", "88.5", ""),
            ("3", "l2", "u2", "exempt", "", ""),
            ("4", "l3", "u1", "fully graded", "", "优秀"),
            ("5", "l3", "u2", "submitted", "", ""),
        ],
    ),
}  # fmt: skip


def one_roster(night: Night, files: Files, *, zipped: bool = False) -> None:
    for name, (headings, rows) in files.items():
        write(night.folder / "in" / f"{name}.csv", headings, rows)
    if zipped:
        with ZipFile(night.folder / "in.zip", "w") as packed:
            for file in (night.folder / "in").iterdir():
                packed.write(file, file.name)
    night.config(f'source = "oneroster"\nfolder = "in{".zip" if zipped else ""}"\n')


@pytest.mark.parametrize("zipped", [False, True])
async def test_one_roster_comes_in_with_its_results(night: Night, zipped: bool) -> None:
    """R16.5: homerooms are classes, their courses majors; of several line items the final one counts."""
    one_roster(night, WHOLE, zipped=zipped)
    ran = await night.run()
    assert ran.status == 0, ran.out + ran.err
    db = await asyncpg.connect(night.url)
    people = await db.fetch(
        "select number, s.name, gender, c.code, c.name, grade, cohort, m.code, m.name"
        " from student s join school_class c on c.id = class_id join major m on m.id = major_id order by number"
    )
    scores = await db.fetch(
        "select number, academic_year, term, course_code, course_name, course_kind, teacher, credit::text, text,"
        " score::text"
        " from course_score join student on student.id = student_id order by 1, 2, 3"
    )
    heads = await db.fetchval("select count(*) from staff where number = '0012'")
    await db.close()
    place = ("J2201", "计科2201", 2022, 2026, "080901", "计算机")
    assert [tuple(row) for row in people] == [
        ("202201001", "张三", "男", *place),
        ("202201002", "李四", "女", *place),
    ]
    math, sport = ("MA101", "高等数学", "必修", "陈老师", "4.00"), ("PE1", "体育", "必修", None, "1.00")
    first, second = ("2025-2026", 1), ("2025-2026", 2)
    assert [tuple(row)[:8] for row in scores] == [
        ("202201001", *first, *math),
        ("202201001", *second, *sport),
        ("202201002", *first, *math),
    ]
    assert [row["text"] for row in scores] == [None, "优秀", "免修"]
    assert scores[0]["score"] == "88.50"
    assert heads == 1


async def test_a_broken_set_of_one_roster_is_told_by_file(night: Night) -> None:
    broken: list[tuple[dict[str, Any], str]] = [
        ({"manifest": (("propertyName", "value"), [("oneroster.version", "1.1")])}, "应为 1.2"),
        ({"manifest": (("propertyName", "value"), [("oneroster.version", "1.2"), ("file.users", "delta")])}, "delta"),
        ({"roles": (("userSourcedId", "role"), [])}, "roles.csv 缺少列：roleType、orgSourcedId"),
        ({"lineItems": (WHOLE["lineItems"][0], [("l1", "x1", ""), ("l2", "x1", "")])}, "看不出哪一项是总评"),
        ({"enrollments": (WHOLE["enrollments"][0], [("e", "c1", "nobody", "student", "")])}, "“nobody”不在 users.csv"),
        ({"users": (WHOLE["users"][0], [("u1", "x")])}, "users.csv 的列数不一致"),
    ]
    for change, words in broken:
        one_roster(night, {**WHOLE, **change})
        ran = await night.run()
        assert (ran.status, words in ran.err, "Traceback" in ran.err) == (1, True, False), (words, ran.err)
    assert await night.counts() == [0, 0, 0]
