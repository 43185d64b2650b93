"""Comprehensive results have these columns (R7.8): person, place, and for each quality its score, level and ranks.

Which qualities there are depends on the batches of the rows (R11.2): a sheet has the columns of each of them by name.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from core.access import SEE_COMPREHENSIVE, SEE_GRADE_RANK
from core.columns import CLASS, COLLEGE, GRADE, MAJOR, NAME, NUMBER, Column, ResultColumns
from core.workbooks.writing import Field, Kind
from db.qualities import Qualities, Quality

OF_QUALITY, OF_OVERALL = "quality_", "overall_"
"""The keys of the columns that each quality has, and of those of the overall result alone, begin with these."""
_EACH, _OVERALL = "各项素质的", "综合测评"
_WORDS: tuple[tuple[str, str, str, Kind], ...] = (
    ("score", "成绩", "Score", Kind.DECIMAL),
    ("level", "等次", "Level", Kind.TEXT),
    ("class_rank", "班级排名", "Class rank", Kind.TEXT),
    ("position", "班级名次", "Position in the class", Kind.INTEGER),
    ("grade_rank", "年级排名", "Grade rank", Kind.TEXT),
    ("grade_position", "年级名次", "Position in the grade", Kind.INTEGER),
)


def _columns() -> Iterator[Column]:
    for what, zh, en, kind in _WORDS:
        more: Any = {"right": SEE_GRADE_RANK if what.startswith("grade") else None}
        more |= {"sortable": what in ("score", "class_rank", "grade_rank")}
        one = f"一项素质的{zh}，用 quality 指明哪一项 | {en} in the quality that `quality` names"
        yield Column(f"{OF_QUALITY}{what}", f"{_EACH}{zh}", f"{en} in each quality", kind, **more, order_words=one)
        overall = f"{en} in the overall result"
        yield Column(f"{OF_OVERALL}{what}", f"{_OVERALL}{zh}", overall, kind, **more, on_request=True)


COMPREHENSIVE_RESULTS = ResultColumns(
    SEE_COMPREHENSIVE,
    (
        replace(NUMBER, width=16),
        NAME,
        Column("academic_year", "学年", "Academic year", sortable=True, order="YEAR"),
        Column("batch", "批次", "Batch", width=28),
        replace(COLLEGE, width=20),
        replace(MAJOR, width=20),
        GRADE,
        CLASS,
        Column("participating", "是否参评", "Whether the student participates", Kind.BOOLEAN),
        *_columns(),
        Column("class_size", "班级排名人数", "Number of ranked students in the class", Kind.INTEGER),
        Column(
            "grade_size", "年级排名人数", "Number of ranked students in the grade", Kind.INTEGER, right=SEE_GRADE_RANK
        ),
        Column("has_failed_course", "是否挂科", "Whether the student failed a course", Kind.BOOLEAN),
    ),
)


def with_qualities(
    fields: Sequence[Field], lists: Sequence[Qualities], codes: Collection[str] | None
) -> Iterator[tuple[Field, str | None]]:
    """Yields the columns of a sheet, each with the name of its quality, or None.

    Columns that every quality has and that follow each other are put together by quality: the score and level of one,
    then those of the next. Ranks are left out for qualities that no list ranks.

    Args:
        lists: the lists of the rows' batches; qualities of one name share their columns.
        codes: the wanted qualities; None for all of them.
    """
    wanted = [one for each in lists for one in each if codes is None or one.code in codes]
    overall = {each[-1].name for each in lists}
    for of_quality, group in groupby(fields, lambda field: field.key.startswith(OF_QUALITY)):
        columns = list(group)
        if not of_quality:
            yield from ((_of_overall(field, overall), None) for field in columns)
            continue
        for name in dict.fromkeys(one.name for one in wanted):
            called = [one for one in wanted if one.name == name]
            yield from ((_called(field, name), name) for field in columns if _has(field, called))


def _of_overall(field: Field, names: Collection[str]) -> Field:
    """Heads the columns of the overall result by its name, as far as all lists agree on it."""
    if not field.key.startswith(OF_OVERALL) or len(names) != 1:
        return field
    return replace(field, header=field.header.replace(_OVERALL, next(iter(names))))


def _called(field: Field, name: str) -> Field:
    return replace(field, key=f"{field.key} {name}", header=field.header.replace(_EACH, name))


def _has(field: Field, called: Sequence[Quality]) -> bool:
    what = field.key.removeprefix(OF_QUALITY)
    if what.startswith("grade"):
        return any(one.ranked_in_grade for one in called)
    return what in ("score", "level") or any(one.ranked_in_class for one in called)
