"""The last steps of a college lead from the comprehensive results to the approval (R1.7)."""

from collections.abc import Iterator
from typing import Any

from core.access import COMPUTE_COMPREHENSIVE
from core.errors import NoticeNotHeld, NoticeOpen, SheetsNotSubmitted
from core.rules.steps.phases import named
from core.rules.steps.schemes import BY_SCHEME, NO_INPUTS, OUTDATED
from core.rules.steps.standing import Standing, counting
from core.rules.steps.step import Sentence, Step, StepKind, joined
from db.tables import Module

LATER = Sentence(
    "各班级提交综合测评成绩并公示之后，由学院副书记审核",
    "Once all classes have submitted and a notice was held, the deputy secretary approves",
)


def comprehensive(of: Standing) -> Step:
    row, lacking = of.row, of.row.classes - of.row.submitted
    again_zh, again_en = ("计算", "compute") if row.by_scheme else ("导入", "import")
    zh = f"请将有误的班级改为未提交，由辅导员重新{again_zh}、提交"
    en = f"Set the classes that are wrong back; their counsellors then {again_en} and submit them again"
    advice = joined(
        of.withdrawn,
        Sentence(zh, en) if of.to_correct else None,
        of.naming("未提交", "Not submitted", row.not_submitted, lacking),
        *(_by_scheme(of) if row.by_scheme else _by_import(row)),
    )
    counts = {"done": row.submitted, "total": row.classes}
    reason = of.shut() if of.to_correct else of.shut(Module.COMPREHENSIVE)
    finished = of.all_submitted and not of.to_correct
    days = of.phases.days(Module.COMPREHENSIVE)
    computes = bool(row.by_scheme and (row.empty or row.outdated))
    return of.step(
        StepKind.COMPREHENSIVE,
        BY_SCHEME.title if row.by_scheme else None,
        finished=finished,
        reason=reason,
        advice=advice,
        mine=None if of.to_correct or computes else False,
        right=None if of.to_correct else COMPUTE_COMPREHENSIVE,
        **counts,
        **days,
    )


def _by_import(row: Any) -> Iterator[Sentence | None]:
    yield counting(row.imported, "{} 个班级已导入待提交", "{} classes are imported and to be submitted")


def _by_scheme(of: Standing) -> Iterator[Sentence | None]:
    """Says what is lacking on the way from the inputs over the computation to the submission (R11.5)."""
    row = of.row
    yield of.naming(NO_INPUTS.zh, NO_INPUTS.en, row.without_inputs, row.inputless)
    yield counting(row.empty, "{} 个班级待计算", "{} classes are to be computed")
    yield of.naming(OUTDATED.zh, OUTDATED.en, row.to_compute_again, row.outdated)
    ready = row.imported - row.outdated
    yield counting(ready, "{} 个班级已有成绩待提交", "{} classes have results to be submitted")


def notice(of: Standing) -> Step:
    row = of.row
    counts: dict[str, Any] = {"done": row.published, "total": row.classes, "ends_on": row.notice_ends_on}
    if row.notice_title is not None:
        running = Sentence("正在公示，期满后结束公示", "The notice is open; end it when its time is over")
        if row.notice_ends_on is None:
            zh = "正在公示，未设最后一天，公示期满后须手动结束"
            running = Sentence(zh, "The notice is open and ends on no day by itself; end it when its time is over")
        return of.step(StepKind.NOTICE, advice=running, **counts)
    reason = of.shut()
    if reason is None and not of.all_submitted:
        zh, _ = named(row.not_submitted, row.classes - row.submitted, "班级", "classes")
        reason = SheetsNotSubmitted(classes=zh)
    ready = Sentence("各班级都已提交，可以开启公示", "All classes are submitted: the notice can be opened")
    finished = bool(row.classes and row.published == row.classes)
    advice = None if reason else ready
    return of.step(StepKind.NOTICE, finished=finished, reason=reason, advice=advice, **counts)


def approval(of: Standing) -> Step:
    row, reason = of.row, of.shut()
    if reason is None and row.notice_title is not None:
        reason = NoticeOpen(title=row.notice_title)
    if reason is None and not of.all_submitted:
        reason = LATER
    if reason is None and row.published < row.classes:
        zh, _ = named(row.not_published, row.classes - row.published, "班级", "classes")
        reason = NoticeNotHeld(classes=zh)
    advice = Sentence("公示已结束，等待副书记审核", "The notice is over; the deputy secretary can approve")
    if of.to_correct:
        zh = "如不须更正，可再次审核通过"
        advice = Sentence(zh, "If nothing has to be corrected, the results can be approved again")
    return of.step(StepKind.APPROVAL, reason=reason, advice=None if reason else advice)
