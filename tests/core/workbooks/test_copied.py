"""An export written from COPY's bytes: what the database said is what Excel and WPS show (R4.11, R5.6)."""

import csv
import io
import warnings
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.workbooks.copied import written_from_copy
from core.workbooks.process import WorkbookProcess
from core.workbooks.reading import read_grids
from core.workbooks.writing import Field, Kind
from tests.core.workbooks.files import converted, needs_libreoffice

FIELDS = (
    Field("number", "学号"),
    Field("grade", "年级", Kind.INTEGER),
    Field("score", "成绩", Kind.DECIMAL),
    Field("participates", "是否参评", Kind.BOOLEAN),
    Field("at", "时间", Kind.DATETIME, 18),
    Field("class", "班级"),
)
SHANGHAI = ZoneInfo("Asia/Shanghai")
ROW = "0012345678901234567,2016,91.20,t,2019-09-30 16:00:00+00,软工1601\n"


def book(data: str, fields: Any = FIELDS, sheet_column: int | None = None) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        written = written_from_copy(data.encode(), "成绩", fields, SHANGHAI, sheet_column)
        return openpyxl.load_workbook(io.BytesIO(written))


def row(data: str) -> list[Any]:
    return [cell.value for cell in book(data)["成绩"][2]]


def copied(value: str | None) -> str:
    """Writes a text as PostgreSQL does in CSV: quoted where it must be, NULL as nothing at all."""
    if value is None:
        return ""
    quoted = not value or value == "\\." or any(mark in value for mark in ',"\r\n') or value != value.strip(" ")
    return '"' + value.replace('"', '""') + '"' if quoted else value


def test_each_kind_is_typed() -> None:
    cells = book(ROW)["成绩"][2]
    assert [cell.value for cell in cells] == [
        "0012345678901234567", 2016, 91.2, "是", datetime(2019, 10, 1), "软工1601",  # noqa: DTZ001
    ]  # fmt: skip
    assert [cell.data_type for cell in cells] == ["s", "n", "n", "s", "d", "s"]
    assert [cell.number_format for cell in cells][:3] == ["@", "0", "0.00"]


def test_null_and_an_empty_text_are_blank() -> None:
    assert row(",,,,,\n") == row('"","","","",,""\n') == [None] * 6


def test_numbers_keep_their_digits() -> None:
    data = written_from_copy(ROW.replace("91.20", "92.07").encode(), "成绩", FIELDS, SHANGHAI)
    assert read_grids(data, 10)[0].rows[1][1:3] == [2016, 92.07]
    assert row(ROW.replace("91.20", "-0.005"))[2] == -0.005


def test_a_word_in_a_column_of_another_kind_stays_a_word() -> None:
    assert row("1,未知,=1+1,不详,未计算,a\n") == ["1", "未知", "=1+1", "不详", "未计算", "a"]
    assert [cell.data_type for cell in book("1,未知,=1+1,不详,未计算,a\n")["成绩"][2]] == ["s"] * 6
    assert row("t,1e5,１,true,f,f\n") == ["t", "1e5", "１", "true", "f", "f"]


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        row(ROW.replace("91.20", value))


@pytest.mark.parametrize("data", ["1,2016\n", ROW[:-1] + ",又\n", '"1\n'])
def test_what_is_no_copy_of_these_columns_is_refused(data: str) -> None:
    with pytest.raises((ValueError, csv.Error)):
        row(data)


@pytest.mark.parametrize(
    ("copied", "shown"),
    [
        ("2019-09-30 16:00:00+00", datetime(2019, 10, 1)),  # noqa: DTZ001
        ("2019-10-01 00:00:00.25+08", datetime(2019, 10, 1, 0, 0, 0, 250_000)),  # noqa: DTZ001
        ("2019-09-30 12:30:00.123456-03:30", datetime(2019, 10, 1, 0, 0, 0, 123_000)),  # noqa: DTZ001
        ("2019-10-01 07:30:00", datetime(2019, 10, 1, 7, 30)),  # noqa: DTZ001
        ("2019-10-01", datetime(2019, 10, 1)),  # noqa: DTZ001
    ],
)
def test_times_are_shown_on_the_schools_clock(copied: str, shown: datetime) -> None:
    """Whatever the zone of the database's session; a time without a zone is the clock's already."""
    assert row(ROW.replace("2019-09-30 16:00:00+00", copied))[4] == shown


def test_an_only_column_may_be_blank() -> None:
    sheet = book('甲\n\n""\n"\\."\n', FIELDS[:1])["成绩"]
    assert [cell.value for cell in sheet["A"]] == ["学号", "甲", None, None, "\\."]


def test_a_text_longer_than_a_cell_is_cut_and_breaks_nothing() -> None:
    assert row(ROW.replace("软工1601", "长" * 200_000))[5] == "长" * 32_767
    assert csv.field_size_limit() == 131_072


def test_a_sheet_for_each_class() -> None:
    """R5.6: there is a sheet by class; sheets are named as Excel allows, and typed, frozen and filtered alike."""
    classes = ["软工/1601", "软工/1601", "计科1601", "=1", "", "软工_1601"]
    made = book("".join(ROW.replace("软工1601", name) for name in classes), sheet_column=5)
    assert made.sheetnames == ["软工_1601", "计科1601", "=1", "成绩", "软工_1601_2"]
    assert [sheet.max_row for sheet in made] == [3, 2, 2, 2, 2]
    for sheet in made:
        assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:F{sheet.max_row}")
        assert (sheet["A1"].value, sheet["C2"].value, sheet.column_dimensions["E"].width) == ("学号", 91.2, 18)


def test_without_rows_there_is_a_sheet_with_its_header() -> None:
    for sheet_column in (None, 5):
        made = book("", sheet_column=sheet_column)
        assert [[cell.value for cell in line] for line in made["成绩"]] == [[field.header for field in FIELDS]]


def test_more_classes_than_files_may_be_open() -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (100, before[1]))
    try:
        made = written_from_copy("".join(f"{n}\n" for n in range(200)).encode(), "a", FIELDS[:1], None, 0)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert len(openpyxl.load_workbook(io.BytesIO(made)).sheetnames) == 200


TEXTS = st.one_of(
    st.none(),
    st.sampled_from(
        ["", "=cmd|' /C calc'!A0", "007", "12345678901234567", "甲\n乙", '"', "\t", ",", "\\.", "\\N", "𠮷"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20),
)


def as_a_workbook_holds_it(value: str | None) -> str | None:
    """XML has no control characters, and no line break but one."""
    if not value:
        return None
    kept = "".join(c for c in value.replace("\r\n", "\n") if (c >= " " or c in "\t\n\r") and c not in "\ufffe\uffff")
    return kept.replace("\r", "\n") or None


def unescaped(cell: Any) -> Any:
    """Unescapes a cell as Excel and calamine do; openpyxl does so in its own files only."""
    return cell.replace("_x005F_", "_") if isinstance(cell, str) else cell


def filled(cell: Any) -> Any:
    """Nothing but spaces is a blank to Excel and calamine."""
    return cell if not isinstance(cell, str) or cell.strip() else None


NUMBERS = (st.integers(-(10**14), 10**14), st.decimals(-1000, 1000, places=2))


@given(st.lists(st.tuples(TEXTS, TEXTS, *NUMBERS), max_size=4))
@example([("_x000D_", " a ", 0, Decimal("92.07"))])
def test_what_goes_in_comes_out(rows: list[tuple[str | None, str | None, int, Decimal]]) -> None:
    fields = [FIELDS[0], FIELDS[5], FIELDS[1], FIELDS[2]]
    data = "".join(f"{copied(a)},{copied(b)},{n},{score}\n" for a, b, n, score in rows).encode()
    written = written_from_copy(data, "成绩", fields, None)
    expected = [[as_a_workbook_holds_it(a), as_a_workbook_holds_it(b), n, float(d)] for a, b, n, d in rows]
    sheet = openpyxl.load_workbook(io.BytesIO(written))["成绩"]
    assert [list(map(unescaped, line)) for line in sheet.iter_rows(min_row=2, values_only=True)] == expected
    assert {cell.data_type for line in sheet.iter_rows(min_row=2, max_col=2) for cell in line if cell.value} <= {"s"}
    read = read_grids(written, 10)[0].rows[1:]
    assert [list(map(filled, line)) for line in read] == [list(map(filled, line)) for line in expected]


@needs_libreoffice
def test_libreoffice_reads_the_same(tmp_path: Path) -> None:
    texts = ["=1+1", "007", "甲\n乙", 'a"b', "_x000D_", "\t|", "12345678901234567"]
    data = "".join(f"{copied(text)},2016,91.25,t,2019-09-30 16:00:00+00,a\n" for text in texts).encode()
    (tmp_path / "a.xlsx").write_bytes(written_from_copy(data, "成绩", FIELDS, SHANGHAI))
    converted(tmp_path, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false", tmp_path)
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows[1:]] == texts
    assert {tuple(row[1:4]) for row in rows[1:]} == {("2016", "91.25", "是")}


async def test_it_is_written_in_the_worker() -> None:
    work = WorkbookProcess()
    try:
        written = await work.run(written_from_copy, ROW.encode(), "成绩", FIELDS, SHANGHAI, sheet_column=5)
    finally:
        await work.close()
    assert openpyxl.load_workbook(io.BytesIO(written)).sheetnames == ["软工1601"]
