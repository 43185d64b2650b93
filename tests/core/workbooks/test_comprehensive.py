"""The comprehensive results' workbook and its template (R6.1), and what needs no database of R6.2."""

import io
import pickle
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.columns.comprehensive import COMPREHENSIVE_RESULTS as EXPORTED
from core.columns.comprehensive import with_qualities
from core.workbooks.comprehensive import COMPREHENSIVE_RESULTS, ComprehensiveSheet, layout, read_ready
from core.workbooks.problems import ProblemCode
from core.workbooks.process import WorkbookProcess
from core.workbooks.reading import read_grids
from core.workbooks.templates import comprehensive_template
from db.levels import LEVELS
from db.qualities import QUALITIES
from tests.core.workbooks.files import comma_separated, converted, needs_libreoffice, xls, xlsx

HEADERS = [column.header for column in COMPREHENSIVE_RESULTS.columns]
GOOD = ["20190001", "张三", 91.5, "优秀", 88, "良好", 105.25, "优秀", 92.07, "优秀"]
STUDENTS = [("0012019", "张三"), ("12345678901234567", "李·四"), ("=1+1", "#N/A")]
ODD_LEVELS = ("甲,乙", 'A"+', "=1", "1", "长" * 100, "宽" * 100, "高" * 100)


def good(**changes: Any) -> list[Any]:
    return [changes.get(header, value) for header, value in zip(HEADERS, GOOD, strict=True)]


def read(*rows: Any, headers: Sequence[str] = HEADERS, levels: Sequence[str] = LEVELS) -> ComprehensiveSheet:
    return read_ready(xlsx([headers, *rows]), levels, 100)


def told(sheet: ComprehensiveSheet) -> list[tuple[int | None, str | None, ProblemCode]]:
    return [(p.row, p.column, p.code) for p in sheet.problems]


def row(sheet: ComprehensiveSheet) -> list[Any]:
    pairs = zip((*sheet.scores[0], sheet.overall_score[0]), (*sheet.levels[0], sheet.overall_level[0]), strict=True)
    return [sheet.student_number[0], sheet.student_name[0], *(cell for pair in pairs for cell in pair)]


@pytest.mark.parametrize(
    "data",
    [xlsx([HEADERS, GOOD]), xls([HEADERS, GOOD]), comma_separated([HEADERS, GOOD], "gb18030")],
    ids=["xlsx", "xls", "csv"],
)
def test_a_row_is_read_from_every_kind_of_file(data: bytes) -> None:
    """R6.1: number, name, and score and level of each of the four; a score may exceed 100."""
    sheet = read_ready(data, LEVELS, 10)
    numbers = [Decimal("91.5"), Decimal(88), Decimal("105.25"), Decimal("92.07")]
    assert sheet.problems == []
    assert row(sheet) == [
        *GOOD[:2], numbers[0], "优秀", numbers[1], "良好", numbers[2], "优秀", numbers[3], "优秀",
    ]  # fmt: skip
    assert (sheet.row, sheet.row_count, len(sheet), sheet.known_numbers) == ([2], 1, 1, ["20190001"])


def test_scores_lie_from_0_to_999_99_with_two_decimals() -> None:
    assert [row(read(good(思想政治素质成绩=value)))[2] for value in (0, 999.99, "１０５．５")] == [
        0, Decimal("999.99"), Decimal("105.5"),
    ]  # fmt: skip
    bad = {
        -0.01: ProblemCode.OUT_OF_RANGE,
        1000: ProblemCode.OUT_OF_RANGE,
        91.005: ProblemCode.TOO_MANY_DECIMALS,
        "缺考": ProblemCode.NOT_A_NUMBER,
        True: ProblemCode.WRONG_TYPE,
        None: ProblemCode.MISSING_VALUE,
    }
    for value, code in bad.items():
        assert told(read(good(素质综合测评成绩=value))) == [(2, "素质综合测评成绩", code)]


def test_the_tail_of_a_formulas_float_is_not_held_against_anybody() -> None:
    """Excel showed 91.34; its file says 91.33999999999999."""
    assert read(good(素质综合测评成绩=91.33999999999999)).overall_score == [Decimal("91.34")]


def test_levels_are_the_batchs_own_however_they_are_typed() -> None:
    sheet = read(good(思想政治素质等次=" 优 秀　", 科学文化素质等次="Ａ ＋"), levels=["优秀", "Ａ+", "良好"])
    assert [levels[:2] for levels in sheet.levels] == [("优秀", "Ａ+")]
    assert read(good(发展性素质等次=1), levels=["1", "优秀", "良好"]).levels[0][2] == "1"


def test_another_level_is_a_problem_that_names_those_allowed() -> None:
    sheet = read(good(思想政治素质等次="A", 科学文化素质等次=None, 发展性素质等次=2))
    assert told(sheet) == [
        (2, "思想政治素质等次", ProblemCode.UNKNOWN_VALUE),
        (2, "科学文化素质等次", ProblemCode.MISSING_VALUE),
        (2, "发展性素质等次", ProblemCode.WRONG_TYPE),
    ]
    assert sheet.problems[0].zh == "“A”不是允许的值：请改填优秀、良好、中等、合格、不合格之一"


def test_whose_row_is_bad_is_known_all_the_same() -> None:
    """R6.2: a row with a bad score is not told as a missing student too."""
    sheet = read(
        good(学号=20190001),
        good(学号="20190002", 姓名=None),
        good(学号="2019 0001"),
        good(学号=None),
        good(学号=12345678901234567),
        good(学号="20190003"),
    )
    assert told(sheet) == [
        (3, "姓名", ProblemCode.MISSING_VALUE),
        (4, "学号", ProblemCode.DUPLICATE),
        (5, "学号", ProblemCode.MISSING_VALUE),
        (6, "学号", ProblemCode.DAMAGED_NUMBER),
    ]
    assert (sheet.row, sheet.student_number) == ([2, 7], ["20190001", "20190003"])
    assert (sheet.known_numbers, sheet.row_count) == (["20190001", "20190002", "20190003"], 6)


def test_every_problem_is_counted_and_a_thousand_are_listed() -> None:
    sheet = read_ready(xlsx([HEADERS, *[good(学号=str(n), 姓名=None) for n in range(1200)]]), LEVELS, 2000)
    assert (len(sheet.problems), sheet.problem_count, sheet.row_count, len(sheet)) == (1000, 1200, 1200, 0)
    assert len(sheet.known_numbers) == 1200


def test_offices_other_headers_are_known() -> None:
    headers = [
        "学号", "学生姓名", "思想政治素质测评成绩", "思想政治素质测评等级", "科学文化素质分数", "科学文化素质等级",
        "发展素质测评分数", "发展素质等次", "综合测评总分", "综测等次",
    ]  # fmt: skip
    assert row(read(GOOD, headers=headers))[2:4] == [Decimal("91.5"), "优秀"]
    assert read(GOOD, headers=headers).overall_score == [Decimal("92.07")]


def test_our_own_export_is_read_again() -> None:
    """R6.1: ranks, positions and sizes stand beside what is imported, and are passed over."""
    usual = [column.field for column in EXPORTED.columns if not column.on_request]
    fields = [field.header for field, _ in with_qualities(usual, [QUALITIES], None)]
    values = dict(zip(HEADERS, GOOD, strict=True))
    sheet = read([values.get(header, "1/40" if header.endswith("排名") else 1) for header in fields], headers=fields)
    assert told(sheet) == []
    assert row(sheet) == row(read(GOOD))


def test_no_header_belongs_to_two_columns() -> None:
    headers = [header for column in COMPREHENSIVE_RESULTS.columns for header in {column.header, *column.also}]
    assert len(set(headers)) == len(headers)


def test_the_files_own_faults_are_the_sheets_problems() -> None:
    assert told(read_ready(b"", LEVELS, 10)) == [(None, None, ProblemCode.EMPTY_SHEET)]
    missing = read(GOOD[:-1], headers=HEADERS[:-1])
    assert told(missing) == [(1, "素质综合测评等次", ProblemCode.MISSING_COLUMN)]
    assert (missing.row_count, missing.problem_count, missing.known_numbers) == (0, 1, [])


async def test_it_is_read_in_the_worker() -> None:
    work = WorkbookProcess()
    try:
        sheet = await work.run(read_ready, xlsx([HEADERS, GOOD]), LEVELS, 10)
    finally:
        await work.close()
    assert row(pickle.loads(pickle.dumps(sheet))) == row(read(GOOD))


def filled(data: bytes, rows: Iterable[Sequence[Any]]) -> bytes:
    """Fills in the workbook as a person does: the blank cells, and nothing else."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for number, values in enumerate(rows, 2):
        for place, value in enumerate(values, 3):
            cell = book["素质综合测评成绩"].cell(number, place, value)
            cell.data_type = "s" if isinstance(value, str) else cell.data_type  # chosen from the list, never a formula
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_the_template_holds_every_student_and_blanks_to_fill_in() -> None:
    """R6.1: number and name filled, the rest blank; required headers have a *."""
    sheet = openpyxl.load_workbook(io.BytesIO(comprehensive_template(STUDENTS)))["素质综合测评成绩"]
    assert [tuple(cell.value for cell in line[:2]) for line in sheet.iter_rows(min_row=2)] == STUDENTS
    assert {cell.data_type for line in sheet.iter_rows(max_col=2) for cell in line} == {"s"}
    assert [cell.value for cell in sheet[1]] == [f"{header}*" for header in HEADERS]
    assert (sheet.freeze_panes, sheet.max_row) == ("C2", 4)
    assert [sheet.column_dimensions[letter].number_format for letter in "ABCD"] == ["@", "@", "0.00", "@"]
    assert read_grids(comprehensive_template(STUDENTS), 10)[0].rows[1] == ["0012019", "张三", *[""] * 8]


def test_the_templates_cells_are_checked_by_excel_itself() -> None:
    book = openpyxl.load_workbook(io.BytesIO(comprehensive_template(STUDENTS)))
    score, level = book["素质综合测评成绩"].data_validations.dataValidation
    assert (score.type, score.formula1, score.formula2) == ("decimal", "0", "999.99")
    assert str(score.sqref) == "C2:C4 E2:E4 G2:G4 I2:I4"
    assert str(level.sqref) == "D2:D4 F2:F4 H2:H4 J2:J4"
    assert (level.type, level.formula1, level.showErrorMessage) == ("list", "levels", True)
    assert book.defined_names["levels"].attr_text == "'等次选项'!$A$2:$A$6"
    assert ("0 至 999.99" in score.error, "下拉" in level.error) == (True, True)


@pytest.mark.parametrize("levels", [LEVELS, ODD_LEVELS], ids=["usual", "odd"])
def test_the_levels_stand_on_a_hidden_sheet_whatever_they_are(levels: Sequence[str]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(comprehensive_template(STUDENTS, levels)))
    assert book.sheetnames == ["素质综合测评成绩", "等次选项", "说明"]
    assert [sheet.sheet_state for sheet in book] == ["visible", "hidden", "visible"]
    assert [cell.value for cell in book["等次选项"]["A"]][1:] == list(levels)
    assert {cell.data_type for cell in book["等次选项"]["A"]} == {"s"}


@pytest.mark.parametrize("levels", [LEVELS, ODD_LEVELS], ids=["usual", "odd"])
def test_what_is_filled_in_reads_back(levels: Sequence[str]) -> None:
    """R6.1: downloaded, filled in, uploaded."""
    values = [[91.5, levels[0], 60, levels[1], 999.99, levels[2], 0, levels[3]]] * 2
    rows = [("0012019", "张三"), ("12345678901234567", "李·四")]
    sheet = read_ready(filled(comprehensive_template(rows, levels), values), levels, 10)
    assert sheet.problems == []
    assert list(zip(sheet.student_number, sheet.student_name, strict=True)) == rows
    assert [scores[2] for scores in sheet.scores] == [Decimal("999.99")] * 2
    assert sheet.overall_level == [levels[3]] * 2


def test_what_is_not_filled_in_is_told_cell_by_cell() -> None:
    sheet = read_ready(comprehensive_template([("1", "张三"), ("2", "李四")]), LEVELS, 10)
    assert {code for *_, code in told(sheet)} == {ProblemCode.MISSING_VALUE}
    assert (len(sheet.problems), sheet.known_numbers) == (16, ["1", "2"])


def test_a_template_of_nobody_opens() -> None:
    book = openpyxl.load_workbook(io.BytesIO(comprehensive_template([])))
    assert book["素质综合测评成绩"].data_validations.dataValidation == []
    assert told(read_ready(comprehensive_template([]), LEVELS, 10)) == [(None, None, ProblemCode.EMPTY_SHEET)]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.from_regex(r"[0-9A-Z]{1,20}", fullmatch=True), st.sampled_from(["张三", "李·四"])), max_size=5
    ),
    st.integers(0, 99_999),
    st.sampled_from(LEVELS),
)
def test_every_student_and_score_comes_back(students: list[tuple[str, str]], hundredths: int, level: str) -> None:
    students = list({number: (number, name) for number, name in students}.values())
    score = Decimal(hundredths) / 100
    data = filled(comprehensive_template(students), [[float(score), level] * 4] * len(students))
    sheet = read_ready(data, LEVELS, 10)
    assert list(zip(sheet.student_number, sheet.student_name, strict=True)) == students
    assert sheet.scores == [(score,) * 3] * len(students)
    assert sheet.levels == [(level,) * 3] * len(students)


@needs_libreoffice
def test_libreoffice_reads_the_same_and_keeps_the_checks(tmp_path: Path) -> None:
    rows = [("0012019", "张三"), ("12345678901234567", "李·四")]
    values = [[91.5, "优秀", 60, "良好", 105.25, "优秀", 92.07, "不合格"]] * 2
    (tmp_path / "a.xlsx").write_bytes(filled(comprehensive_template(rows), values))
    (tmp_path / "again").mkdir()
    converted(tmp_path, "csv:Text - txt - csv (StarCalc):44,34,76,1", tmp_path)
    from_csv = read_ready((tmp_path / "a.csv").read_bytes(), LEVELS, 10)
    converted(tmp_path, "xlsx", tmp_path / "again")
    data = (tmp_path / "again" / "a.xlsx").read_bytes()
    expected = read_ready((tmp_path / "a.xlsx").read_bytes(), LEVELS, 10)
    assert read_ready(data, LEVELS, 10) == expected
    assert from_csv == replace(expected, columns=[one._replace(sheet=None) for one in expected.columns])
    assert expected.problems == []
    book = openpyxl.load_workbook(io.BytesIO(data))
    checks = {check.type: check.formula1 for check in book["素质综合测评成绩"].data_validations.dataValidation}
    assert checks == {"decimal": "0", "list": "levels"}
    assert book["等次选项"].sheet_state == "hidden"


def test_the_layout_of_other_levels_has_the_same_columns() -> None:
    assert [column.header for column in layout(["甲"]).columns] == HEADERS
