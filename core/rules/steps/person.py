"""The steps of a person with classes in a batch: adjust, compute, rate, import, and read the notice (R1.7)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from core.errors import NotParticipating
from core.rules.steps.adjusting import NOBODY_HAS_TO, adjusting
from core.rules.steps.phases import NO_SCORES, CollegePhases, named
from core.rules.steps.schemes import BY_HAND, BY_SCHEME, NO_INPUTS, OUTDATED
from core.rules.steps.step import Sentence, Step, StepKind, Words, joined, numbered
from core.viewer import ClassTie
from db.tables import Module, RaterKind, Stage

RATES_AS = {
    ClassTie.COUNSELLOR: RaterKind.COUNSELLOR,
    ClassTie.HEAD_TEACHER: RaterKind.HEAD_TEACHER,
    ClassTie.STUDENT: RaterKind.PEER,
}
RATING_ZH = {RaterKind.COUNSELLOR: "辅导员打分", RaterKind.HEAD_TEACHER: "班主任打分", RaterKind.PEER: "互评"}
RATING_EN = {
    RaterKind.COUNSELLOR: "Rate as counsellor",
    RaterKind.HEAD_TEACHER: "Rate as head teacher",
    RaterKind.PEER: "Rate your class",
}
Ballots = Mapping[tuple[int, int, RaterKind], Any]
"""The person's ballots by batch, class and kind of rater."""


@dataclass(frozen=True, slots=True)
class PersonSteps:
    """Works out the steps of a person in one college of a batch, from one row for each tie to a class.

    A class in which nobody takes part asks nothing of its staff.
    """

    rows: Sequence[Any]
    phases: CollegePhases
    ballots: Ballots

    def steps(self) -> list[Step]:
        return [
            *self._adjustments(),
            *self._academic(),
            *(self._rating(row, RATES_AS[row.class_tie]) for row in self.rows if row.class_tie in RATES_AS),
            *self._comprehensive(),
            *self._notice(),
        ]

    def _as(self, *roles: ClassTie) -> list[Any]:
        return [row for row in self.rows if row.class_tie in roles]

    def _step(self, kind: StepKind, zh: str, en: str, **more: Any) -> Step:
        first = self.rows[0]
        return Step(kind, Sentence(zh, en), first.batch_id, first.college_id, **{"mine": True, **more})

    def _adjustments(self) -> Iterable[Step]:
        counsels, leads = self._as(ClassTie.COUNSELLOR), self._as(ClassTie.CLASS_MONITOR)
        window = adjusting(self.phases, monitors=bool(leads), counsellors=bool(counsels))
        if not (counsels or leads) or not window.is_set:
            return []
        tied = [*counsels, *leads]
        over = self.phases.is_over(Module.ACADEMIC) or window.is_over(self.phases.today)
        more: dict[str, Any] = {
            "finished": over or all(row.stage >= Stage.SUBMITTED for row in tied),
            "reason": self._no_academic_work(tied) or window.refusal,
            "advice": NOBODY_HAS_TO if counsels else None,
            "starts_on": window.starts_on,
            "ends_on": window.ends_on,
        }
        return [self._step(StepKind.ADJUSTMENTS, "调整参评课程", "Adjust courses", **more)]

    def _no_academic_work(self, classes: Sequence[Any]) -> Words | None:
        """Says why there are no courses to adjust and no scores to compute from."""
        return self.phases.shut(Module.ACADEMIC) or (None if any(row.scored for row in classes) else NO_SCORES)

    @property
    def unimportant(self) -> Collection[StepKind]:
        """Adjusting no longer comes first once the classes are computed; nobody has to adjust."""
        tied = self._as(ClassTie.COUNSELLOR, ClassTie.CLASS_MONITOR)
        return {StepKind.ADJUSTMENTS} if all(row.computed for row in tied) else ()

    def _academic(self) -> Iterable[Step]:
        classes = self._as(ClassTie.COUNSELLOR)
        if not classes:
            return []
        lacking = [row for row in classes if not row.computed]
        return [
            self._step(
                StepKind.ACADEMIC,
                "计算学业成绩",
                "Compute academic scores",
                finished=not lacking,
                reason=self._no_academic_work(classes),
                advice=_listing("待计算", "To be computed", lacking),
                done=len(classes) - len(lacking),
                total=len(classes),
                **self.phases.days(Module.ACADEMIC),
            )
        ]

    def _rating(self, row: Any, kind: RaterKind) -> Step:
        zh, en = f"{RATING_ZH[kind]}：{row.class_name}", f"{RATING_EN[kind]}: {row.class_name}"
        about: dict[str, Any] = {"class_id": row.class_id, "rater_kind": kind, **self.phases.days(Module.RATING)}
        if row.class_tie == ClassTie.STUDENT and not row.participating:
            return self._step(StepKind.RATING, zh, en, reason=NotParticipating(), mine=False, **about)
        ballot = self.ballots.get((row.batch_id, row.class_id, kind))
        if ballot is None:
            return self._step(StepKind.RATING, zh, en, reason=self.phases.shut(Module.RATING), **about)
        about |= {"done": ballot.done, "total": ballot.total, "finished": ballot.submitted_at is not None}
        reopened = ballot.reopen_reason if ballot.submitted_at is None else None
        advice = Sentence(f"学院已退回：{reopened}", f"Reopened by the college: {reopened}") if reopened else None
        return self._step(StepKind.RATING, zh, en, reason=self.phases.shut(Module.RATING), advice=advice, **about)

    def _comprehensive(self) -> Iterable[Step]:
        classes = self._as(ClassTie.COUNSELLOR)
        if not classes:
            return []
        lacking = [row for row in classes if row.stage < Stage.SUBMITTED]
        imported = [row for row in lacking if row.stage == Stage.IMPORTED and not row.reopen_reason]
        returned = [row for row in lacking if row.stage == Stage.IMPORTED and row.reopen_reason]
        outdated = [row for row in imported if row.outdated]
        ready = [row for row in imported if not row.outdated]
        way = BY_SCHEME if any(row.by_scheme for row in classes) else BY_HAND
        reasons = "；".join(dict.fromkeys(row.reopen_reason for row in returned))
        return [
            self._step(
                StepKind.COMPREHENSIVE,
                way.title.zh,
                way.title.en,
                finished=not lacking,
                reason=self.phases.shut(Module.COMPREHENSIVE),
                advice=joined(
                    _listing("已改为未提交", "Set back", returned),
                    Sentence(f"原因：{reasons}", f"reason: {reasons}") if reasons else None,
                    _naming(NO_INPUTS, [row for row in lacking if row.inputless]),
                    _naming(way.coming, [row for row in lacking if row.stage < Stage.IMPORTED]),
                    _naming(OUTDATED, outdated),
                    _naming(way.ready, ready),
                ),
                done=len(classes) - len(lacking),
                total=len(classes),
                **self.phases.days(Module.COMPREHENSIVE),
            )
        ]

    def _notice(self) -> Iterable[Step]:
        """Reading is nobody's duty, so the step is not `mine`."""
        row = self.rows[0]
        open_ = row.notice_title is not None
        return [
            self._step(
                StepKind.NOTICE,
                "公示",
                "Public notice",
                finished=row.noticed and not open_,
                reason=None if open_ else Sentence("尚未公示", "No notice has been opened yet"),
                advice=Sentence("正在公示，可查看本班名单", "Open: the list of your class can be read")
                if open_
                else None,
                ends_on=row.notice_ends_on,
                mine=False,
            )
        ]


def _listing(zh: str, en: str, rows: Sequence[Any]) -> Sentence | None:
    if not rows:
        return None
    these_zh, these_en = named([row.class_name for row in rows], len(rows), "班级", "classes")
    return Sentence(f"{zh}：{these_zh}", f"{en}: {these_en}")


def _naming(what: Sentence, rows: Sequence[Any]) -> Sentence | None:
    return _listing(what.zh, what.en, rows)


Place = tuple[int, int]
"""A batch and a college."""


def steps_of_person(rows: Iterable[Any], phases: Mapping[Place, CollegePhases], ballots: Ballots) -> list[Step]:
    """Returns the steps of one person, numbered in each college of each batch."""

    def place_of(row: Any) -> Place:
        return row.batch_id, row.college_id

    found: list[Step] = []
    for place, group in groupby(sorted(rows, key=place_of), key=place_of):
        mine = sorted(group, key=lambda row: row.class_code)
        steps = PersonSteps(mine, phases[place], ballots)
        found += numbered(steps.steps(), steps.unimportant)
    return found
