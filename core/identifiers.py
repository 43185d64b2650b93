"""Numbers, codes and names get one canonical form here, however they were typed (R4.2, R9.2).

Imports, filters, look-ups, sign-in and the command line all read typed text through these functions.
"""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-"))
_DOTS = re.compile("[•‧∙⋅・･]")
_QUOTES = "'’‘`＇"
_BETWEEN_HAN = re.compile(r"(?<=[㐀-鿿豈-﫿𠀀-𲎯·])\s+(?=[㐀-鿿豈-﫿𠀀-𲎯·])")

_PERSON = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z._@-]*[0-9A-Za-z])?")
_CODE_MARKS = frozenset("-_.()/#+&[]")
_NO_VALUE = frozenset(
    (
        "nan",
        "none",
        "null",
        "nil",
        "nat",
        "na",
        "n/a",
        "inf",
        "-inf",
        "undefined",
        "true",
        "false",
        "无",
        "暂无",
        "未知",
    )
)
_TOTAL = re.compile("合计|小计|总计|共计|总人数|平均")
_MONTH = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DATE = re.compile(
    rf"[0-9]{{1,4}}年?[0-9]{{0,2}}月([0-9]{{1,2}}日)?|[0-9]{{1,2}}-({_MONTH})|({_MONTH})-[0-9]{{2}}"
    r"|(19|20)[0-9]{2}/[0-9]{1,2}/[0-9]{1,2}"
)
_ISO_DATE = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
"""A class code may look like an ISO date; a person's number may not."""
_WITH_DECIMALS = re.compile(r"[0-9]+\.0+")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]{2,}|[0-9]\.[0-9]+[eE]\+?[0-9]+")

Words = tuple[str, str]
"""A pair of messages that say what is wrong, in Chinese and in English."""
_PERSON_WORDS: Words = (
    "不是学号或工号：请核对后重新填写，其中只能有字母、数字和 . _ @ -",
    "is not a student or staff number: enter it with letters, digits and . _ @ - only",
)
_CODE_WORDS: Words = (
    "不是代码：请核对后重新填写，其中至少有一个字母或数字，没有空格和特殊符号",
    "is not a code: enter it with at least one letter or digit, without spaces and special signs",
)


def visible(text: str) -> str:
    """Returns the text without zero-width, control and other invisible characters; each run of spaces is one space."""
    if text.isascii() and text.isprintable():
        return _SPACES.sub(" ", text).strip()
    seen = (" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    return _SPACES.sub(" ", "".join(seen)).strip()


def half_width(text: str) -> str:
    return visible(unicodedata.normalize("NFKC", visible(text)))


def plain_dashes(text: str) -> str:
    """Turns every kind of hyphen and minus into “-” and drops the apostrophe by which Excel marks text."""
    return text.translate(_DASHES).lstrip(_QUOTES)


def canonical_identifier(text: str) -> str:
    """Returns a number or code in canonical form: half-width, no spaces, plain hyphens, no leading apostrophe."""
    if text.isascii() and text.isalnum():
        return text
    half = half_width(text).translate(_DASHES).replace(" ", "").lstrip(_QUOTES)
    return unicodedata.normalize("NFKC", half)  # a second time, because an accent may have lost its space


def canonical_name(text: str) -> str:
    """Returns a person's name in the form for comparison: “张　三” is “张三”, every middle dot is “·”."""
    return unicodedata.normalize("NFKC", _BETWEEN_HAN.sub("", _DOTS.sub("·", half_width(text))))


def typed_identifier(text: str | None) -> str | None:
    """Returns the identifier that a filter names in canonical form, or None without a filter."""
    return None if text is None else canonical_identifier(text)


def typed_name(text: str | None) -> str | None:
    return None if text is None else canonical_name(text)


def typed_text(text: str | None) -> str | None:
    """Returns the name of a class, a major or a college, which keeps its spelling."""
    return None if text is None else visible(text)


def is_scientific(text: str) -> bool:
    """Tells whether Excel has turned the text into a number such as 2.01912E+11 and lost digits."""
    return bool(_SCIENTIFIC.fullmatch(text))


def fault_of_identifier(text: str, *, of_person: bool) -> Words | None:
    """Says why a canonical text is not a person's number or a code, or returns None if it is.

    Numbers of people are letters, digits and `._@-`, since people sign in with them; codes may hold Chinese and
    brackets too. What programs write for "nothing", dates, totals and numbers that became decimals are neither.
    """
    if text.isalnum() and text.isascii() and text.casefold() not in _NO_VALUE:
        return None
    quoted = text if len(text) <= 40 else text[:39] + "…"
    if _WITH_DECIMALS.fullmatch(text):
        zh = f"“{quoted}”不是编号：末尾的“.0”是转换格式时产生的，请把该列设为文本格式后重新填写"
        return zh, f"“{quoted}” is not an identifier: the “.0” came from a conversion; set the column to text"
    if _DATE.fullmatch(text) or (of_person and _ISO_DATE.fullmatch(text)):
        zh = f"“{quoted}”不是编号，像是被改成了日期：请把该列设为文本格式后重新填写"
        return zh, f"“{quoted}” is not an identifier but a date: set the column to text and enter it again"
    if text.casefold() in _NO_VALUE or _TOTAL.search(text) or not (_is_person if of_person else _is_code)(text):
        zh, en = _PERSON_WORDS if of_person else _CODE_WORDS
        return f"“{quoted}”{zh}", f"“{quoted}” {en}"
    return None


def _is_person(text: str) -> bool:
    return bool(_PERSON.fullmatch(text))


def _is_code(text: str) -> bool:
    """Tells whether the text has only letters, digits and a few marks, with at least one ASCII letter or digit."""
    known = all(character.isalnum() or character in _CODE_MARKS for character in text)
    ends = text[0] not in "-_./#+&)]" and text[-1] not in "-_./&(["
    return known and ends and any(c.isascii() and c.isalnum() for c in text)


def same_word(text: str) -> str:
    """Returns the form that all spellings of one word share: ＳＣＩ, sci and S C I are SCI."""
    return canonical_identifier(text).casefold()


def folded(identifier: str) -> str:
    """Returns the form that two spellings of one code share: lower case, without leading zeros."""
    return identifier.casefold().lstrip("0")
