"""Exports: numbers as numbers, everything else as text, and no formula ever (R4.11)."""

import io
import re
import tempfile
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from core.columns.academic import ACADEMIC_RESULTS
from core.workbooks.reading import read_grids
from core.workbooks.styles import holding
from core.workbooks.templates import course_score_template
from core.workbooks.writing import (
    Field,
    Kind,
    Page,
    Sheet,
    by_sheet,
    chosen,
    in_order,
    sheet_bytes,
    sheet_title,
    write_pages,
    write_table,
)

FIELDS = (
    Field("number", "学号"),
    Field("grade", "年级", Kind.INTEGER),
    Field("score", "成绩", Kind.DECIMAL),
    Field("at", "时间", Kind.DATETIME, 18),
)
SHANGHAI = ZoneInfo("Asia/Shanghai")
MIDNIGHT = datetime(2019, 9, 30, 16, 0, tzinfo=UTC)


def table_bytes(title: str, fields: Sequence[Field], rows: Iterable[Any], tz: ZoneInfo | None = None) -> bytes:
    return sheet_bytes(Sheet(title, fields, list(rows)), tz)


def opened(data: bytes) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return openpyxl.load_workbook(io.BytesIO(data))


def written(*rows: Any) -> Any:
    return opened(table_bytes("成绩", FIELDS, rows, SHANGHAI))["成绩"]


def test_identifiers_are_text_and_numbers_are_numbers() -> None:
    row = written(["0012345678901234567", 2016, Decimal("91.20"), MIDNIGHT])[2]
    assert [cell.value for cell in row] == ["0012345678901234567", 2016, 91.2, datetime(2019, 10, 1)]  # noqa: DTZ001
    assert [cell.data_type for cell in row] == ["s", "n", "n", "d"]
    assert [cell.number_format for cell in row] == ["@", "0", "0.00", r"yyyy\-mm\-dd\ hh:mm"]


def test_the_header_is_bold_frozen_and_filtered() -> None:
    sheet = written(["1", 2016, Decimal(1), None], ["2", 2016, None, None])
    assert all(cell.font.bold for cell in sheet[1])
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:D3")
    assert sheet.column_dimensions["D"].width == 18
    assert sheet.column_dimensions["A"].number_format == "@"


@pytest.mark.parametrize(
    "words",
    ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "#N/A", "<b>&amp;", " 前后 ", "甲\n乙", "_x", "1e5"],
)
def test_text_is_never_a_formula_and_comes_back_as_it_was(words: str) -> None:
    data = table_bytes("t", [Field("a", "名称")], [[words]])
    cell = opened(data).active["A2"]
    assert (cell.value, cell.data_type) == (words, "s")
    assert read_grids(data, 10)[0].rows[1] == [words]
    assert b"<f>" not in data


def test_a_word_in_a_column_of_numbers_stays_a_word() -> None:
    assert [cell.value for cell in written(["1", "未知", "=1", "未计算"])[2]] == ["1", "未知", "=1", "未计算"]


def test_what_is_missing_is_blank_and_not_zero() -> None:
    assert [cell.value for cell in written([None, None, None, None])[2]] == [None] * 4


def test_yes_and_no_are_words() -> None:
    for kind in (Kind.TEXT, Kind.BOOLEAN):
        sheet = opened(table_bytes("t", [Field("a", "是否参评", kind)], [[True], [False], [None], ["不详"]])).active
        assert [cell.value for cell in sheet["A"]] == ["是否参评", "是", "否", None, "不详"]


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        written(["1", 1, Decimal("NaN"), None])


def test_rows_are_written_as_openpyxl_writes_them() -> None:
    """Ours are text made straight away; openpyxl's own cells make the same file."""
    rows: list[list[Any]] = [
        [" a<b>&\"'\t\n", 2016, Decimal("-0.5"), MIDNIGHT],
        ["_x000D_", "=1", None, None],
        ["甲", 0, Decimal("1E+2"), ""],
        ["长" * 40_000, 0, Decimal(1), None],
    ]
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("成绩")
    for row in [[field.header for field in FIELDS], *rows]:
        sheet.append([as_cell(sheet, value) for value in row])
    buffer = io.BytesIO()
    book.save(buffer)
    assert data_of(table_bytes("成绩", FIELDS, rows, SHANGHAI)) == data_of(buffer.getvalue())


def as_cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, datetime):
        return WriteOnlyCell(sheet, value.astimezone(SHANGHAI).replace(tzinfo=None))
    return holding(WriteOnlyCell(sheet), value) if isinstance(value, str) else value


def data_of(content: bytes) -> str:
    """Returns the rows of the first sheet in canonical XML, without their styles."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    data = sheet[sheet.index("<sheetData") : sheet.index("</sheetData>")] + "</sheetData>"
    return ElementTree.canonicalize(re.sub(' s="[0-9]+"', "", data))


def test_rows_of_another_width_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        written(["1", 2])


@given(st.text(st.characters(codec=None, categories=("L", "N", "P", "S", "Z", "Cc", "Cs", "Co")), max_size=30))
def test_no_text_can_break_a_workbook(words: str) -> None:
    """Control characters and halves of letters are left out; the rest is as it was."""
    allowed = "".join(
        c for c in words.replace("\r\n", "\n") if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff")
    )
    allowed = allowed.replace("\r", "\n").replace("\ufffe", "").replace("\uffff", "")
    assert (opened(table_bytes("t", [Field("a", "a")], [[words]])).active["A2"].value or "") == allowed


@given(st.decimals(-1000, 1000, places=2), st.integers(-(10**9), 10**9))
@example(Decimal("92.07"), 0)
def test_numbers_come_back_exactly(score: Decimal, grade: int) -> None:
    row = written(["1", grade, score, None])[2]
    assert Decimal(repr(row[2].value)) == score
    assert row[1].value == grade


def test_sheet_titles_are_made_as_excel_allows() -> None:
    taken: set[str] = set()
    assert [sheet_title(title, taken) for title in ("a/b:c", "", "长" * 40, "长" * 40, "A/B:C")] == [
        "a_b_c",
        "Sheet",
        "长" * 31,
        "长" * 29 + "_2",
        "A_B_C_2",
    ]


def test_several_pages_with_odd_titles_open() -> None:
    buffer = io.BytesIO()
    write_pages(buffer, [Page("软工'1601 & <2>", FIELDS), Page("说明", FIELDS)], notes=["怎样填写"])
    book = opened(buffer.getvalue())
    assert book.sheetnames == ["软工'1601 & <2>", "说明_2", "说明"]
    assert book["说明"]["A1"].value == "怎样填写"


def test_rows_are_given_a_sheet_for_each_class_or_one_for_all() -> None:
    """R5.6: each sheet by class is typed, frozen and filtered as the one sheet is."""
    fields = [Field("class", "班级"), *FIELDS]
    rows: list[Any] = [
        [name, str(n), 2016, Decimal("91.20"), MIDNIGHT] for n, name in enumerate(["软工/1", "软工/1", "计科1"])
    ]
    for column, titles in ((0, {"软工_1": 3, "计科1": 2}), (None, {"成绩": 4})):
        buffer = io.BytesIO()
        write_pages(buffer, by_sheet("成绩", fields, iter(rows), column), SHANGHAI)
        book = opened(buffer.getvalue())
        assert {sheet.title: sheet.max_row for sheet in book} == titles
        for sheet in book:
            assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:E{sheet.max_row}")
            assert [cell.data_type for cell in sheet[2]] == ["s", "s", "n", "n", "d"]


def test_a_path_is_written(tmp_path: Any) -> None:
    write_table(tmp_path / "a.xlsx", "成绩", FIELDS, (["1", 1, None, None] for _ in range(2500)))
    assert len(read_grids(tmp_path / "a.xlsx", 3000)[0].rows) == 2501


def test_rows_that_fail_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet is a temporary file until its book is saved; the target is not begun before all rows are there."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(ValueError, match="cannot be written"):
        write_table(tmp_path / "a.xlsx", "成绩", FIELDS, [["1", 1, Decimal(1), None], ["2", 1, Decimal("inf"), None]])
    assert list(tmp_path.iterdir()) == []


def test_a_template_is_the_same_each_time() -> None:
    """But for the moment at which it was made."""

    def sheets() -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(course_score_template())) as archive:
            return {name: archive.read(name) for name in archive.namelist() if name.startswith("xl/")}

    assert sheets() == sheets()


def test_columns_are_chosen_and_ordered_by_the_user() -> None:
    """R7.8's way, for this export too: columns chosen by the user, never one that is not declared."""
    fields = chosen(ACADEMIC_RESULTS.fields, ["class_rank", "student_number", "class_rank"])
    assert [field.header for field in fields] == ["班级排名", "学号"]
    assert list(in_order(fields, [{"student_number": "1", "class_rank": "2/5", "secret": 1}])) == [["2/5", "1"]]
    assert chosen(ACADEMIC_RESULTS.fields, None) == ACADEMIC_RESULTS.fields
    with pytest.raises(KeyError):
        chosen(ACADEMIC_RESULTS.fields, ["password"])
