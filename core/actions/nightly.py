"""夜间同步 (R16.5): the roster and the course scores that another system hands over are imported in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from core.acting import Act
from core.actions.course_imports import import_course_scores
from core.actions.roster import Counts, import_roster
from core.operations.arguments import ImportCourseScores, SourceFile
from core.rules.nightly import Brake, Change
from core.rules.roster_references import TITLES
from core.workbooks.course_sheets import ReadySheet
from core.workbooks.roster import Roster
from db.queries.roster.storing import KINDS, count_live

NO_LIMIT = 10**9


class TermScores(NamedTuple):
    """Holds the course scores of one term, read and checked, and the file that they came in."""

    academic_year: str
    term: int
    sheet: ReadySheet
    source: SourceFile

    @property
    def title(self) -> str:
        return f"{self.academic_year}-{self.term} 成绩"


@dataclass(frozen=True, slots=True)
class Nightly:
    """Holds what came in, and how it is taken.

    Attributes:
        roster: None if no roster was handed over.
        retire_missing: retires the records that are missing from a table of the roster.
        leave_out_unknown: leaves out scores of students whom the roster does not know, instead of refusing all.
    """

    roster: Roster | None
    roster_source: SourceFile
    scores: Sequence[TermScores]
    retire_missing: bool = False
    leave_out_unknown: bool = True


@dataclass(slots=True)
class Synced:
    """Holds what was done, or what would be done; `stops` says why the brake held it back."""

    roster: Mapping[str, Counts] = field(default_factory=dict)
    scores: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)
    stored: bool = False


async def sync(act: Act, nightly: Nightly, brake: Brake | None, *, dry_run: bool = False) -> Synced:
    """Imports everything or nothing, as the imports of the pages do, with their history and their undo (R10.9).

    Args:
        brake: None lets pass whatever changes.
        dry_run: does everything, and then rolls it back.

    Raises:
        Refusals: every row at fault; nothing is stored.
    """
    done, changes = Synced(), list[Change]()
    trial = await act.db.begin_nested()
    if nightly.roster is not None:
        await _roster(act, nightly.roster, nightly, brake, done, changes)
    done.stops += brake.stops(changes) if brake else ()
    if not done.stops:  # a wrong roster says nothing about scores
        changes.clear()
        for one in nightly.scores:
            await _scores(act, one, nightly, done, changes)
        done.stops += brake.stops(changes) if brake else ()
    if dry_run or done.stops:
        await trial.rollback()
    else:
        await trial.commit()
        done.stored = True
    return done


async def _roster(
    act: Act, roster: Roster, nightly: Nightly, brake: Brake | None, done: Synced, changes: list[Change]
) -> None:
    standing = {kind.key: await count_live(act.db, kind) for kind in KINDS}
    limit = None if brake else NO_LIMIT
    done.roster = await import_roster(
        act, roster, nightly.roster_source, retire_missing=nightly.retire_missing, retire_up_to=limit
    )
    for key, one in done.roster.items():
        before = standing.get(key, one.unchanged + one.retired)  # classes with a head teacher or a monitor
        changes.append(Change(TITLES[key], one.created + one.updated + one.retired, before))


async def _scores(act: Act, scores: TermScores, nightly: Nightly, done: Synced, changes: list[Change]) -> None:
    """Imports one term. New scores are what is expected; the brake looks at those that would be replaced."""
    form = ImportCourseScores(scores.academic_year, scores.term, leave_out_unknown=nightly.leave_out_unknown)
    told = (await import_course_scores(act, scores.sheet, form, scores.source)).outcome
    done.scores.append((scores.title, told))
    replaced = told["replaced"]
    changes.append(Change(scores.title, replaced, replaced + told["unchanged"]))
