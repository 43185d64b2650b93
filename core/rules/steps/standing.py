"""One college of a batch stands somewhere in the year; its steps ask here how far it is (R1.7)."""

from dataclasses import dataclass
from typing import Any

from core.errors import PhaseNotOpen
from core.rules.steps.phases import CollegePhases, named
from core.rules.steps.step import Sentence, Step, StepKind, Words
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
class Standing:
    """Tells how far a college is from the row of counts (`db.queries.steps`) and the phases."""

    row: Any
    phases: CollegePhases

    @property
    def has_results(self) -> bool:
        return self.row.noticed_at is not None or self.all_submitted

    @property
    def all_submitted(self) -> bool:
        return bool(0 < self.row.classes == self.row.submitted)

    @property
    def to_correct(self) -> bool:
        """Tells whether an approval was withdrawn, and no class was set back and nothing published since."""
        withdrawn = self.row.withdrawn_at
        since = [one for one in (self.row.reopened_at, self.row.noticed_at) if one is not None]
        return withdrawn is not None and all(one < withdrawn for one in since)

    def step(self, kind: StepKind, title: Sentence | None = None, **more: Any) -> Step:
        return Step(kind, title or TITLES[kind], self.row.batch_id, self.row.college_id, **more)

    def shut(self, module: Module | None = None) -> Words | None:
        """Says why there is nothing to work on: the batch, no participants, or the module."""
        if (shut := self.phases.batch_shut) is not None:
            return shut
        if not self.row.classes:
            return NOBODY
        refusal = self.phases.shut(module) if module else None
        if isinstance(refusal, PhaseNotOpen):
            values = refusal.values
            zh = f"{values['module_zh']}批次{values['status_zh']}，请在第 {PHASES_PLACE} 步开启"
            return Sentence(zh, f"The {values['module']} phase is not open; see step {PHASES_PLACE}")
        return refusal

    @property
    def withdrawn(self) -> Sentence | None:
        if not self.to_correct:
            return None
        why = self.row.withdrawal_reason
        return Sentence(f"学生处已撤销审核（{why}）", f"Student affairs has withdrawn the approval ({why})")

    @property
    def academic_is_done(self) -> bool:
        row = self.row
        return bool(row.classes and row.computed == row.classes and not row.unranked)

    @property
    def rating_is_done(self) -> bool:
        row = self.row
        all_in = row.ballots_submitted >= row.ballots or self.phases.is_over(Module.RATING)
        return bool(row.classes and row.rated == row.classes and all_in)

    def naming(self, zh: str, en: str, names: list[str] | None, count: int) -> Sentence | None:
        if not count:
            return None
        these_zh, these_en = named(names, count, "班级", "classes")
        return Sentence(f"{zh}：{these_zh}", f"{en}: {these_en}")


def counting(count: int, zh: str, en: str) -> Sentence | None:
    return Sentence(zh.format(count), en.format(count)) if count else None
