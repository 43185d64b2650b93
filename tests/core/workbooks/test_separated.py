"""CSV as systems write it, read as Excel shows it (R4.1, R9.2)."""

import time
from typing import Any

import pytest

from core.workbooks.course_scores import read_course_scores
from core.workbooks.problems import ProblemCode, Unreadable
from core.workbooks.reading import read_grids
from tests.core.workbooks.files import GOOD, HEADERS, comma_separated

CSV = "学号,姓名,成绩\r\n20190001,张三,91.5\r\n"
ROWS = [["学号", "姓名", "成绩"], ["20190001", "张三", "91.5"]]


def rows(text: str | bytes) -> list[list[Any]]:
    return [*map(list, read_grids(text if isinstance(text, bytes) else text.encode(), 10)[0].rows)]


def refused(data: bytes) -> tuple[ProblemCode, str]:
    with pytest.raises(Unreadable) as raised:
        read_grids(data, 1000)
    return raised.value.problem.code, raised.value.problem.zh


@pytest.mark.parametrize(
    "text",
    [
        '="学号",="姓名",="成绩"\r\n="20190001",="张三",="91.5"\r\n',
        '"=""学号""","=""姓名""","=""成绩"""\r\n"=""20190001""","=""张三""",91.5\r\n',
        "学号\t,姓名\t,成绩\t\r\n20190001\t,张三\t,91.5\t\r\n",
        "\ufeff\ufeff" + CSV,
        "sep=;\r\n" + CSV.replace(",", ";"),
        "sep=\t\r\n" + CSV.replace(",", "\t"),
        CSV.replace(",", "|"),
        CSV.replace(",", "\t"),
        CSV.replace("\r\n", "\r"),
        CSV + "\x1a",
        '"学号","姓名","成绩"\r\n"20190001","张三","91.5"\r\n',
        CSV.replace("\r\n", ",,,\r\n"),
    ],
)
def test_what_systems_write_is_read_as_excel_shows_it(text: str) -> None:
    assert rows(text) == ROWS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings_are_known_with_and_without_their_mark(encoding: str) -> None:
    assert rows(CSV.encode(encoding)) == ROWS


def test_a_title_above_may_hold_other_marks() -> None:
    title = "导出：2018-2019;第一学期;成绩\t全部\r\n"
    assert [row[:3] for row in rows(title + CSV)[1:]] == ROWS
    assert rows("成绩单，2018-2019, 第 1 学期\r\n" + CSV.replace(",", "\t"))[1:] == ROWS


def test_marks_inside_quotes_divide_nothing() -> None:
    assert rows('学号;备注\r\n1;"a,b,c,d"\r\n2;"e,f,g,h"\r\n')[1] == ["1", "a,b,c,d"]


def test_a_quote_inside_a_value_stays() -> None:
    assert rows('学号,备注\r\n1,5"寸\r\n2,"甲"乙\r\n')[1:] == [["1", '5"寸'], ["2", "甲乙"]]


def test_a_quote_that_is_never_closed_is_told_with_its_line() -> None:
    code, words = refused((CSV + '3,"never\r\n' + CSV).encode())
    assert code is ProblemCode.NOT_A_WORKBOOK
    assert "第 3 行" in words
    assert "引号" in words


def test_a_nul_is_told_with_its_line() -> None:
    long = CSV * 3000
    assert "第 6001 行含有空字符" in refused((long + "a,\x00\r\n").encode())[1]


def test_letters_that_were_saved_as_question_marks_are_told_as_such() -> None:
    """R10.2: Excel writes them where the encoding of a CSV has no Chinese."""
    data = comma_separated([HEADERS, GOOD]).decode().encode("ascii", "replace")
    (problem,) = read_course_scores(data, 10).problems
    assert (problem.code, "变成了问号" in problem.zh, "UTF-8" in problem.zh) == (ProblemCode.BAD_ENCODING, True, True)


def test_bytes_of_another_encoding_are_told_with_their_line() -> None:
    good = "学号,姓名\r\n" + "20190001,欧阳张三李四\r\n" * 20
    code, words = refused(good.encode() + "王五\r\n".encode("gb18030"))
    assert code is ProblemCode.BAD_ENCODING
    assert "第 22 行" in words


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("", "a,", 5_000_000, ""), "一行内容过长"),
        (("", "x", 30_000_000, ""), "一行内容过长"),
        (("a,b\r\n", "1,", 900, "2\r\n"), "ZZ"),
        (('a,"', "x\n", 3_000_000, '"'), "引号不成对"),
        (('a,b\n1,"', "x", 40_000, '"\n'), "32767"),
    ],
    ids=["columns", "line", "wide", "cell-of-lines", "cell"],
)
def test_what_no_table_holds_is_refused_quickly(parts: tuple[str, str, int, str], words: str) -> None:
    begin, again, times, end = parts
    data = (begin + again * times + end).encode()
    began = time.process_time()
    assert words in refused(data)[1]
    assert time.process_time() - began < 5
