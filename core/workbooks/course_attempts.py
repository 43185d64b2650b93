"""Several rows of one student and course become the attempts of one course (R10.5)."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from typing import Any, NamedTuple

from core.score_texts import kind_named, plain_number, read_score
from core.workbooks.cells import Bad
from core.workbooks.joining import ALONE, Parts
from core.workbooks.notes import Note
from core.workbooks.problems import ProblemCode
from core.workbooks.score_cells import is_state
from db.score_kinds import AttemptKind

KIND_ZH = {AttemptKind.FIRST: "初修", AttemptKind.RESIT: "补考", AttemptKind.RETAKE: "重修"}
KIND_EN = {AttemptKind.FIRST: "first attempt", AttemptKind.RESIT: "resit", AttemptKind.RETAKE: "retake"}
MOST_NAMED = 10
MOST_ATTEMPTS = 16
"""The number of attempts of one course; together they are the text of a question, which is in an index."""
_ORDER = tuple(AttemptKind)
_VALUES = {
    "courseName": "course_name",
    "courseKind": "course_kind",
    "teacher": "teacher",
    "credit": "credit",
    "remark": "remark",
}


class OtherRow(NamedTuple):
    """A row that became an attempt of another row's course; its student is still checked against the roster."""

    row: int
    student_number: str
    student_name: str


class Gathered(NamedTuple):
    """Holds one list of attempts for each remaining row, the rows that were merged away, and what to tell."""

    kept: list[bool]
    attempts: dict[int, str]
    bad: dict[int, Bad]
    warnings: list[Note]


def gather(
    columns: dict[str, list[Any]], rows: Sequence[int], words: Sequence[str | None], parts: Parts = ALONE
) -> Gathered:
    """Finds the courses that are not just one first attempt. Work by row is done for these alone.

    Args:
        columns: by key of the layout, with `text` beside `score`.
        rows: the workbook's row numbers.
        words: the cells of the column that names the kind of attempt; may be empty.
        parts: the sheets that the row numbers belong to.
    """
    kinds = _kinds(columns, words)
    groups = _same_course(columns)
    grouped = {place for places in groups.values() for place in places}
    groups |= {place: [place] for place in kinds if place not in grouped}
    found = Gathered([True] * len(rows), {}, {}, _unknown_kinds(words, rows, parts))
    merged: list[int] = []
    for first, places in sorted(groups.items()):
        _gather_one(found, merged, columns, rows, kinds, first, places, parts)
    found.warnings.extend(_told(rows, groups, merged, parts))
    return found


def _gather_one(
    found: Gathered,
    merged: list[int],
    columns: dict[str, list[Any]],
    rows: Sequence[int],
    kinds: dict[int, AttemptKind],
    first: int,
    places: Sequence[int],
    parts: Parts,
) -> None:
    """Makes the attempts of one course: equal rows are merged, and the others must agree on the credit by kind.

    They are listed in the order of the kinds, so that an export that is sorted otherwise changes nothing.
    """
    kept: dict[Any, int] = {}
    credit: dict[AttemptKind, int] = {}
    for place in places:
        kind = kinds.get(place, AttemptKind.FIRST)
        earlier = credit.setdefault(kind, place)
        if columns["credit"][earlier] != columns["credit"][place]:
            both = columns["credit"][earlier], columns["credit"][place]
            found.bad[place] = _other_credit(kind, parts.words(rows[earlier]), *both)
        same = (kind, _worth(columns, place), *(columns[key][place] for key in _VALUES.values()))
        if kept.setdefault(same, place) != place:
            merged.append(place)
        found.kept[place] = place == first
    chosen = list(kept.values())
    found.bad.update((place, _too_many(parts.words(rows[first]))) for place in chosen[MOST_ATTEMPTS:])
    if len(chosen) > 1 or first in kinds:
        attempts = [_attempt(columns, place, kinds.get(place, AttemptKind.FIRST)) for place in chosen]
        attempts.sort(key=lambda one: _ORDER.index(one["kind"]))
        found.attempts[first] = json.dumps(attempts, ensure_ascii=False)


def _kinds(columns: dict[str, list[Any]], words: Sequence[str | None]) -> dict[int, AttemptKind]:
    """Returns the rows that are no first attempt: by the mark, else by the column's words, else by the remark."""
    sources: list[tuple[Sequence[str | None], Callable[[str], AttemptKind | None]]] = [
        (columns["remark"], kind_named),
        (words, kind_named),
        (columns["text"], lambda text: read_score(text).kind),
    ]
    found: dict[int, AttemptKind] = {}
    for cells, naming in sources:
        named = {cell: kind for cell in set(cells) if cell is not None and (kind := naming(cell)) is not None}
        if named:
            found.update((place, named[cell]) for place, cell in enumerate(cells) if cell in named)
    return {place: kind for place, kind in found.items() if kind is not AttemptKind.FIRST}


def _same_course(columns: dict[str, list[Any]]) -> dict[int, list[int]]:
    """Returns the rows of each student's course that has several, by the first of them."""
    keys = list(zip(columns["student_number"], columns["course_code"], strict=True))
    if len(set(keys)) == len(keys):
        return {}
    seen: dict[tuple[str, str], int] = {}
    groups: dict[int, list[int]] = {}
    for place, key in enumerate(keys):
        first = seen.setdefault(key, place)
        if first != place:
            groups.setdefault(first, [first]).append(place)
    return groups


def _worth(columns: dict[str, list[Any]], place: int) -> Any:
    """Returns what the text says, apart from how it is written and marked."""
    text = columns["text"][place]
    if text is None:
        return columns["score"][place], None
    return read_score(text)[:2]


def _attempt(columns: dict[str, list[Any]], place: int, kind: AttemptKind) -> dict[str, Any]:
    text = columns["text"][place]
    values = {name: columns[key][place] for name, key in _VALUES.items()}
    shown = plain_number(columns["score"][place]) if text is None else text
    return {"kind": kind.value, "text": shown, **values, "credit": plain_number(values["credit"])}


def without(columns: dict[str, list[Any]], keep: Iterable[bool]) -> dict[str, list[Any]]:
    """Returns the columns of the rows that are kept."""
    keep = list(keep)
    return {key: list(compress(values, keep)) for key, values in columns.items()}


def _other_credit(kind: AttemptKind, earlier: tuple[str, str], was: Any, now: Any) -> Bad:
    return Bad(
        ProblemCode.DUPLICATE,
        f"与{earlier[0]}是同一学生同一课程的{KIND_ZH[kind]}，学分却不同（{was}、{now}）：请核对后只保留正确的一行",
        f"this is the same student, course and kind ({KIND_EN[kind]}) as {earlier[1]}, with another credit "
        f"({was}, {now}): keep the right one",
    )


def _too_many(first: tuple[str, str]) -> Bad:
    return Bad(
        ProblemCode.DUPLICATE,
        f"与{first[0]}是同一学生同一课程，各行不同且超过 {MOST_ATTEMPTS} 行：请核对课程代码，只保留这门课程的各次成绩",
        f"this is the same student and course as {first[1]}, with more than {MOST_ATTEMPTS} different rows: "
        "check the course code and keep this course's attempts only",
    )


def _told(rows: Sequence[int], groups: dict[int, list[int]], merged: Sequence[int], parts: Parts) -> list[Note]:
    several = [rows[place] for places in groups.values() if len(places) > 1 for place in places]
    notes = []
    if len(several) > len(merged) * 2:
        zh = "同一学生的同一门课程有多行成绩，按多次修读（初修、补考、重修）保存，请核对"
        en = "several rows of one student's course are stored as attempts (first, resit, retake): check them"
        notes.append(Note("ATTEMPTS_READ", zh, en, len(several), parts.ranges(several)))
    if merged:
        zh, en = "与前面的行完全相同，已合并", "these rows equal an earlier one and were merged with it"
        notes.append(Note("SAME_ROWS_MERGED", zh, en, len(merged), parts.ranges(rows[place] for place in merged)))
    return notes


def _unknown_kinds(words: Sequence[str | None], rows: Sequence[int], parts: Parts) -> list[Note]:
    """Warns of words that name no kind of attempt, which are read as 初修."""
    counts = Counter(words)
    unknown = [word for word in counts if word is not None and kind_named(word) is None and not is_state(word)]
    if not unknown:
        return []
    listed = "、".join(f"“{word}”" for word in unknown[:MOST_NAMED]) + (" 等" if len(unknown) > MOST_NAMED else "")
    concerned = [row for row, word in zip(rows, words, strict=True) if word in set(unknown)]
    zh, en = (
        f"未能识别的修读方式按初修处理：{listed}",
        f"unknown kinds of attempts count as first attempts: {listed}",
    )
    return [Note("UNKNOWN_ATTEMPT_KIND", zh, en, len(concerned), parts.ranges(concerned))]
