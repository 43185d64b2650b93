"""Notes describe a file as a whole: its problems by kind, and warnings that a careful person should know."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import groupby
from typing import Any

from core.workbooks.problems import Problem, ProblemCode

MOST_RANGES = 12
"""The number of row ranges that a note lists; the count gives the total."""
MOST_WORDINGS = 8
"""The number of wordings that get their own group for one kind and column; rarer wordings share one more group."""


@dataclass(frozen=True, slots=True)
class Note:
    """Holds one line about a file; `rows` are the workbook's own row numbers, such as "3-5、8、10"."""

    code: str
    zh: str
    en: str
    count: int = 1
    rows: str | None = None
    column: str | None = None
    sheet: str | None = None

    def message(self, language: str) -> str:
        return self.en if language == "en" else self.zh

    def sentence(self, language: str = "zh") -> str:
        """Writes the note with its place and its count, for readers without a table (the command line)."""
        place = Problem(ProblemCode.EMPTY_SHEET, "", "", None, self.column, None, self.sheet)
        rows = self.rows and {"zh": f"第 {self.rows} 行", "en": f"rows {self.rows}"}[language]
        where = [part for part in (place.place(language), rows) if part]
        many = {"zh": f"（{self.count} 处）", "en": f" ({self.count} times)"}[language] if self.count > 1 else ""
        colon, comma = ("：", "，") if language == "zh" else (": ", ", ")
        return comma.join(where) + (colon if where else "") + self.message(language) + many

    def in_sheet(self, sheet: str | None) -> "Note":
        return replace(self, sheet=sheet or None)


@dataclass(slots=True)
class _Group:
    zh: str
    en: str
    count: int = 0
    rows: list[int] = field(default_factory=list)

    def add(self, row: int | None, count: int = 1) -> None:
        self.count += count
        if row is not None:
            self.rows.append(row)


_Kind = tuple[str | None, str, str | None]


def row_ranges(rows: Iterable[int]) -> str | None:
    """Writes row numbers as "3-5、8、10"; 等 at the end says that there are more."""
    ranges: list[str] = []
    for _, run in groupby(enumerate(sorted(set(rows))), key=lambda pair: pair[1] - pair[0]):
        found = [row for _, row in run]
        ranges.append(str(found[0]) if len(found) == 1 else f"{found[0]}-{found[-1]}")
    if not ranges:
        return None
    return "、".join(ranges[:MOST_RANGES]) + (" 等" if len(ranges) > MOST_RANGES else "")


def grouped(faults: Iterable[Any]) -> list[Note]:
    """Groups problems or refusals by kind: those of the whole file first, then the most frequent."""
    kinds: dict[_Kind, dict[tuple[str, str], _Group]] = {}
    for fault in faults:
        kind = (getattr(fault, "sheet", None), str(fault.code), fault.column)
        zh, en = _words(fault)
        kinds.setdefault(kind, {}).setdefault((zh, en), _Group(zh, en)).add(fault.row)
    notes = [
        (bool(group.rows), -group.count, min(group.rows, default=0), _note(kind, group))
        for kind, groups in kinds.items()
        for group in _merged(list(groups.values()))
    ]
    return [note for *_, note in sorted(notes, key=lambda found: found[:3])]


def counting_all(notes: Sequence[Note], totals: Mapping[str, int]) -> list[Note]:
    """Corrects the counts of listed groups to the totals: the rest of a code goes to its last group.

    Args:
        totals: how many problems there are by code.
    """
    listed = Counter[str]()
    last: dict[str, int] = {}
    for at, note in enumerate(notes):
        listed[note.code] += note.count
        last[note.code] = at
    more = {at: totals.get(code, 0) - listed[code] for code, at in last.items()}
    return [replace(note, count=note.count + max(more.get(at, 0), 0)) for at, note in enumerate(notes)]


def _words(fault: Any) -> tuple[str, str]:
    if isinstance(fault, Problem):
        return fault.zh, fault.en
    return fault.reason("zh"), fault.reason("en")


def _merged(groups: Sequence[_Group]) -> list[_Group]:
    """Returns the most frequent wordings and one group for all others."""
    ordered = sorted(groups, key=lambda group: -group.count)
    frequent, rest = ordered[:MOST_WORDINGS], ordered[MOST_WORDINGS:]
    if ordered and ordered[0].count == 1 and rest:
        frequent, rest = [], ordered
    if not rest:
        return frequent
    first, others = rest[0], len(rest) - 1
    if not others:
        return [*frequent, first]
    merged = _Group(
        f"{first.zh}（另有 {others} 处类似）",
        f"{first.en} (and {others} more of the same kind)",
        sum(group.count for group in rest),
        [row for group in rest for row in group.rows],
    )
    return [*frequent, merged]


def _note(kind: _Kind, group: _Group) -> Note:
    sheet, code, column = kind
    return Note(code, group.zh, group.en, group.count, row_ranges(group.rows), column, sheet or None)


def joined(*lists: Sequence[Note]) -> list[Note]:
    """Joins the groups of the file and of the database in one order."""
    notes = [note for notes in lists for note in notes]
    return sorted(notes, key=lambda note: (note.rows is not None, -note.count))


def notes_to_json(notes: Iterable[Note]) -> list[dict[str, Any]]:
    """Converts notes for storage with an operation, in both languages."""
    return [asdict(note) for note in notes]


def notes_from_json(notes: Iterable[Mapping[str, Any]]) -> list[Note]:
    return [Note(**note) for note in notes]
