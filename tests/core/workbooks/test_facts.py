"""The reader notes more than values: hidden rows, formulas without a value, numbers shown otherwise (R4.1)."""

import io
from typing import Any

import pytest
import xlwt

from core.workbooks.grids import Grid
from core.workbooks.guards import MOST_COLUMNS
from core.workbooks.number_formats import displayed
from core.workbooks.problems import ProblemCode, Unreadable
from core.workbooks.reading import read_grids
from tests.core.workbooks.files import repacked, sheet_xml, xlsx

SHEET = "xl/worksheets/sheet1.xml"


def only(data: bytes) -> Grid:
    [grid] = read_grids(data, 1000)
    return grid


def test_hidden_rows_and_columns_are_known_and_stand_like_the_others() -> None:
    def change(_: Any, sheet: Any) -> None:
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["A"].hidden = True

    grid = only(xlsx([["a"], ["b"], ["c"]], change=change))
    assert (grid.hidden_rows, grid.hidden_columns) == ({1}, {0})
    assert grid.rows == [["a"], ["b"], ["c"]]


@pytest.mark.parametrize(
    ("columns", "hidden"),
    [
        ('<col min="2" max="3" width="9" hidden="1"/><col min="5" max="5" width="0" customWidth="1"/>', {1, 2, 4}),
        ('<col min="1" max="1" width="9"/>', set()),
        ('<col min="3" max="16384" hidden="true"/>' * 1000, set(range(2, MOST_COLUMNS + 1))),
        ('<col min="x" max="-1" hidden="1"/>', {0}),
    ],
)
def test_columns_are_hidden_by_a_mark_or_by_having_no_width(columns: str, hidden: set[int]) -> None:
    """However often and however far a file says so, it costs no more than the columns that a sheet may have."""
    data = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')
    change = lambda xml: xml.replace(b"<sheetData>", f"<cols>{columns}</cols><sheetData>".encode())  # noqa: E731
    assert only(repacked(data, SHEET, change)).hidden_columns == hidden


def test_a_formula_without_a_value_is_known_and_one_that_gives_no_text_is_blank() -> None:
    def change(_: Any, sheet: Any) -> None:
        sheet["B2"] = "=A2*2"

    assert only(xlsx([["a", "b"], [1, None]], change=change)).unvalued == {(1, 1)}
    cells = (
        '<c r="A1"><f>1</f></c><c r="B1"><f>1</f><v/></c><c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><v>7</v></c>'
    )
    assert only(sheet_xml(f'<row r="1">{cells}</row>')).unvalued == {(0, 0), (0, 1)}


def test_a_zero_is_no_value_where_the_workbook_says_that_none_were_computed() -> None:
    """A program that writes workbooks puts 0 below each formula, and asks Excel to compute them when it opens them."""
    cells = '<row r="1"><c r="A1"><f>1+1</f><v>0</v></c><c r="B1"><f>2</f><v>2</v></c><c r="C1"><v>0</v></c></row>'
    grid = only(sheet_xml(cells))
    assert grid.unvalued == {(0, 0)}
    assert grid.rows == [["", 2.0, 0.0]]
    computed = repacked(sheet_xml(cells), "xl/workbook.xml", lambda xml: xml.replace(b"fullCalcOnLoad", b"iterate"))
    assert only(computed).rows == [[0.0, 2.0, 0.0]]


def test_places_are_counted_where_rows_and_cells_do_not_say_them() -> None:
    cells = '<row><c><v>1</v></c></row><row hidden="1"><c r="B2" t="e"><v>#N/A</v></c><c t="e"><v>#N/A</v></c></row>'
    grid = only(sheet_xml(cells))
    assert grid.hidden_rows == {1}
    assert grid.errors == {(1, 1), (1, 2)}


def test_a_prefix_on_every_tag_changes_nothing() -> None:
    def prefixed(xml: bytes) -> bytes:
        return xml.replace(b"xmlns=", b"xmlns:x=").replace(b"</", b"\0").replace(b"<", b"<x:").replace(b"\0", b"</x:")

    data = sheet_xml('<row r="1" hidden="true"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><f>1</f><v></v></c></row>')
    grid = only(repacked(data, SHEET, prefixed))
    assert (grid.hidden_rows, grid.errors, grid.unvalued) == ({0}, {(0, 0)}, {(0, 1)})


def test_zeros_and_percentages_are_known_as_they_are_shown() -> None:
    def change(_: Any, sheet: Any) -> None:
        for place, code in {
            "A1": "000000",
            "B1": "0%",
            "C1": "0.0%",
            "D1": "0.00",
            "E1": "#,##0",
            "F1": "000000",
        }.items():
            sheet[place].number_format = code

    grid = only(xlsx([[2333, 0.85, 0.855, 89.5, 20190001, "2333"]], change=change))
    assert grid.shown == {(0, 0): "002333", (0, 1): "85%", (0, 2): "85.5%"}
    assert grid.rows == [[2333, 0.85, 0.855, 89.5, 20190001, "2333"]]


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("000000", 2333, "002333"),
        ("000000", 1234567, None),
        ("000000;-000000;@", 5, "000005"),
        ("00-0000", 190101, "19-0101"),
        ('"CS"000', 7, "CS007"),
        ('"2019"0000', 12, "20190012"),
        ("\\B00", 3, "B03"),
        ("0%", 0.85, "85%"),
        ("0%", 1, "100%"),
        ("0.00%", 0.855, "85.50%"),
        ("[Red]0000", 12, "0012"),
        ("0", 89.5, None),
        ("0.00", 89, None),
        ("General", 5, None),
        ("#,##0.00_ ", 1234, None),
        ('0"分"', 85, None),
        ("yyyy-mm-dd", 43000, None),
        ("0.00E+00", 43000, None),
        ("000000", 0.5, None),
        ("000000", -5, None),
        ("0" * 500, 5, None),
        ("[>100]000", 5, None),
    ],
)
def test_formats_that_give_a_number_other_digits(code: str, value: float, text: str | None) -> None:
    assert displayed(code, value) == text


def test_merged_cells_are_shown_alike() -> None:
    def change(_: Any, sheet: Any) -> None:
        sheet["A1"].number_format = "0000"
        sheet.merge_cells("A1:A2")

    assert only(xlsx([[7, 1], [None, 2]], change=change)).shown == {(0, 0): "0007", (1, 0): "0007"}


def old(fill: Any) -> bytes:
    """An .xls, filled through xlwt."""
    book = xlwt.Workbook()
    fill(book.add_sheet("成绩"))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_an_xls_tells_the_same() -> None:
    def fill(sheet: Any) -> None:
        zeros, percent = xlwt.easyxf(num_format_str="000000"), xlwt.easyxf(num_format_str="0%")
        for column, (value, style) in enumerate([(2333, zeros), (0.85, percent), (7, xlwt.Style.default_style)]):
            sheet.write(0, column, value, style)
        sheet.write(1, 0, xlwt.Formula("1+1"))
        sheet.write(1, 2, xlwt.Formula('IF(1,"",2)'))
        sheet.row(1).set_cell_error(1, 0x2A)
        sheet.write(2, 0, "x")
        sheet.row(2).hidden = True
        sheet.col(1).hidden = True

    grid = only(old(fill))
    assert grid.rows == [[2333, 0.85, 7], ["", "", ""], ["x", "", ""]]
    assert grid.shown == {(0, 0): "002333", (0, 1): "85%"}
    assert (grid.unvalued, grid.errors) == ({(1, 0)}, {(1, 1)})
    assert (grid.hidden_rows, grid.hidden_columns) == ({2}, {1})


def test_an_xls_whose_cells_lie_too_far_apart_is_refused_before_a_table_is_laid_out() -> None:
    def fill(sheet: Any) -> None:
        sheet.write(0, 0, 1)
        sheet.write(65_535, 255, 1)

    with pytest.raises(Unreadable) as raised:
        read_grids(old(fill), 100_000)
    assert raised.value.problem.code is ProblemCode.TOO_LARGE


def test_an_extent_that_no_xls_has_reserves_no_memory() -> None:
    data = old(lambda sheet: sheet.write(0, 0, 1))
    at = data.index(b"\x00\x02\x0e\x00")
    with pytest.raises(Unreadable):
        read_grids(data[: at + 4] + b"\xff\xff\xff\x7f" + data[at + 8 :], 100)


def test_sheets_of_an_xls_that_are_one_and_the_same_are_refused() -> None:
    """Each of 256 would be read again, as long as it is."""
    book = xlwt.Workbook()
    for name in ("1班", "2班"):
        book.add_sheet(name).write(0, 0, name)
    buffer = io.BytesIO()
    book.save(buffer)
    data = buffer.getvalue()
    assert [grid.rows for grid in read_grids(data, 10)] == [[["1班"]], [["2班"]]]
    first = data.index(b"\x85\x00")
    second = data.index(b"\x85\x00", first + 2)
    with pytest.raises(Unreadable):
        read_grids(data[: second + 4] + data[first + 4 : first + 8] + data[second + 8 :], 10)
