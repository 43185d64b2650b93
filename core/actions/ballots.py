"""在线评分 (1.1.3.3): a rater saves and submits a ballot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.access import RATE, SEE_PARTICIPANTS
from core.acting import Act
from core.errors import (
    BallotIncomplete,
    BallotSubmitted,
    Forbidden,
    Invalid,
    MarkOutOfRange,
    NoSuchItem,
    NotFound,
    NotOnBallot,
    NotParticipating,
    Refusal,
    Refusals,
)
from core.rules.windows import module_windows, require_batch_open, require_phase_open
from core.viewer import Viewer
from db.driver import Driver
from db.queries.ballots import filling
from db.queries.ballots.filling import BallotKey, Marks
from db.tables import Module, RaterKind

MOST_MARKS = 5_000
NAMED_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class BallotAddress:
    """Names one of the viewer's own ballots. If the batch has only one, class and kind may be omitted."""

    batch_id: int
    class_id: int | None = None
    kind: RaterKind | None = None


def rater_id(viewer: Viewer) -> int:
    """Returns the id of the student or staff member, which identifies ballots."""
    found = viewer.student_id if viewer.student_id is not None else viewer.staff_id
    if found is None:
        raise Forbidden
    return found


def named(viewer: Viewer, address: BallotAddress) -> list[tuple[RaterKind, int]]:
    """Lists the viewer's ballots that match an address."""
    return [
        (kind, class_id)
        for kind, class_id in viewer.rates(address.batch_id)
        if address.kind in (None, kind) and address.class_id in (None, class_id)
    ]


def require_one(fitting: Sequence[Any]) -> None:
    if len(fitting) > 1:
        zh = "您在本批次有多张打分表，请用 classId 和 kind 指明一张"
        raise Invalid("input.classId", zh, "You have several ballots in this batch; choose one by classId and kind")


async def save_ballot(act: Act[Driver], address: BallotAddress, marks: Marks) -> dict[str, Any]:
    """Runs 保存: stores any part of the ballot as a draft, as often as needed; all of the marks or none."""
    which, ballot_id = await _lock_ballot(act, address, marks)
    if marks:
        await _store_marks(act, which, ballot_id, marks)
    return {"named": which}


async def submit_ballot(act: Act[Driver], address: BallotAddress, marks: Marks) -> dict[str, Any]:
    """Runs 确认提交 once every student has a mark for every item. Submitting a submitted ballot again does no harm."""
    which, ballot_id = await _lock_ballot(act, address, marks)
    if marks:
        ballot_id = await _store_marks(act, which, ballot_id, marks)
    at = await filling.submit_ballot(act.db, which, act.author, ballot_id)
    _require_rater(act, at)
    if at.submitted_at is None and (at.ballot_id is None or at.missing):
        raise await _incomplete(act, at)
    return {"named": which}


def why_shut(row: Any, today: date) -> Refusal | None:
    """Says why a ballot can't be filled in now (R3.3, R5.3), or returns None if it can."""
    try:
        _require_open(row, today)
    except Refusal as refusal:
        return refusal
    return BallotSubmitted() if row.submitted_at is not None else None


def _require_open(row: Any, today: date) -> None:
    require_batch_open(row.batch_status)
    require_phase_open(Module.RATING, row.phase_status)
    for days in module_windows(Module.RATING, row):
        days.require(today)


def _require_sensible(marks: Marks) -> None:
    if len(marks) > MOST_MARKS:
        raise Invalid("input.marks", f"一次最多保存 {MOST_MARKS} 个打分", f"Save at most {MOST_MARKS} marks at once")
    if len(marks.cells) < len(marks):
        zh = "同一个学生的同一个项目出现了两次"
        raise Invalid("input.marks", zh, "One student has two marks for the same item")


async def _lock_ballot(act: Act[Driver], address: BallotAddress, marks: Marks) -> tuple[BallotKey, int | None]:
    """Locks the addressed ballot and its class against other changes, and returns it with its id, if it has one."""
    act.viewer.require_any(RATE)
    _require_sensible(marks)
    fitting = named(act.viewer, address)
    require_one(fitting)
    if not fitting:
        raise await _unknown(act, address)
    ((kind, class_id),) = fitting
    which = BallotKey(address.batch_id, class_id, kind, rater_id(act.viewer))
    return which, await filling.lock_ballot(act.db, which)


def _require_rater(act: Act[Driver], at: Any) -> None:
    """Requires that rating is allowed now (R3.3), and for this rater (R5.2); otherwise, the writes are undone."""
    if at is None:
        raise NotFound("ballot", "input.classId")
    if not at.takes_part:
        raise NotParticipating
    _require_open(at, act.today)


async def _unknown(act: Act[Driver], address: BallotAddress) -> Exception:
    """Returns a refusal: Forbidden for a class that the viewer sees but does not rate, otherwise NOT_FOUND (R8.2)."""
    if address.class_id is None:
        return NotFound("batch", "input.batchId")
    place = await filling.place_of_class(act.db, address.batch_id, address.class_id)
    act.reach(RATE, SEE_PARTICIPANTS, place, "class", "input.classId")
    return Forbidden()


async def _store_marks(act: Act[Driver], which: BallotKey, ballot_id: int | None, marks: Marks) -> int:
    """Stores the marks and returns the ballot's id, or raises what refuses some of them.

    Removing marks must also see those that another device is just storing in the same ballot.
    """
    if ballot_id is None and None in marks.points:
        await filling.create_ballot(act.db, which, act.now)
    at = await filling.store_marks(act.db, which, act.author, marks)
    _require_rater(act, at)
    if at.submitted_at is not None:
        await _require_the_same(act, at.ballot_id, marks)
    elif at.fitting < len(marks):
        raise Refusals(await _unfitting(act, at, marks))
    return int(at.ballot_id)


async def _require_the_same(act: Act[Driver], ballot_id: int, marks: Marks) -> None:
    """Accepts a retry of what was submitted after a lost answer; anything else would change the ballot."""
    submitted = await filling.fetch_marks(act.db, ballot_id)
    if any(submitted.get((student_id, item_id)) != points for student_id, item_id, points in marks):
        raise BallotSubmitted


async def _unfitting(act: Act[Driver], at: Any, marks: Marks) -> list[Refusal]:
    """Reports each mark that does not fit, by student and item, but tells nothing about students outside the class."""
    members = {row.id: row for row in await filling.fetch_members(act.db, at.batch_id, at.class_id)}
    items = {row.id: row for row in await filling.fetch_items(act.db, at.batch_id, at.college_id)}
    found = (
        _misfit(f"input.marks.{place}", members.get(student_id), items.get(item_id), points, at)
        for place, (student_id, item_id, points) in enumerate(marks)
    )
    return [refusal for refusal in found if refusal is not None][:NAMED_AT_MOST]


def _misfit(path: str, student: Any, item: Any, points: Decimal | None, at: Any) -> Refusal | None:
    if student is None or not student.participating or student.id == at.left_out:
        return NotOnBallot(f"{path}.studentId", student="该学生" if student is None else called(student))
    if item is None:
        return NoSuchItem(f"{path}.itemId")
    if points is None or item.min_points <= points <= item.max_points:
        return None
    return MarkOutOfRange(
        f"{path}.points",
        student=called(student),
        item=item.name,
        low=_plain(item.min_points),
        high=_plain(item.max_points),
        points=_plain(points),
    )


async def _incomplete(act: Act[Driver], at: Any) -> BallotIncomplete:
    """Reports the number of missing marks, and names the first of them by student and item."""
    marks = {} if at.ballot_id is None else await filling.fetch_marks(act.db, at.ballot_id)
    members = await filling.fetch_members(act.db, at.batch_id, at.class_id)
    items = await filling.fetch_items(act.db, at.batch_id, at.college_id)
    rated = [row for row in members if row.participating and row.id != at.left_out]
    missing = [(row, item) for row in rated for item in items if (row.id, item.id) not in marks]
    first = "、".join(f"{called(row)}的“{item.name}”" for row, item in missing[:3])
    return BallotIncomplete("input.marks", missing=len(missing), first=first + ("等" if len(missing) > 3 else ""))


def called(person: Any) -> str:
    return f"{person.name}（{person.number}）"


def _plain(points: Decimal) -> str:
    """Formats points without trailing zeros."""
    return f"{points.normalize():f}"
