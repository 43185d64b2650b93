"""A sheet may show a number by other digits because of its format: 2333 as “002333”, 0.85 as “85%” (R4.1).

Rounding, thousands separators and currency signs leave a number what it is, so they are not told.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

BUILT_IN = {9: "0%", 10: "0.00%"}
"""Formats that a workbook uses by number without writing them down."""

_LONGEST = 64
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|\[([^\]]*)\]|[_*](.)|(.)', re.DOTALL)
_DATES = set("ymdhsYMDHSeEgGbB@")


class _Pattern(NamedTuple):
    """Holds the digits and words before the decimal point, the decimals behind it, and the number of per cent signs."""

    whole: tuple[str, ...]
    decimals: int
    least_decimals: int
    percent: int
    behind: str


def changes_digits(code: str) -> bool:
    """Tells whether a format may show a number by other digits or letters than its own."""
    return _pattern(code) is not None


def displayed(code: str, value: float) -> str | None:
    """Returns the number as the format shows it, or None if it shows the number's own digits or is not simple."""
    pattern = _pattern(code)
    if pattern is None or value < 0 or value != value or value >= 10**15:
        return None
    exact = Decimal(format(value, ".15g")).scaleb(2 * pattern.percent)
    digits, _, decimals = format(round(exact, pattern.decimals), "f").partition(".")
    if not pattern.percent and value != int(value):
        return None
    decimals = decimals.rstrip("0").ljust(pattern.least_decimals, "0")
    text = _laid_out(pattern.whole, digits) + (f".{decimals}" if decimals else "") + pattern.behind
    return None if text == digits else text


@lru_cache(maxsize=512)
def _pattern(code: str) -> _Pattern | None:
    """Parses the part for positive numbers; returns None unless it consists of digits and words and changes digits."""
    if len(code) > _LONGEST or code.lower() == "general":
        return None
    whole: list[str] = []
    decimals = least = percent = 0
    behind, point = "", False
    for quoted, escaped, bracket, skipped, plain in _TOKEN.findall(code):
        if plain == ";":
            break
        if (bracket and bracket[0] in "<>=hHmMsS") or plain in _DATES:
            return None
        if skipped or (plain in ("", ",") and not (quoted or escaped)):
            continue
        if plain == ".":
            point = True
        elif plain in ("0", "#", "?"):
            if point:
                decimals, least = decimals + 1, least + (plain == "0")
            else:
                whole.append(plain)
        else:
            percent += plain == "%"
            words = quoted or escaped or plain
            if point or percent:
                behind += words
            else:
                whole.append(f" {words}")
    pattern = _Pattern(tuple(whole), decimals, least, percent, behind)
    return pattern if _tells(pattern) else None


def _tells(pattern: _Pattern) -> bool:
    places = [part for part in pattern.whole if part in ("0", "#", "?")]
    if not places and not pattern.percent:
        return False
    if pattern.percent or places.count("0") > 1:
        return True
    first = next(at for at, part in enumerate(pattern.whole) if part in ("0", "#", "?"))
    last = max(at for at, part in enumerate(pattern.whole) if part in ("0", "#", "?"))
    inside = [part for part in pattern.whole[first:last] if part.startswith(" ")]
    words = "".join(part[1:] for part in pattern.whole if part.startswith(" "))
    return bool(inside) or any(letter.isascii() and letter.isalnum() for letter in words)


def _laid_out(whole: tuple[str, ...], digits: str) -> str:
    """Puts the digits into their places from the right; remaining digits stand in the leftmost place."""
    left = digits.lstrip("0")
    shown: list[str] = []
    places = sum(part in ("0", "#", "?") for part in whole)
    for part in reversed(whole):
        if part.startswith(" "):
            shown.append(part[1:])
            continue
        places -= 1
        part_digits, left = (left, "") if places == 0 else (left[-1:], left[:-1])
        shown.append(part_digits or ("0" if part == "0" else ""))
    return "".join(reversed(shown))
