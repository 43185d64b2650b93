"""A file's own 学年, 学期 and 批次 must be the ones that were chosen for the import (R4.1, R6.1)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from core.identifiers import half_width, plain_dashes
from core.workbooks.cells import Bad, Cell, shown
from core.workbooks.layout import Claims
from core.workbooks.problems import ProblemCode

_YEARS = ("学年", "学年度", "开课学年", "修读学年", "所属学年", "测评学年", "成绩学年")
_TERMS = ("学期", "开课学期", "修读学期", "所属学期", "学期名称", "成绩学期")
_BOTH = tuple(
    f"{before}学年{between}学期{after}"
    for before in ("", "开课", "修读", "所属", "成绩")
    for between in ("", "/", "-", "、")
    for after in ("", "名称")
)
_BATCHES = ("批次", "测评批次", "批次名称", "素质测评批次", "所属批次")

SCORE_CLAIMS: Claims = (("year", _YEARS), ("term", _TERMS), ("both", _BOTH))
RESULT_CLAIMS: Claims = (("year", _YEARS), ("both", _BOTH), ("batch", _BATCHES))

_FIRST = {"1", "01", "一", "上", "秋", "i", "first", "fall", "autumn", "壹"}
_SECOND = {"2", "02", "二", "下", "春", "ii", "second", "spring", "贰"}
_YEAR = re.compile(
    r"((?:19|20)[0-9]{2})(?:年)?(?:[-/~至_.]?((?:19|20)[0-9]{2}|[0-9]{2})(?![0-9]{2}))?(?:学年度|学年|年度|年)?"
)
_YEARS_NAMED = re.compile(r"((?:19|20)[0-9]{2})(?:学?年)?[-/~至_]((?:19|20)[0-9]{2})(?![0-9])")
_BESIDE = re.compile(r"学期|季|学年|第|term|semester|[-/_().,、\s]")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Holds the choices made on the page."""

    academic_year: str
    term: int | None = None
    batch: str | None = None
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Time:
    """Holds an academic year and a term, as far as a text names them."""

    academic_year: str | None
    term: int | None


def read_time(words: str) -> Time | None:
    """Reads "2018-2019", "2018-2019-2", "2018-2019学年第二学期", "2019春", "秋" and the like, or returns None."""
    plain = plain_dashes(half_width(words)).lower().replace(" ", "")
    found = _YEAR.match(plain)
    rest = plain[found.end() :] if found else plain
    term = _term(_BESIDE.sub("", rest))
    if term is None:
        return None
    if not found:
        return Time(None, term) if term else None
    first = int(found[1])
    if found[2]:
        last = int(found[2]) if len(found[2]) == 4 else first // 100 * 100 + int(found[2])
        if last != first + 1:
            return None
    elif "春" in rest:
        first -= 1
    return Time(f"{first}-{first + 1}", term or None)


def _term(word: str) -> int | None:
    """Returns 1 or 2, or 0 if no term is named, or None for a word that is not a term."""
    if not word:
        return 0
    return 1 if word in _FIRST else 2 if word in _SECOND else None


def check(key: str, chosen: Chosen) -> Callable[[Cell], Bad | None]:
    """Returns the check of one column's cells; a blank cell passes."""

    def checked(cell: Cell) -> Bad | None:
        words = half_width(shown(cell)) if cell is not None else ""
        if not words:
            return None
        return _check_batch(words, chosen) if key == "batch" else _check_time(key, words, chosen)

    return checked


def _check_time(key: str, words: str, chosen: Chosen) -> Bad | None:
    time = read_time(words)
    understood = time and (time.academic_year or key == "term") and (time.term or key != "term" or time.academic_year)
    if not time or not understood:
        what_zh, what_en = ("学期", "term") if key == "term" else ("学年", "academic year")
        zh = f"无法识别{what_zh}“{words}”：应写作“{_sample(key, chosen)}”；如果该列另有含义，请删除该列"
        return Bad(
            ProblemCode.OTHER_YEAR, zh, f"the {what_en} “{words}” is not recognised: write “{_sample(key, chosen)}”"
        )
    if time.academic_year and time.academic_year != chosen.academic_year:
        zh = f"“{words}”不是所选的学年 {chosen.academic_year}：请改选学年，或从文件中去掉这些行"
        return Bad(
            ProblemCode.OTHER_YEAR,
            zh,
            f"“{words}” is not the chosen academic year {chosen.academic_year}: choose that year, or remove the row",
        )
    if time.term and chosen.term and time.term != chosen.term:
        zh = f"“{words}”不是所选的第 {chosen.term} 学期：请改选学期，或从文件中去掉这些行"
        return Bad(
            ProblemCode.OTHER_YEAR,
            zh,
            f"“{words}” is not the chosen term {chosen.term}: choose that term, or remove the row",
        )
    return None


def _sample(key: str, chosen: Chosen) -> str:
    term = chosen.term or 1
    return {"year": chosen.academic_year, "term": str(term)}.get(key, f"{chosen.academic_year}-{term}")


def _check_batch(words: str, chosen: Chosen) -> Bad | None:
    if chosen.batch is None or _compared(words) == _compared(chosen.batch):
        return None
    zh = f"“{words}”不是所选的批次“{chosen.batch}”：请改选批次，或换成本批次的文件；如果该列另有含义，请删除该列"
    return Bad(
        ProblemCode.OTHER_BATCH,
        zh,
        f"“{words}” is not the chosen batch “{chosen.batch}”: choose that batch, or remove the row",
    )


def _compared(name: str) -> str:
    return half_width(name).replace(" ", "").casefold()


def other_years(words: str, chosen: Chosen) -> list[str]:
    """Lists the other academic years that a title, or the name of a sheet or file, mentions."""
    plain = plain_dashes(half_width(words)).replace(" ", "")
    named = [f"{one}-{two}" for one, two in _YEARS_NAMED.findall(plain) if int(two) == int(one) + 1]
    return [] if chosen.academic_year in named else named
