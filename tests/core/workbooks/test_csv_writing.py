"""Text files that people open in Excel hold no formula, whatever somebody is called."""

import csv
from io import StringIO

import pytest

from core.workbooks.csv_writing import csv_text, guarded, tabbed_line

RUNS = [
    "=1+1",
    '=HYPERLINK("http://evil.example","张三")',
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\u200b=1",
    "＝1+1",
    "--1",
    "+",
]


@pytest.mark.parametrize("words", RUNS)
def test_what_excel_would_run_is_text(words: str) -> None:
    ((name, number),) = csv.reader(StringIO(csv_text([(words, "20190001")]), newline=""))
    assert (name, number) == (f"'{words}", "20190001")
    assert tabbed_line([words, "2019"]).startswith("'")


@pytest.mark.parametrize("words", ["张三", "20190001", "-5", "+3.25", "0012", "a=b", "'=1", "", "2019-2020", "a@b.c"])
def test_everything_else_stays_as_it_is(words: str) -> None:
    assert guarded(words) == words


def test_no_cell_divides_a_line_of_columns() -> None:
    assert tabbed_line(["甲\t乙", "a\r\nb", None, 3, "c\u2028d"]) == "甲 乙\ta b\t\t3\tc d"
