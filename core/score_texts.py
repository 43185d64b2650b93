"""A 成绩 as an academic office writes it is a number, a level word or a state, perhaps with a mark (R10.3, R10.5)."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from core.identifiers import half_width, plain_dashes
from db.score_kinds import AttemptKind

_NUMBER = re.compile(r"\+?([0-9]{1,4}(?:\.[0-9]*)?|\.[0-9]+)分?")
_NUMERIC = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?分?", re.IGNORECASE)
_KINDS = {
    AttemptKind.RESIT: ("补考", "补"),
    AttemptKind.RETAKE: ("重修", "重学", "重读", "重考", "再修", "重"),
    AttemptKind.FIRST: ("初修", "正考", "缓考", "缓"),
}
_NAMED = {word: kind for kind, words in _KINDS.items() for word in words}
_WORD = "|".join(sorted(_NAMED, key=len, reverse=True))
_BEHIND = re.compile(rf"(.+?)[(\[/-]?({_WORD})[)\]]?")
_BEFORE = re.compile(rf"[(\[]?({_WORD})[)\]/:-]?(.+)")
_NOT_TAKEN = frozenset(["缓考", "未评", "未考", "休学", "免修", "免考", "免听"])
_FAULTS = frozenset(["缺考", "旷考", "作弊", "舞弊", "违纪", "取消资格", "取消考试资格"])
STATES = _NOT_TAKEN | _FAULTS
"""The states that stand for a score also if they are written beside it, in the remark."""
_SIGNS = {"$": AttemptKind.RESIT, "*": AttemptKind.RETAKE}


class ScoreText(NamedTuple):
    """Holds what a text says: either `number` or `word` is set, and `kind` if a mark names the attempt."""

    number: Decimal | None
    word: str | None
    kind: AttemptKind | None = None


@lru_cache(maxsize=4096)
def read_score(text: str) -> ScoreText:
    """Reads one text. A number may be out of range; a text that is no number is a word, known or not.

    The word is in its form for comparison: half-width, without spaces and without the mark.
    """
    plain = plain_dashes(half_width(text)).replace(" ", "")
    body, kind = _without_mark(plain)
    number = _NUMBER.fullmatch(body)
    return ScoreText(Decimal(number[1]), None, kind) if number else ScoreText(None, body, kind)


def is_odd_number(word: str) -> bool:
    """Tells whether a word is meant as a number that no score has: -5, 1e2 or 10000."""
    return bool(_NUMERIC.fullmatch(word))


def plain_number(number: Decimal) -> str:
    """Writes a number as people write it: without zeros at its end."""
    digits = format(number, "f")
    return (digits.rstrip("0").rstrip(".") if "." in digits else digits) or "0"


def _without_mark(plain: str) -> tuple[str, AttemptKind | None]:
    """Takes off “$”, “*”, “(补考)”, “补考:” and the like, unless the text is nothing else."""
    if len(plain) > 1 and plain[-1] in _SIGNS and plain[-2] not in _SIGNS:
        return plain[:-1], _SIGNS[plain[-1]]
    for pattern, word, rest in ((_BEHIND, 2, 1), (_BEFORE, 1, 2)):
        found = pattern.fullmatch(plain)
        if found and (_NUMERIC.fullmatch(found[rest]) or found[rest] in _LEVELS):
            return found[rest], _NAMED[found[word]]
    return plain, None


_LEVELS = frozenset(["优秀", "优", "良好", "良", "中等", "中", "及格", "不及格", "合格", "不合格", "通过", "不通过"])
"""Words before or behind which a mark may stand."""


def kind_named(words: str) -> AttemptKind | None:
    """Returns the kind of attempt that a 修读方式 or a remark names, or None if it names none or several."""
    plain = half_width(words).replace(" ", "")
    found = {kind for word, kind in _KIND_WORDS.items() if word in plain}
    return found.pop() if len(found) == 1 else None


_KIND_WORDS = {
    "初修": AttemptKind.FIRST,
    "正考": AttemptKind.FIRST,
    "正常考试": AttemptKind.FIRST,
    "首次": AttemptKind.FIRST,
    "补考": AttemptKind.RESIT,
    "重修": AttemptKind.RETAKE,
    "重学": AttemptKind.RETAKE,
    "重考": AttemptKind.RETAKE,
    "再修": AttemptKind.RETAKE,
}
