"""Whatever an import refuses, its message says what to do (R9.5). A new kind of problem needs an example here."""

import re
from collections.abc import Iterator
from string import Formatter
from typing import Any

import pytest

from core.errors import Refusal, workbooks
from core.rules.roster_references import Checks
from core.workbooks import worker
from core.workbooks.claims import Chosen
from core.workbooks.comprehensive import COMPREHENSIVE_RESULTS, read_ready
from core.workbooks.course_scores import read_course_scores
from core.workbooks.layout import Naming
from core.workbooks.problems import Problem, ProblemCode
from core.workbooks.roster import Roster, read_roster
from db.levels import LEVELS
from db.queries.roster.known import Known, KnownClass, KnownMajor
from tests.core.workbooks.files import GOOD, HEADERS, comma_separated, compound, good, sheet_xml, web_page, xls, xlsx
from tests.core.workbooks.mutations import mutated

ACTS = (
    "enter|set|save|open|remove|keep|use|name|rename|put|fill|correct|split|choose|try|contact|export|upload|check"
    "|shorten|delete|show|make|add|unpack|write|move|copy|update|import"
)
DOES = re.compile(rf"[:;,(] (?:or |and )?(?:{ACTS})\b")


def without_remedy(problems: list[Any]) -> list[tuple[str, str]]:
    return sorted({(one.zh, one.en) for one in problems if "请" not in one.zh or not DOES.search(one.en)})


def sheets(*tables: tuple[str, list[Any]]) -> bytes:
    def more(book: Any, first: Any) -> None:
        first.title = tables[0][0]
        for title, rows in tables[1:]:
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)

    return xlsx(tables[0][1], change=more)


ROWS = [
    *(good(学号=number) for number in ("12345678901234567.0", "nan", "5月6日", "1.5E+18", 3.5, True, "", "7" * 65)),
    *(good(课程代码=code) for code in ("合计", "2019.0", "-", 123456789012345678)),
    *(good(成绩=score) for score in (101, "-5分", "1e2", "85%", "2019-5-6", "nan", True, 91.235, "很" * 33, "")),
    *(good(学分=credit) for credit in (0, "四", 100, "#N/A")),
    *(good(学号="8", 学分=credit) for credit in (3, 4)),
    *(good(学号="9", 成绩=score) for score in range(20)),
    good(姓名=5),
]
CLAIMS = [*HEADERS, "学年", "学期"]
CLAIMED = [[*GOOD, "2017-2018", 1], [*GOOD, "去年", "短"], [*GOOD, "2018-2019", 2]]
RESULTS = [column.header for column in COMPREHENSIVE_RESULTS.columns]
RESULT = ["20190001", "张三", *[90, "优秀"] * 4]
FORMULA = '<row r="{row}"><c r="H{row}"><f>1+1</f></c><c r="A{row}" t="str"><v>1</v></c></row>'
STUDENTS = ["学号", "姓名", "性别", "民族", "班级代码"]


def of_course_scores() -> Iterator[Problem]:
    chosen = Chosen("2018-2019", 1)
    heads = "".join(f'<c r="{"ABCDEFGHI"[at]}1" t="str"><v>{word}</v></c>' for at, word in enumerate(HEADERS))
    files = [
        xlsx([HEADERS, *ROWS]),
        xlsx([CLAIMS, *CLAIMED]),
        sheet_xml(f'<row r="1">{heads}</row>' + FORMULA.format(row=2)),
        xlsx([HEADERS, good(学分=0.85)], change=lambda _, sheet: setattr(sheet["G2"], "number_format", "0%")),
        xlsx([HEADERS]),
        xlsx([]),
        xlsx([["随便"], ["什么"]]),
        xlsx([HEADERS[:5], GOOD[:5]]),
        xlsx([[*HEADERS, "总评成绩"], [*GOOD, 5]]),
        xlsx([[*HEADERS, "成绩"], [*GOOD, 5]]),
        xlsx([["学号", "姓名", "高等数学", "线性代数"], ["1", "张三", 80, 90], ["2", "李四", 70, 60]]),
        xlsx(
            [
                ["学号", "姓名", "高等数学"],
                ["课程代码", "", ""],
                ["课程性质", "", "必修"],
                ["学分", "", 3],
                ["1", "张三", 8],
            ]
        ),
        sheets(("一", [HEADERS, GOOD]), ("二", [[*HEADERS[:-2], "总评成绩"], GOOD[:-1]])),
        sheets(("一", [HEADERS, GOOD]), ("二", [HEADERS[:3], GOOD[:3]])),
        sheets(("一", [HEADERS, GOOD]), ("二", [GOOD])),
        sheet_xml('<row r="1"><c r="AAA1"><v>1</v></c></row>'),
        sheet_xml(f'<row r="1"><c r="A1" t="str"><v>{"x" * 40_000}</v></c></row>'),
        comma_separated([HEADERS, GOOD])[:-3] + b"\xff\xfe\xff",
        web_page([HEADERS, GOOD]).replace(b"<table", b"<div").replace(b"</table", b"</div"),
        compound({"EncryptionInfo": b"\0", "EncryptedPackage": b"\0"}),
        compound({"WordDocument": b"\xec\xa5"}),
        *(b"", b"\0" * 20, b"%PDF-1.4\x00\x01", b"PK\x03\x04", xls([HEADERS, GOOD])[:700], b'{"a": 1}'),
        *map(mutated, range(120)),
    ]
    for data in files:
        yield from read_course_scores(data, 100, chosen).problems
    yield from read_course_scores(xlsx([HEADERS, *[GOOD] * 200]), 100).problems
    yield from read_course_scores(xlsx([HEADERS, GOOD]), 100, naming=Naming({"score": "没有这一列"})).problems


def of_results() -> Iterator[Problem]:
    chosen = Chosen("2018-2019", batch="今年")
    bad = [["1", "甲", -1, "优", 1000, 5, "九十", True, None, None], RESULT, RESULT]
    tables: list[list[list[Any]]] = [
        [RESULTS, *bad],
        [[*RESULTS, "批次"], [*RESULT, "去年"]],
        [RESULTS[:4], RESULT[:4]],
    ]
    for rows in tables:
        yield from read_ready(xlsx(rows), LEVELS, 100, chosen).problems
    yield from read_ready(sheets(("一", [RESULTS, RESULT]), ("二", [RESULTS, RESULT])), LEVELS, 100).problems


def of_roster() -> Iterator[Problem]:
    student = ["1", "张三", "男", "汉族", "A"]
    files: list[tuple[str, list[list[Any]]]] = [
        ("学生", [STUDENTS, ["1", "张三", "未知", "火星", "A"], student, student]),
        ("班级", [["班级代码", "班级名称", "年级", "届次", "专业代码"], ["A", "甲", "很早", 99, "01"]]),
        ("班长", [STUDENTS, student]),
        ("其他", [["学号", "工号", "姓名"], ["1", "2", "甲"]]),
        ("其他", [["姓名", "性别"], ["甲", "男"]]),
        ("其他", [["学号", "班级代码"], ["1", "A"]]),
        ("学生", [STUDENTS]),
    ]
    for title, rows in files:
        yield from read_roster([(f"{title}.xlsx", xlsx(rows, title))], 100).problems


def test_every_problem_of_a_file_says_what_to_do() -> None:
    """R9.5: in both languages, and no kind of problem is without an example."""
    problems = [*of_course_scores(), *of_results(), *of_roster()]
    problems += [worker.TOO_SLOW, worker.TOO_MUCH, worker.INTERRUPTED, worker.NO_SPACE]
    assert without_remedy(problems) == []
    assert {one.code for one in problems} == set(ProblemCode)


def test_every_reference_that_a_roster_breaks_says_what_to_do() -> None:
    """R9.2, R9.5"""
    rows: dict[str, list[list[Any]]] = {
        "学院": [["学院代码", "学院名称"], ["9", "新学院"]],
        "专业": [["专业代码", "专业名称", "学院代码"], ["01", "软工", "9"], ["02", "计科", "X9"]],
        "班级": [["班级代码", "班级名称", "年级", "届次", "专业代码"], ["A", "甲", 2019, 2023, "02"]],
        "学生": [STUDENTS, ["T1", "张三", "男", "汉族", "A"]],
        "教职工": [["工号", "姓名", "学院代码"], ["T1", "王", "X9"]],
        "班主任": [["班级代码", "工号"], ["X9", "X9"]],
        "班长": [["班级代码", "学号"], ["A", "X9"]],
    }
    roster: Roster = read_roster([(f"{title}.xlsx", xlsx(table, title)) for title, table in rows.items()], 100)
    assert roster.problems == []
    live: dict[str, set[str]] = {"colleges": {"1"}, "majors": {"01"}, "classes": {"A"}, "staff": set()}
    majors, classes = {"01": KnownMajor("1", True)}, {"A": KnownClass("01", "1", True)}
    known = Known(majors, classes, {}, live, {"students": {"T1"}, "staff": {"T1"}})
    found = Checks(roster, known, retire_missing=False).refusals()
    assert {one.code for one in found} == {"NOT_FOUND", "CONFLICT", "ALREADY_EXISTS"}
    assert without_remedy([Problem(ProblemCode.OTHER_TABLE, one.reason("zh"), one.reason("en")) for one in found]) == []


OF_ROWS = [
    one
    for one in vars(workbooks).values()
    if isinstance(one, type) and issubclass(one, Refusal) and one.__module__ == workbooks.__name__ and "zh" in vars(one)
]


@pytest.mark.parametrize("refusal", OF_ROWS, ids=lambda one: one.__name__)
def test_every_refusal_of_a_row_says_what_to_do(refusal: type[Refusal]) -> None:
    """R4.2, R6.2, R9.5"""
    values: dict[str, Any] = {name: "1" for _, name, _, _ in Formatter().parse(refusal.zh + refusal.en) if name}
    words = refusal(**values)
    assert without_remedy([Problem(ProblemCode.OTHER_TABLE, words.reason("zh"), words.reason("en"))]) == []
