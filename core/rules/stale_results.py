"""Says in words what has changed since a class was computed by a scheme (R11.5)."""

from collections.abc import Sequence
from typing import Any

from db.tables import StaleReason

IN_WORDS = {
    StaleReason.INPUTS: ("方案数据有变动", "inputs of the scheme"),
    StaleReason.ACADEMIC: ("课程成绩或学业成绩有变动", "courses or academic scores"),
    StaleReason.RATING: ("评分成绩有变动", "rating scores"),
    StaleReason.SCHEME: ("方案已修改", "the scheme"),
    StaleReason.GRADE: ("同年级其他班级有变动", "other classes of the grade"),
}


def named_with_reasons(rows: Sequence[Any]) -> tuple[str, str]:
    """Lists classes, each with what has changed."""
    zh = (f"{row.name}（{'、'.join(IN_WORDS[StaleReason(one)][0] for one in row.stale)}）" for row in rows)
    en = (f"{row.name} ({', '.join(IN_WORDS[StaleReason(one)][1] for one in row.stale)})" for row in rows)
    return "、".join(zh), ", ".join(en)
