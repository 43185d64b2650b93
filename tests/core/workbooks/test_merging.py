"""Merged cells: the value that stands in the first counts for all of them (R4.1)."""

from typing import Any

import pytest

from core.workbooks.merging import Range
from core.workbooks.problems import Unreadable
from core.workbooks.reading import read_grids
from tests.core.workbooks.files import repacked, xlsx


def merge(*ranges: str) -> Any:
    def change(_: Any, sheet: Any) -> None:
        for each in ranges:
            sheet.merge_cells(each)

    return change


def with_ranges(*ranges: str) -> bytes:
    """Writes the merged ranges by hand, since openpyxl makes an object of each merged cell."""
    merged = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    end = f"</sheetData><mergeCells>{merged}</mergeCells>".encode()
    data = xlsx([["a", "b"], [1, 2]])
    return repacked(data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", end))


def test_a_merged_value_counts_for_all_of_its_rows_and_columns() -> None:
    grid = read_grids(xlsx([["a", "b", "c"], [1, 2, 3], [4, 5, 6]], change=merge("A1:B1", "C1:C3")), 10)[0]
    assert grid.rows == [["a", "a", "c"], [1, 2, "c"], [4, 5, "c"]]
    assert grid.merged == [Range(0, 0, 0, 1), Range(0, 2, 2, 2)]
    places: list[Any] = [(2, 2), (2, 1)]
    assert [place in grid.merged[1] for place in places] == [True, False]


def test_a_range_beyond_the_contents_is_laid_out_no_farther_than_they_reach() -> None:
    grid = read_grids(with_ranges("B1:ZZ1000000", "AA5:AB9"), 10)[0]
    assert grid.rows == [["a", "b"], [1, "b"]]
    assert grid.merged == [Range(0, 1, 1, 1)]


def test_a_failed_formula_fails_in_all_of_its_merged_cells() -> None:
    def change(_: Any, sheet: Any) -> None:
        sheet["A2"] = "#N/A"
        sheet["A2"].data_type = "e"
        sheet.merge_cells("A2:A3")

    grid = read_grids(xlsx([["a", "b"], [1, 2], [3, 4]], change=change), 10)[0]
    assert grid.errors == {(1, 0), (2, 0)}


def test_ranges_that_lie_over_each_other_are_refused() -> None:
    with pytest.raises(Unreadable):
        read_grids(with_ranges(*["A1:B2"] * 9), 10)
