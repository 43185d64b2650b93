"""Rows that say that they are of another year, term or batch are never stored as this one's (R4.1, R6.1)."""

from typing import Any

import pytest

from core.columns.comprehensive import COMPREHENSIVE_RESULTS as LIBRARY
from core.columns.comprehensive import with_qualities
from core.workbooks.claims import Chosen, Time, read_time
from core.workbooks.comprehensive import COMPREHENSIVE_RESULTS, read_ready
from core.workbooks.course_scores import read_course_scores
from core.workbooks.notes import grouped
from core.workbooks.problems import ProblemCode
from db.levels import LEVELS
from db.qualities import QUALITIES
from tests.core.workbooks.files import GOOD, HEADERS, comma_separated, xlsx

CHOSEN = Chosen("2018-2019", 2)


def problems(header: str, *values: Any, chosen: Chosen = CHOSEN) -> list[Any]:
    rows = [[value, *GOOD[:2], f"C{at}", *GOOD[3:]] for at, value in enumerate(values)]
    return read_course_scores(xlsx([[header, *HEADERS], *rows]), 100, chosen).problems


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2018-2019", ("2018-2019", None)), ("2018—2019", ("2018-2019", None)), ("2018-2019学年", ("2018-2019", None)),
        ("２０１８／２０１９", ("2018-2019", None)), ("2018-19", ("2018-2019", None)), ("2018", ("2018-2019", None)),
        ("2018-2019-2", ("2018-2019", 2)), ("201820192", ("2018-2019", 2)), ("2018-2019学年第二学期", ("2018-2019", 2)),
        ("2018-2019学年度第1学期", ("2018-2019", 1)), ("2018-2019(1)", ("2018-2019", 1)), ("20181", ("2018-2019", 1)),
        ("2019春", ("2018-2019", 2)), ("2018年秋季学期", ("2018-2019", 1)), ("第二学期", (None, 2)), ("秋", (None, 1)),
        ("上学期", (None, 1)), ("下", (None, 2)), ("一", (None, 1)), ("2", (None, 2)), ("第Ⅱ学期", (None, 2)),
    ],
)  # fmt: skip
def test_years_and_terms_in_the_spellings_of_offices(written: str, read: tuple[str | None, int | None]) -> None:
    assert read_time(written) == Time(*read)


@pytest.mark.parametrize("written", ["短学期", "夏", "3", "2018-2020", "2018-2019-3", "上个月", "19", "大一"])
def test_what_is_no_year_or_term_is_not_understood(written: str) -> None:
    assert read_time(written) is None


@pytest.mark.parametrize(
    ("header", "right", "wrong"),
    [
        ("学年", ["2018-2019", "2018—2019学年", 2018, ""], ["2017-2018", "2019-2020学年", 2019, "今年"]),
        ("学期", [2, "第二学期", "春", "下", "2018-2019-2", None], [1, "一", "秋季", "2018-2019-1", "短学期", 3]),
        ("学年学期", ["2018-2019-2", "2018-2019学年第2学期"], ["2018-2019-1", "2017-2018-2", "2"]),
        ("开课学年", ["2018-2019"], ["2031-2032"]),
        ("开课学期", ["2"], ["1"]),
    ],
)
def test_rows_of_another_year_or_term_are_refused(header: str, right: list[Any], wrong: list[Any]) -> None:
    assert problems(header, *right) == []
    found = problems(header, *right, *wrong)
    assert [(one.code, one.column, one.letter) for one in found] == [(ProblemCode.OTHER_YEAR, header, "A")] * len(wrong)
    assert [one.row for one in found] == list(range(len(right) + 2, len(right) + len(wrong) + 2))


def test_they_are_counted_by_what_they_say() -> None:
    found = grouped(problems("学年", *["2017-2018"] * 3, *["2016-2017"] * 2))
    assert [(note.count, note.rows) for note in found] == [(3, "2-4"), (2, "5-6")]
    assert "“2017-2018”不是所选的学年 2018-2019" in found[0].zh


def test_last_years_own_export_is_not_this_years_results() -> None:
    """Every column of the library's export; with the right year and batch it is read."""
    usual = [column.field for column in LIBRARY.columns if not column.on_request]
    headers = [field.header for field, _ in with_qualities(usual, [QUALITIES], None)]
    cells = dict.fromkeys(headers, "")
    cells |= {column.header: "90" for column in COMPREHENSIVE_RESULTS.columns}
    cells |= {column.header: "优秀" for column in COMPREHENSIVE_RESULTS.columns if column.key.endswith("level")}
    cells |= {"学号": "20190001", "姓名": "张三", "学年": "2018-2019", "批次": "2018-2019 学年测评"}
    data = comma_separated([headers, [cells[header] for header in headers]])

    def codes(year: str, batch: str) -> list[ProblemCode]:
        return [one.code for one in read_ready(data, LEVELS, 10, Chosen(year, batch=batch)).problems]

    assert codes("2018-2019", "2018-2019学年测评") == []
    assert codes("2019-2020", "2018-2019学年测评") == [ProblemCode.OTHER_YEAR]
    assert codes("2018-2019", "补评") == [ProblemCode.OTHER_BATCH]


def test_a_title_of_another_year_is_told() -> None:
    data = xlsx([["2017-2018学年第二学期成绩"], HEADERS, GOOD])
    sheet = read_course_scores(data, 10, CHOSEN)
    assert (sheet.problems, [note.code for note in sheet.warnings]) == ([], ["OTHER_YEAR_IN_TITLE"])
    assert read_course_scores(data, 10, Chosen("2017-2018", 2)).warnings == []
    named = Chosen("2018-2019", 2, file_name="成绩（2017-2018）.xlsx")
    assert [note.code for note in read_course_scores(xlsx([HEADERS, GOOD]), 10, named).warnings] == [
        "OTHER_YEAR_IN_TITLE"
    ]
