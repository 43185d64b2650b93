"""名册 (R9.2): colleges, majors, classes, students, staff, head teachers and monitors are imported, as
often as needed.
"""

from asyncio import to_thread
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core.access import MANAGE_PEOPLE
from core.acting import Act
from core.actions.columns import columns_to_json, learn
from core.actions.import_records import recorded
from core.actions.moved_scores import settling_moved
from core.actions.roster_previews import RosterPreview
from core.errors import Conflict, LastSuperAdmin, Refusal, Refusals, RetiresTooMany
from core.operations.arguments import SourceFile
from core.rules.roster_references import CODES, TITLES, Checks, refused, to_refusal
from core.workbooks.notes import notes_to_json
from core.workbooks.roster import Roster
from core.workbooks.warning import similar_note
from db.pinyin import name_key
from db.queries import enrolment
from db.queries.people import roles
from db.queries.roster import assignments, batches
from db.queries.roster import storing as queries
from db.queries.roster.known import known
from db.search_words import search_vector
from db.tables import ImportKind

MOST_SIMILAR = 100
"""The number of similar codes that are reported."""
FEW = 5
"""The number of records of each sheet that may always be retired; above it, a tenth of the sheet's records."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts the rows of one sheet. For head teachers and monitors: assigned, -, unchanged, removed."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0


async def import_roster(
    act: Act,
    roster: Roster,
    source: SourceFile,
    *,
    retire_missing: bool = False,
    retire_up_to: int | None = None,
    dry_run: bool = False,
    columns: Mapping[str, str] | None = None,
    preview: RosterPreview | None = None,
) -> dict[str, Counts]:
    """Runs 导入名册, all or nothing, matched by code or number. Returns the counts of each sheet.

    Args:
        source: the file, or several as one, for the history of imports.
        retire_missing: retire the records that are missing from a given sheet; else leave them alone.
        retire_up_to: the number that may be retired in all; without it, a tenth of each sheet's records.
        dry_run: do everything, and then roll it back.
        columns: the headings that were chosen by key; they are learnt.
        preview: gathers the first rows of each sheet.

    Raises:
        Refusals: every row at fault, with sheet, row, column and reason.
    """
    act.viewer.require_any(MANAGE_PEOPLE)
    if roster.problems:
        raise Refusals(map(to_refusal, roster.problems), **_told(roster))
    await queries.lock_roster(act.db)
    await _require_references(act, roster, retire_missing=retire_missing)
    trial = await act.db.begin_nested()
    async with settling_moved(act, "importRoster"), recorded(act, ImportKind.ROSTER, source) as doing:
        doing_it = _Import(act, roster, preview, retire_missing=retire_missing, retire_up_to=retire_up_to)
        counts = await doing_it.run()
        doing.counts = _summed(counts.values())
    if dry_run:
        await trial.rollback()
    else:
        await trial.commit()
        await learn(act, "importRoster", ImportKind.ROSTER, [None], columns or {})
    return counts


def _told(roster: Roster) -> dict[str, Any]:
    return {"warnings": notes_to_json(roster.warnings), **columns_to_json(roster.columns, roster.passed_over)}


async def _require_references(act: Act, roster: Roster, *, retire_missing: bool) -> None:
    found = await known(
        act.db,
        monitors=[row.student_number for row in roster.monitors],
        students=[row.student_number for row in roster.students],
        staff_numbers=[row.staff_number for row in roster.staff],
    )
    refusals = Checks(roster, found, retire_missing=retire_missing).refusals()
    if refusals:
        raise Refusals(refusals, **_told(roster))


class _Import:
    """Runs one import whose rows are known to be good."""

    def __init__(
        self,
        act: Act,
        roster: Roster,
        preview: RosterPreview | None,
        *,
        retire_missing: bool,
        retire_up_to: int | None,
    ) -> None:
        self.act, self.db, self.roster, self.preview = act, act.db, roster, preview
        self.retire_missing, self.retire_up_to = retire_missing, retire_up_to
        self.counts: dict[str, Counts] = {}
        self.before: dict[str, int] = {}
        self.author = act.author

    async def run(self) -> dict[str, Counts]:
        for key in self.roster.sheets:
            await queries.stage(self.db, key, await to_thread(_records, key, getattr(self.roster, key)))
        for kind in queries.KINDS:
            if kind.key in self.roster.sheets:
                await self._store(kind)
        if self.retire_missing:
            await self._retire()
        await self._assign()
        for key in {"students", "staff"} & set(self.roster.sheets):
            await assignments.open_accounts(self.db, key)
        brought = await self._fill_batches()
        await self._record(brought)
        return self.counts

    async def _store(self, kind: queries.Kind) -> None:
        self.before[kind.key] = await queries.count_live(self.db, kind)
        pairs = await queries.similar_codes(self.db, kind, MOST_SIMILAR)
        if pairs:
            note = similar_note(CODES[kind.key][1], pairs).in_sheet(TITLES[kind.key])
            self.roster.warnings.append(note)
        absent = _absent(kind.key, self.roster.absent)
        if self.preview:
            await self.preview.before_storing(kind, absent)
        created, updated = await queries.store(self.db, kind, self.author, absent)
        rows = len(getattr(self.roster, kind.key))
        self.counts[kind.key] = Counts(created, updated, rows - created - updated)

    async def _retire(self) -> None:
        """Retires missing records. Nobody may belong to a retired record, and somebody must be left to
        run the system.
        """
        await roles.lock_super_admins(self.db)
        before = await roles.count_super_admins(self.db)
        for kind in reversed(queries.KINDS):
            if kind.key in self.roster.sheets:
                if self.preview:
                    await self.preview.before_retiring(kind)
                retired = await queries.retire(self.db, kind, self.author, self.act.now)
                self.counts[kind.key] = Counts(**asdict(self.counts[kind.key]) | {"retired": retired})
        orphans = await queries.orphans(self.db)
        if orphans:
            raise Refusals(_orphaned(*row) for row in orphans)
        if before and not await roles.count_super_admins(self.db):
            raise LastSuperAdmin
        self._require_few_retired()
        await assignments.take_off_retired(self.db, self.author)

    def _require_few_retired(self) -> None:
        """Allows many retirements only if the request names their number, because a part of the roster
        looks like all of it.
        """
        retired = {key: one.retired for key, one in self.counts.items() if one.retired}
        total = sum(retired.values())
        if self.retire_up_to is not None:
            too_many = retired if total > self.retire_up_to else {}
        else:
            too_many = {key: n for key, n in retired.items() if n > FEW and n * 10 > self.before[key]}
        if too_many:
            raise Refusals(
                RetiresTooMany("input.retireUpTo", sheet=TITLES[key], retired=n, before=self.before[key], total=total)
                for key, n in too_many.items()
            )

    async def _assign(self) -> None:
        self.running = await batches.lock_running(self.db)
        for key in ("head_teachers", "monitors"):
            if self.preview and key in self.roster.sheets:
                await self.preview.before_assigning(key)
        if "head_teachers" in self.roster.sheets:
            following = await batches.following_classes(self.db, self.running)
            self._assigned("head_teachers", *await assignments.replace_head_teachers(self.db, self.author))
            await batches.follow_head_teachers(self.db, self.author, following)
        if "monitors" in self.roster.sheets:
            self._assigned("monitors", *await assignments.replace_monitors(self.db, self.author))

    def _assigned(self, key: str, added: int, removed: int) -> None:
        self.counts[key] = Counts(added, 0, len(getattr(self.roster, key)) - added, removed)

    async def _fill_batches(self) -> dict[str, int]:
        """Adds new classes and students to the batches that are under way (R2.1)."""
        before = await batches.count_participants(self.db, self.running)
        for batch_id in self.running:
            await enrolment.add_missing_from_roster(self.db, batch_id)
        added = await batches.count_participants(self.db, self.running) - before
        await batches.follow_classes(self.db, self.running)
        moved, left = await batches.follow_students(self.db, self.author, self.running)
        return {"added": added, "moved": moved, "left": left}

    async def _record(self, participants: dict[str, int]) -> None:
        new: dict[str, Any] = {key: asdict(one) for key, one in self.counts.items()}
        new |= {"retireMissing": self.retire_missing, "participants": participants}
        sheets = "、".join(TITLES[key] for key in self.counts)
        await self.act.record("importRoster", f"名册：{sheets}", new=new)


def _summed(counts: Iterable[Counts]) -> dict[str, int]:
    """Returns the counts of all sheets together; a retired row is a changed one."""
    every = [*counts]
    return {
        "created": sum(one.created for one in every),
        "replaced": sum(one.updated + one.retired for one in every),
        "unchanged": sum(one.unchanged for one in every),
    }


def _records(key: str, rows: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Returns the rows for staging, without the row number. People get the key by which their names are sorted, and
    students and classes their words (R9.7), for which a school's names take half a second.
    """
    if key == "students":
        return [(*row[1:], name_key(row.name), search_vector(row.student_number, row.name)) for row in rows]
    if key == "staff":
        return [(*row[1:], name_key(row.name)) for row in rows]
    if key == "classes":
        return [(*row[1:], search_vector(row.class_code, row.name)) for row in rows]
    return [row[1:] for row in rows]


def _absent(key: str, absent: Collection[str]) -> set[str]:
    """Returns the table's columns that the sheet does not have."""
    columns = {"staff.college_code": "college_id"}
    return {columns.get(one, one.removeprefix(f"{key}.")) for one in absent if one.startswith(f"{key}.")}


def _orphaned(kind: str, name: str, code: str, count: int) -> Refusal:
    sheet, zh, en = {
        "college": ("学院", f"下还有 {count} 个专业", f"still has {count} majors"),
        "major": ("专业", f"下还有 {count} 个班级", f"still has {count} classes"),
        "school_class": ("班级", f"中还有 {count} 名学生", f"still has {count} students"),
    }[kind]
    return refused(
        sheet,
        Conflict.code,
        f"“{name}”（{code}）{zh}，不能停用：请先把它们转到别处，或在文件中保留“{name}”",
        f"“{name}” ({code}) {en}, so it can't be retired: keep it in the file, or move them first",
    )
