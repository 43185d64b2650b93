"""Identifiers survive Excel and decimals are exact; nothing is rounded or dropped in silence (R4.2)."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.identifiers import canonical_identifier, canonical_name
from core.workbooks.cells import Bad
from core.workbooks.converters import decimal, identifier, name, one_of, text, year
from core.workbooks.problems import ProblemCode

number = identifier(64)
score = decimal(0, 100, scale=2)
credit = decimal(0, 100, scale=2, above=True, below=True)


def code(answer: object) -> ProblemCode:
    assert isinstance(answer, Bad), answer
    assert answer.zh
    assert answer.en
    return answer.code


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("00123", "00123"),
        (20190001.0, "20190001"),
        (20190001, "20190001"),
        ("２０１９０００１", "20190001"),
        ("ＣＳ１０１－Ａ", "CS101-A"),
        ("CS101–A", "CS101-A"),
        (" 2019 0001　", "20190001"),
        ("2019\u200b0001\ufeff", "20190001"),
        ("20190001\xa0", "20190001"),
        ("2019\n0001", "20190001"),
        ("'0012", "0012"),
        ("’0012", "0012"),
        ("12345678901234567", "12345678901234567"),
        (999999999999999.0, "999999999999999"),
        ("计科1901", "计科1901"),
        ("0", "0"),
        (0.0, "0"),
    ],
)
def test_an_identifier_survives_excel(cell: Any, kept: str) -> None:
    assert number(cell) == kept


@pytest.mark.parametrize("cell", [1.2345678901234567e16, 1e15, 123456789012345678, -1e20, float("inf"), "2.01912E+11"])
def test_a_number_of_more_than_15_digits_is_damaged_and_never_rounded(cell: Any) -> None:
    assert code(number(cell)) is ProblemCode.DAMAGED_NUMBER


@pytest.mark.parametrize("cell", [True, dt.date(2019, 1, 1), dt.datetime(2019, 1, 1), dt.time(3), 1.5, -3.0])  # noqa: DTZ001
def test_a_date_a_tick_or_a_fraction_is_no_identifier(cell: Any) -> None:
    assert code(number(cell)) is ProblemCode.WRONG_TYPE


def test_not_a_number_is_no_identifier() -> None:
    assert code(number(float("nan"))) is ProblemCode.DAMAGED_NUMBER


NOBODY = [
    "nan",
    "None",
    "NULL",
    "n/a",
    "3月1日",
    "2019年3月1日",
    "2019-03-01",
    "1-Mar",
    "Mar-19",
    "合计：20人",
    "20190009.0",
    "=A1",
]
NOBODY += [
    '="20190001"',
    "“20190001”",
    "张三",
    "20190001,20190002",
    "-",
    "20190001.",
    "2019/3/1",
    "学号20190001",
    "平均",
]
NO_CODE = ["nan", "3月1日", "2019/3/1", "合计：20人", "002333.0", '="002333"', "公选课", "-", "(空)", "101-"]
CODES = [
    "(2018-2019-1)-MA101-01",
    "B1800.12",
    "计科1901",
    "C++1",
    "MA101#",
    "2019-01-02",
    "TY/01",
    "1.5",
    "N1",
    "A_1[2]",
]


@pytest.mark.parametrize("words", NOBODY)
def test_what_is_no_identifier_is_nobodys_number(words: str) -> None:
    """R4.2, R9.2: what scripts, Excel and totals leave in the column makes no student, account or course."""
    assert code(identifier(64, of_person=True)(words)) is ProblemCode.NOT_AN_IDENTIFIER


@pytest.mark.parametrize(
    "words", ["nan", "3月1日", "2019/3/1", "合计：20人", "002333.0", '="002333"', "公选课", "-", "(空)", "101-"]
)
def test_what_is_no_identifier_is_no_code(words: str) -> None:
    assert code(number(words)) is ProblemCode.NOT_AN_IDENTIFIER


@pytest.mark.parametrize("words", CODES)
def test_codes_as_schools_have_them_are_codes(words: str) -> None:
    assert number(words) == words


@pytest.mark.parametrize("blank", ["", " ", "　", "\u200b", "\n", None])
@pytest.mark.parametrize("convert", [number, text(10), score, one_of("男")])
def test_what_looks_blank_is_blank(blank: Any, convert: Any) -> None:
    assert convert(blank) is None


def test_a_failed_formula_is_no_text() -> None:
    assert code(text(20)("#N/A")) is ProblemCode.ERROR_CELL
    assert code(number("#REF!")) is ProblemCode.ERROR_CELL
    assert text(20)("#1 大学英语") == "#1 大学英语"


def test_text_keeps_its_width_and_loses_what_is_unseen() -> None:
    assert text(50)(" 高等数学（上）\u200b \n A ") == "高等数学（上） A"
    assert text(50)(2019.0) == "2019"
    assert text(50)(3.5) == "3.5"
    assert code(text(3)("四个字符")) is ProblemCode.TOO_LONG
    assert code(text(9)(dt.date(2019, 1, 1))) is ProblemCode.WRONG_TYPE


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("张　三", "张三"),
        ("张 三", "张三"),
        ("阿凡提•买买提", "阿凡提·买买提"),
        ("阿凡提・ 买买提", "阿凡提·买买提"),
        ("John  Smith", "John Smith"),
        ("Ｊohn Smith", "John Smith"),
        ("𠮷 田", "𠮷田"),
    ],
)
def test_a_name_is_read_as_people_compare_it(written: str, compared: str) -> None:
    """R4.2: "name that does not fit the number" must not be said of a space or a dot."""
    assert name(64)(written) == compared
    assert canonical_name(compared) == compared


def test_a_name_is_no_number() -> None:
    assert code(name(64)(12.0)) is ProblemCode.WRONG_TYPE


@pytest.mark.parametrize(
    ("cell", "exact"),
    [
        (91.23, "91.23"),
        (91.0, "91"),
        (100, "100"),
        ("９１．５", "91.5"),
        ("91.50", "91.5"),
        ("'85", "85"),
        (" 85 ", "85"),
        ("+85", "85"),
        (".5", "0.5"),
        (0.1, "0.1"),
        (91.33999999999999, "91.34"),
        (99.99999999999999, "100"),
        (-0.0, "0"),
        ("100.000", "100"),
    ],
)
def test_a_score_is_exact(cell: Any, exact: str) -> None:
    answer = score(cell)
    assert isinstance(answer, Decimal)
    assert str(answer) == exact


@pytest.mark.parametrize(
    "cell",
    ["缺考", "95分", "1,000", "1e2", "95%", "--", "1.2.3", "NaN", "inf", "٩١", "9" * 50, float("nan"), float("inf")],
)
def test_what_is_no_plain_number_is_told_so(cell: Any) -> None:
    assert code(score(cell)) is ProblemCode.NOT_A_NUMBER


@pytest.mark.parametrize("cell", [True, dt.date(1900, 3, 31)])
def test_a_date_or_a_tick_is_no_number(cell: Any) -> None:
    assert code(score(cell)) is ProblemCode.WRONG_TYPE


def test_ranges_and_their_ends() -> None:
    """R4.2: credit not > 0, score not 0..100."""
    assert [code(score(value)) for value in (-0.01, 100.01, "101", 1e300)] == [ProblemCode.OUT_OF_RANGE] * 4
    assert [score(value) for value in (0, 100)] == [0, 100]
    assert [code(credit(value)) for value in (0.0, "0.00", 100, -1)] == [ProblemCode.OUT_OF_RANGE] * 4
    assert credit("0.01") == Decimal("0.01")


def test_too_many_decimals_are_told_and_not_rounded() -> None:
    assert [code(score(value)) for value in (91.235, "91.235", 1e-7)] == [ProblemCode.TOO_MANY_DECIMALS] * 3


def test_years() -> None:
    convert = year(1950, 2100)
    assert [convert(cell) for cell in (2016.0, "2016", "2016级", "２０２０届", "")] == [2016, 2016, 2016, 2020, None]
    assert [code(convert(cell)) for cell in ("16级", 16.0, "二〇一六", "20166", 1949)] == [ProblemCode.OUT_OF_RANGE] * 5


def test_one_of_a_few_words() -> None:
    assert one_of("男", "女")(" 女 ") == "女"
    assert code(one_of("男", "女")("F")) is ProblemCode.UNKNOWN_VALUE
    assert code(one_of("男", "女")(1.0)) is ProblemCode.WRONG_TYPE
    assert [one_of("1", "Ａ 等")(cell) for cell in (1.0, 1, "１", "A等", " ", None)] == [
        "1",
        "1",
        "1",
        "Ａ 等",
        None,
        None,
    ]


@given(st.integers(0, 10_000))
def test_every_score_of_two_decimals_comes_back_exactly(hundredths: int) -> None:
    """The oracle is Decimal: as a float of Excel's, as text, in full-width digits."""
    exact = Decimal(hundredths) / 100
    wide = str(exact).translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    assert score(float(exact)) == score(str(exact)) == score(wide) == exact


@given(st.decimals(-200, 200, places=4, allow_nan=False))
def test_a_number_is_exact_or_refused(value: Decimal) -> None:
    answer = score(float(value))
    fits = 0 <= value <= 100 and value == value.quantize(Decimal("0.01"))
    assert (answer == value) if fits else isinstance(answer, Bad)


@given(st.integers(0, 10**15 - 1))
def test_a_whole_number_below_16_digits_is_itself(value: int) -> None:
    assert number(float(value)) == str(value)


@given(st.text(max_size=40))
def test_identifiers_and_names_settle_at_once(words: str) -> None:
    """The stored text is the text that is looked up: reading the canonical form changes nothing."""
    once = canonical_identifier(words)
    assert canonical_identifier(once) == once
    assert not any(c.isspace() for c in once)
    assert canonical_name(canonical_name(words)) == canonical_name(words)


anything = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.datetimes(), st.times()
)


@given(anything)
def test_no_cell_can_raise(cell: Any) -> None:
    for convert in (number, text(5), name(5), score, credit, year(1950, 2100), one_of("男")):
        answer = convert(cell)
        assert answer is None or answer == 0 or answer or isinstance(answer, Bad)
