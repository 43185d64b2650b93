"""The eleven steps of one college in a batch follow from counts, phases and the day (R1.7)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from core.errors import NoticeNotHeld, NoticeOpen, PhaseNotOpen, SheetsNotSubmitted
from core.rules.steps.adjusting import adjusting
from core.rules.steps.opening import opening
from core.rules.steps.phases import NO_SCORES, CollegePhases, named
from core.rules.steps.step import Sentence, Step, StepKind, Words, joined, numbered
from db.tables import Module

TITLES = {
    StepKind.PARTICIPANTS: Sentence("设置参评学生", "Set the participants"),
    StepKind.STAFF: Sentence("配置辅导员、班主任", "Assign counsellors and head teachers"),
    StepKind.PHASES: Sentence("设置时间与比例，开启批次", "Set windows and ratio, open the phases"),
    StepKind.RATING_ITEMS: Sentence("设置评分项目", "Set the rating items"),
    StepKind.COURSE_SCORES: Sentence("导入原始成绩", "Import course scores"),
    StepKind.ADJUSTMENTS: Sentence("参评课程调整", "Adjust courses"),
    StepKind.ACADEMIC: Sentence("学业成绩计算与排名", "Compute academic scores and ranks"),
    StepKind.RATING: Sentence("评分：打分与计算", "Rating: ballots and scores"),
    StepKind.COMPREHENSIVE: Sentence("综合测评成绩导入与提交", "Import and submit comprehensive results"),
    StepKind.NOTICE: Sentence("成绩公示", "Public notice"),
    StepKind.APPROVAL: Sentence("审核通过并提交学生处", "Approve and hand in"),
}
BEFORE_THE_RESULTS = frozenset(TITLES) - {
    StepKind.PHASES,
    StepKind.COMPREHENSIVE,
    StepKind.NOTICE,
    StepKind.APPROVAL,
}
"""These steps no longer hold anything up once the results are submitted or have been published."""
PHASES_PLACE = [*TITLES].index(StepKind.PHASES) + 1
NOBODY = Sentence("本学院还没有参评学生", "Nobody of the college takes part yet")


@dataclass(frozen=True, slots=True)
class CollegeSteps:
    """Works out the steps from the row of counts (`db.queries.steps`) and the phases."""

    row: Any
    phases: CollegePhases

    def steps(self) -> list[Step]:
        if self.row.approved:
            return numbered(self._step(kind, finished=True) for kind in TITLES)
        steps = [
            self._participants(),
            self._staff(),
            self._phases(),
            self._rating_items(),
            self._course_scores(),
            self._adjustments(),
            self._academic(),
            self._rating(),
            self._comprehensive(),
            self._notice(),
            self._approval(),
        ]
        return numbered(steps, self._unimportant)

    @property
    def _unimportant(self) -> Collection[StepKind]:
        """Adjusting waits behind the ranking of what is computed, and nobody has to adjust."""
        if self.has_results:
            return BEFORE_THE_RESULTS
        return {StepKind.ADJUSTMENTS} if self.row.classes == self.row.computed else ()

    @property
    def has_results(self) -> bool:
        return self.row.noticed_at is not None or self._all_submitted

    @property
    def _all_submitted(self) -> bool:
        return bool(0 < self.row.classes == self.row.submitted)

    @property
    def _to_correct(self) -> bool:
        """Tells whether an approval was withdrawn, and no class was set back and nothing published since."""
        withdrawn = self.row.withdrawn_at
        since = [one for one in (self.row.reopened_at, self.row.noticed_at) if one is not None]
        return withdrawn is not None and all(one < withdrawn for one in since)

    def _step(self, kind: StepKind, **more: Any) -> Step:
        return Step(kind, TITLES[kind], self.row.batch_id, self.row.college_id, **more)

    def _shut(self, module: Module | None = None) -> Words | None:
        """Says why there is nothing to work on: the batch, no participants, or the module."""
        if (shut := self.phases.batch_shut) is not None:
            return shut
        if not self.row.classes:
            return NOBODY
        refusal = self.phases.shut(module) if module else None
        if isinstance(refusal, PhaseNotOpen):
            values = refusal.values
            zh = f"{values['module_zh']}批次未开启（当前：{values['status_zh']}），请先完成第 {PHASES_PLACE} 步"
            return Sentence(zh, f"The {values['module']} phase is not open; see step {PHASES_PLACE}")
        return refusal

    def _participants(self) -> Step:
        row = self.row
        zh = f"参评 {row.participating} 人，未参评 {row.idle} 人"
        advice = Sentence(zh, f"{row.participating} take part, {row.idle} do not")
        settled = row.begun or row.counselled > 0 or row.idle > 0
        if not settled:
            zh = f"默认全部参评（{row.participating} 人），请核对；无须改动时直接配置辅导员、班主任"
            en = f"Everybody takes part by default ({row.participating}); check this, or go on to the staff"
            advice = Sentence(zh, en)
        finished = settled and row.participating > 0
        return self._step(StepKind.PARTICIPANTS, finished=finished, reason=self.phases.batch_shut, advice=advice)

    def _staff(self) -> Step:
        row, lacking = self.row, self.row.classes - self.row.counselled
        advice = joined(
            self._naming("还没有辅导员", "Without a counsellor", row.without_counsellor, lacking),
            _counting(row.classes - row.headed, "{} 个班级没有班主任", "{} classes have no head teacher"),
        )
        finished = row.classes > 0 and not lacking
        counts: dict[str, Any] = {"done": row.counselled, "total": row.classes}
        return self._step(StepKind.STAFF, finished=finished, reason=self._shut(), advice=advice, **counts)

    def _phases(self) -> Step:
        found = opening(
            self.phases,
            {
                Module.ACADEMIC: self.has_results or self._academic_is_done,
                Module.RATING: self.has_results or self._rating_is_done,
                Module.COMPREHENSIVE: self._all_submitted and not self._to_correct,
            },
            has_items=bool(self.row.items),
        )
        said = joined(self._withdrawn, found.advice)
        days: dict[str, Any] = {"starts_on": found.starts_on, "ends_on": found.ends_on}
        counts = {"done": len(self.phases.of) - found.lacking, "total": len(self.phases.of)}
        finished = not found.lacking and bool(self.phases.of)
        reason = self.phases.batch_shut or found.reason
        return self._step(StepKind.PHASES, finished=finished, reason=reason, advice=said, **days, **counts)

    @property
    def _withdrawn(self) -> Sentence | None:
        if not self._to_correct:
            return None
        why = self.row.withdrawal_reason
        return Sentence(f"学生处已撤销审核（{why}）", f"Student affairs has withdrawn the approval ({why})")

    def _rating_items(self) -> Step:
        count = self.row.items
        advice = Sentence(f"已有 {count} 个评分项目", f"There are {count} rating items")
        if not count:
            zh = "请新增评分项目，每项三个权重之和为 100"
            advice = Sentence(zh, "Add rating items, each with three weights that add up to 100")
        return self._step(StepKind.RATING_ITEMS, finished=count > 0, advice=advice)

    def _course_scores(self) -> Step:
        row = self.row
        lacking = row.classes - row.scored
        advice = joined(
            self._naming("没有本学年成绩", "Without scores of this year", row.without_scores, lacking),
            Sentence("有待定成绩须处理", "Undecided scores are to be decided") if row.undecided else None,
        )
        days = {"ends_on": self.phases.days(Module.ACADEMIC)["ends_on"]}
        counts = {"done": row.scored, "total": row.classes}
        finished = row.classes > 0 and advice is None
        return self._step(
            StepKind.COURSE_SCORES, finished=finished, reason=self._shut(), advice=advice, **counts, **days
        )

    @property
    def _academic_is_done(self) -> bool:
        row = self.row
        return bool(row.classes and row.computed == row.classes and not row.unranked)

    def _adjustments(self) -> Step:
        window = adjusting(self.phases)
        over = self.phases.is_over(Module.ACADEMIC) or window.is_over(self.phases.today)
        opened = Module.ACADEMIC in self.phases.of and self.phases.of[Module.ACADEMIC].first_opened_at is not None
        finished = (opened and not window.is_set) or over or self._academic_is_done or self.has_results
        reason = self._shut(Module.ACADEMIC) or (None if self.row.scored else NO_SCORES) or window.refusal
        return self._step(
            StepKind.ADJUSTMENTS,
            finished=finished,
            reason=reason,
            advice=window.advice,
            starts_on=window.starts_on,
            ends_on=window.ends_on,
        )

    def _academic(self) -> Step:
        row = self.row
        uncomputed = row.classes - row.computed - row.stale
        advice = joined(
            _counting(uncomputed, "{} 个班级未计算", "{} classes are not computed"),
            _counting(row.stale, "{} 个班级须重新计算", "{} classes must be computed again"),
            _counting(row.unranked, "{} 个专业年级待排名", "{} grades of majors are to be ranked"),
        )
        counts: dict[str, Any] = {"done": row.computed, "total": row.classes, **self.phases.days(Module.ACADEMIC)}
        reason = self._shut(Module.ACADEMIC) or (None if row.scored else NO_SCORES)
        finished = self._academic_is_done
        return self._step(StepKind.ACADEMIC, finished=finished, reason=reason, advice=advice, **counts)

    @property
    def _rating_is_done(self) -> bool:
        row = self.row
        all_in = row.ballots_submitted >= row.ballots or self.phases.is_over(Module.RATING)
        return bool(row.classes and row.rated == row.classes and all_in)

    def _rating(self) -> Step:
        row, over = self.row, self.phases.is_over(Module.RATING)
        missing = 0 if over else row.ballots - row.ballots_submitted
        unrated = 0 if missing else row.classes - row.rated
        advice = joined(
            _counting(missing, "还有 {} 张打分表未提交", "{} ballots are still to be submitted"),
            _counting(unrated, "{} 个班级的评分成绩待计算", "The rating scores of {} classes are to be computed"),
        )
        counts: dict[str, Any] = {
            "done": row.ballots_submitted,
            "total": row.ballots,
            **self.phases.days(Module.RATING),
        }
        reason = self._shut() if over else self._shut(Module.RATING)
        finished = self._rating_is_done
        return self._step(StepKind.RATING, finished=finished, reason=reason, advice=advice, **counts)

    def _comprehensive(self) -> Step:
        row, lacking = self.row, self.row.classes - self.row.submitted
        zh = "请将有误的班级改为未提交，由辅导员重新导入、提交"
        en = "Set the classes that are wrong back; their counsellors then import and submit them again"
        advice = joined(
            self._withdrawn,
            Sentence(zh, en) if self._to_correct else None,
            self._naming("未提交", "Not submitted", row.not_submitted, lacking),
            _counting(row.imported, "{} 个班级已导入待提交", "{} classes are imported and to be submitted"),
        )
        counts = {"done": row.submitted, "total": row.classes}
        reason = self._shut() if self._to_correct else self._shut(Module.COMPREHENSIVE)
        finished = self._all_submitted and not self._to_correct
        days = self.phases.days(Module.COMPREHENSIVE)
        return self._step(
            StepKind.COMPREHENSIVE,
            finished=finished,
            reason=reason,
            advice=advice,
            mine=None if self._to_correct else False,
            **counts,
            **days,
        )

    def _notice(self) -> Step:
        row = self.row
        counts: dict[str, Any] = {"done": row.published, "total": row.classes, "ends_on": row.notice_ends_on}
        if row.notice_title is not None:
            running = Sentence("正在公示，期满后结束公示", "The notice is open; end it when its time is over")
            if row.notice_ends_on is None:
                zh = "正在公示，未设最后一天，公示期满后须手动结束"
                running = Sentence(zh, "The notice is open and ends on no day by itself; end it when its time is over")
            return self._step(StepKind.NOTICE, advice=running, **counts)
        reason = self._shut()
        if reason is None and not self._all_submitted:
            zh, _ = named(row.not_submitted, row.classes - row.submitted, "班级", "classes")
            reason = SheetsNotSubmitted(classes=zh)
        ready = Sentence("各班级都已提交，可以开启公示", "All classes are submitted: the notice can be opened")
        finished = bool(row.classes and row.published == row.classes)
        advice = None if reason else ready
        return self._step(StepKind.NOTICE, finished=finished, reason=reason, advice=advice, **counts)

    def _approval(self) -> Step:
        row, reason = self.row, self._shut()
        if reason is None and row.notice_title is not None:
            reason = NoticeOpen(title=row.notice_title)
        if reason is None and row.published < row.classes:
            zh, _ = named(row.not_published, row.classes - row.published, "班级", "classes")
            reason = NoticeNotHeld(classes=zh)
        advice = Sentence("公示已结束，等待副书记审核", "The notice is over; the deputy secretary can approve")
        if self._to_correct:
            zh = "如不须更正，可再次审核通过"
            advice = Sentence(zh, "If nothing has to be corrected, the results can be approved again")
        return self._step(StepKind.APPROVAL, reason=reason, advice=None if reason else advice)

    def _naming(self, zh: str, en: str, names: list[str] | None, count: int) -> Sentence | None:
        if not count:
            return None
        these_zh, these_en = named(names, count, "班级", "classes")
        return Sentence(f"{zh}：{these_zh}", f"{en}: {these_en}")


def _counting(count: int, zh: str, en: str) -> Sentence | None:
    return Sentence(zh.format(count), en.format(count)) if count else None


def steps_of_college(row: Any, phases: CollegePhases) -> list[Step]:
    return CollegeSteps(row, phases).steps()
