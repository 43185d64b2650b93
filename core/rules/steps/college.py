"""The eleven steps of one college in a batch follow from counts, phases and the day (R1.7)."""

from collections.abc import Collection
from typing import Any

from core.rules.steps.adjusting import NOBODY_HAS_TO, adjusting
from core.rules.steps.opening import opening
from core.rules.steps.phases import NO_SCORES, CollegePhases
from core.rules.steps.results import approval, comprehensive, notice
from core.rules.steps.standing import BEFORE_THE_RESULTS, TITLES, Standing, counting
from core.rules.steps.step import Sentence, Step, StepKind, joined, numbered
from db.tables import Module


def steps_of_college(row: Any, phases: CollegePhases) -> list[Step]:
    of = Standing(row, phases)
    if row.approved:
        return numbered(of.step(kind, finished=True) for kind in TITLES)
    return numbered((step(of) for step in STEPS), _unimportant(of))


def _unimportant(of: Standing) -> Collection[StepKind]:
    """Adjusting waits behind the ranking of what is computed, and nobody has to adjust."""
    if of.has_results:
        return BEFORE_THE_RESULTS
    return {StepKind.ADJUSTMENTS} if of.row.classes == of.row.computed else ()


def participants(of: Standing) -> Step:
    row = of.row
    zh = f"参评 {row.participating} 人，未参评 {row.idle} 人"
    advice = Sentence(zh, f"{row.participating} take part, {row.idle} do not")
    settled = row.begun or row.counselled > 0 or row.idle > 0
    if not settled:
        zh = f"默认全部参评（{row.participating} 人），请核对；无须改动时直接配置辅导员、班主任"
        en = f"Everybody takes part by default ({row.participating}); check this, or go on to the staff"
        advice = Sentence(zh, en)
    finished = settled and row.participating > 0
    return of.step(StepKind.PARTICIPANTS, finished=finished, reason=of.phases.batch_shut, advice=advice)


def staff(of: Standing) -> Step:
    row, lacking = of.row, of.row.classes - of.row.counselled
    advice = joined(
        of.naming("还没有辅导员", "Without a counsellor", row.without_counsellor, lacking),
        counting(row.classes - row.headed, "{} 个班级没有班主任", "{} classes have no head teacher"),
    )
    finished = row.classes > 0 and not lacking
    counts: dict[str, Any] = {"done": row.counselled, "total": row.classes}
    return of.step(StepKind.STAFF, finished=finished, reason=of.shut(), advice=advice, **counts)


def phases(of: Standing) -> Step:
    found = opening(
        of.phases,
        {
            Module.ACADEMIC: of.has_results or of.academic_is_done,
            Module.RATING: of.has_results or of.rating_is_done,
            Module.COMPREHENSIVE: of.all_submitted and not of.to_correct,
        },
        has_items=bool(of.row.items),
    )
    said = joined(of.withdrawn, found.advice)
    days: dict[str, Any] = {"starts_on": found.starts_on, "ends_on": found.ends_on}
    counts: dict[str, Any] = {"done": len(of.phases.of) - found.lacking, "total": len(of.phases.of)}
    finished = not found.lacking and bool(of.phases.of)
    reason = of.phases.batch_shut or found.reason
    return of.step(StepKind.PHASES, finished=finished, reason=reason, advice=said, **days, **counts)


def rating_items(of: Standing) -> Step:
    count = of.row.items
    advice = Sentence(f"已有 {count} 个评分项目", f"There are {count} rating items")
    if not count:
        zh = "请新增评分项目，每项三个权重之和为 100"
        advice = Sentence(zh, "Add rating items, each with three weights that add up to 100")
    return of.step(StepKind.RATING_ITEMS, finished=count > 0, advice=advice)


def course_scores(of: Standing) -> Step:
    row = of.row
    lacking = row.classes - row.scored
    advice = joined(
        of.naming("没有本学年成绩", "Without scores of this year", row.without_scores, lacking),
        Sentence("有待定成绩须处理", "Undecided scores are to be decided") if row.undecided else None,
    )
    days: dict[str, Any] = {"ends_on": of.phases.days(Module.ACADEMIC)["ends_on"]}
    counts: dict[str, Any] = {"done": row.scored, "total": row.classes}
    finished = row.classes > 0 and advice is None
    return of.step(StepKind.COURSE_SCORES, finished=finished, reason=of.shut(), advice=advice, **counts, **days)


def adjustments(of: Standing) -> Step:
    window = adjusting(of.phases)
    over = of.phases.is_over(Module.ACADEMIC) or window.is_over(of.phases.today)
    opened = Module.ACADEMIC in of.phases.of and of.phases.of[Module.ACADEMIC].first_opened_at is not None
    finished = (opened and not window.is_set) or over or of.academic_is_done or of.has_results
    reason = of.shut(Module.ACADEMIC) or (None if of.row.scored else NO_SCORES) or window.refusal
    return of.step(
        StepKind.ADJUSTMENTS,
        finished=finished,
        reason=reason,
        advice=joined(window.advice, NOBODY_HAS_TO),
        starts_on=window.starts_on,
        ends_on=window.ends_on,
    )


def academic(of: Standing) -> Step:
    row = of.row
    uncomputed = row.classes - row.computed - row.stale
    advice = joined(
        counting(uncomputed, "{} 个班级未计算", "{} classes are not computed"),
        counting(row.stale, "{} 个班级须重新计算", "{} classes must be computed again"),
        counting(row.unranked, "{} 个专业年级待排名", "{} grades of majors are to be ranked"),
    )
    counts: dict[str, Any] = {"done": row.computed, "total": row.classes, **of.phases.days(Module.ACADEMIC)}
    reason = of.shut(Module.ACADEMIC) or (None if row.scored else NO_SCORES)
    finished = of.academic_is_done
    return of.step(StepKind.ACADEMIC, finished=finished, reason=reason, advice=advice, **counts)


def rating(of: Standing) -> Step:
    row, over = of.row, of.phases.is_over(Module.RATING)
    missing = 0 if over else row.ballots - row.ballots_submitted
    unrated = 0 if missing else row.classes - row.rated
    advice = joined(
        counting(missing, "还有 {} 张打分表未提交", "{} ballots are still to be submitted"),
        counting(unrated, "{} 个班级的评分成绩待计算", "The rating scores of {} classes are to be computed"),
    )
    counts: dict[str, Any] = {
        "done": row.ballots_submitted,
        "total": row.ballots,
        **of.phases.days(Module.RATING),
    }
    reason = of.shut() if over else of.shut(Module.RATING)
    finished = of.rating_is_done
    return of.step(StepKind.RATING, finished=finished, reason=reason, advice=advice, **counts)


STEPS = (
    participants,
    staff,
    phases,
    rating_items,
    course_scores,
    adjustments,
    academic,
    rating,
    comprehensive,
    notice,
    approval,
)
