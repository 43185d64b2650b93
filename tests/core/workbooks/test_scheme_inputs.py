"""A file of a scheme's values says what it leaves out (R11.3)."""

import pytest

from core.workbooks.scheme_inputs import read_inputs


@pytest.mark.parametrize(
    ("headings", "codes"),
    [
        ("班级评议,体测", ["COLUMNS_PASSED_OVER", "COLUMNS_LEFT_OUT"]),
        ("体测", []),
        ("班级评议分,体测,宿舍", ["COLUMNS_PASSED_OVER"]),
    ],
)
def test_a_column_under_another_heading_is_missed_by_name(headings: str, codes: list[str]) -> None:
    """R11.3: a file of some of the scheme's columns is as good as one of all, unless one may be misspelt."""
    cells = ",".join("8" for _ in headings.split(","))
    file = f"学号,姓名,{headings}\n2019001,张甲,{cells}\n".encode()
    sheet = read_inputs(file, ["班级评议分", "体测"], 10, items=False)
    assert (sheet.problems, [one.code for one in sheet.warnings]) == ([], codes)
    assert all("：班级评议分；" in one.zh for one in sheet.warnings if one.code == "COLUMNS_LEFT_OUT")
