"""An import of course scores tells more than its counts: who was left out, what is undecided, what would change."""

from decimal import Decimal
from typing import Any, NamedTuple

from core.acting import Act
from core.rules.course_points import is_about_attempts
from core.rules.settled_courses import shown_attempts, shown_rule, shown_text
from core.workbooks.joining import Parts
from core.workbooks.notes import Note, notes_to_json
from db.queries.courses import import_reports

MOST_SHOWN = 50
"""The number of rows of each kind that a dry run shows."""
MOST_GROUPS = 100
"""The number of questions that are listed; all are counted."""


class LeftOut(NamedTuple):
    """Holds the students who were left out, the number of their courses, and the note that tells their rows."""

    students: list[dict[str, Any]]
    courses: int
    notes: list[Note]


_OF_STUDENT = ("student_number", "student_name")
NOBODY = LeftOut([], 0, [])


async def leave_out_unknown(act: Act, parts: Parts) -> LeftOut:
    """Leaves out the rows of students whom the roster does not know, and names each of them (R10.7)."""
    found = await import_reports.leave_out_unknown(act.db)
    if not found:
        return NOBODY
    rows = [row for one in found for row in one.rows]
    zh = f"名册中没有的 {len(found)} 名学生（{len(rows)} 行）未导入"
    en = f"{len(found)} students whom the roster does not know were left out ({len(rows)} rows)"
    students = [{**_placed(parts, one.row), "number": one.student_number, "name": one.student_name} for one in found]
    note = Note("STUDENTS_LEFT_OUT", zh, en, len(rows), parts.ranges(rows))
    return LeftOut(students, sum(one.courses for one in found), [note])


async def undecided(act: Act, parts: Parts) -> dict[str, Any]:
    """Returns how many of the file's scores are undecided, and the words or attempts to decide on (R10.6)."""
    groups = await import_reports.undecided_groups(act.db)
    notes = [
        Note(
            "UNDECIDED_ATTEMPTS" if is_about_attempts(one.question) else "UNDECIDED_WORD",
            one.question,
            one.question,
            one.score_count,
            parts.ranges(one.rows),
        )
        for one in groups[:MOST_GROUPS]
    ]
    return {"undecided": sum(one.score_count for one in groups), "undecided_groups": notes_to_json(notes)}


async def preview(act: Act, parts: Parts) -> dict[str, Any]:
    """Returns the first rows of each kind, as plain values."""
    created = await import_reports.first_created(act.db, MOST_SHOWN)
    replaced = await import_reports.first_replaced(act.db, MOST_SHOWN)
    unchanged = await import_reports.first_unchanged(act.db, MOST_SHOWN)
    open_rows = await import_reports.first_undecided(act.db, MOST_SHOWN)
    return {
        "created": [_shown(parts, row) for row in created],
        "replaced": [{"old": _shown(parts, old, new), "new": _shown(parts, new)} for old, new in replaced],
        "unchanged": [_shown(parts, row) for row in unchanged],
        "undecided": [_shown(parts, row) for row in open_rows],
    }


def _shown(parts: Parts, row: Any, place: Any = None) -> dict[str, Any]:
    """Returns a row as the API shows it, in JSON; `place` is the row of the file if the score is a stored one."""
    of_file = place or row
    named = {**_placed(parts, of_file.row), **{name: getattr(of_file, name) for name in _OF_STUDENT}}
    values = {name: getattr(row, name) for name in ("course_code", "course_name", "course_kind", "teacher", "remark")}
    gained = {"credit": _number(row.credit), "score": _number(row.score), "text": shown_text(row)}
    attempts = [
        {**one._asdict(), "points": _number(one.points), "credit": _number(one.credit)} for one in shown_attempts(row)
    ]
    told = {"rule": shown_rule(row), "undecided": row.question is not None, "attempts": attempts}
    return {**named, **values, **gained, **told}


def _placed(parts: Parts, row: int) -> dict[str, Any]:
    """Returns the row's own number, and its sheet if there are several."""
    sheet, number = parts.place(row)
    return {"sheet": sheet, "row": number}


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"
