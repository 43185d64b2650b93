"""The four steps of student affairs in a batch (R1.7)."""

from typing import Any

from core.rules.steps.phases import named
from core.rules.steps.step import Sentence, Step, StepKind, joined, numbered
from db.tables import Status

TITLES = {
    StepKind.BATCH: Sentence("设置并开启批次", "Set up and open the batch"),
    StepKind.COLLEGES: Sentence("各学院启动测评", "The colleges begin"),
    StepKind.RESULTS: Sentence("各学院审核并提交", "The colleges approve and hand in"),
    StepKind.LIBRARY: Sentence("查看成绩库，结束批次", "Read the library, end the batch"),
}
TO_OPEN = {
    Status.NOT_OPENED: Sentence("开启后各学院才能看到本批次", "The colleges see the batch once it is open"),
    Status.STOPPED: Sentence(
        "批次已停止，各学院不能工作；请重新开启", "The batch is stopped, nobody can work; open it again"
    ),
}


def steps_of_school(row: Any) -> list[Step]:
    """Returns the steps from a batch's row of counts (`db.queries.steps`)."""
    ended = row.batch_status == Status.ENDED
    shut = None if row.batch_status == Status.OPEN else Sentence("请先开启批次", "Open the batch first")
    lacking = row.colleges - row.approved
    waiting = Sentence(f"还有 {lacking} 个学院没有审核通过并提交", f"{lacking} colleges have not handed in yet")
    ready = Sentence(
        "各学院都已提交，可以查看、导出成绩库，然后在“批次信息”中结束批次",
        "All have handed in: read the library, then end the batch in the list of batches",
    )

    reason = shut or (waiting if lacking else None)

    def step(kind: StepKind, **more: Any) -> Step:
        return Step(kind, TITLES[kind], row.batch_id, **more)

    return numbered(
        [
            step(
                StepKind.BATCH,
                finished=ended or row.batch_status == Status.OPEN,
                advice=TO_OPEN.get(row.batch_status),
                starts_on=row.starts_on,
                ends_on=row.ends_on,
            ),
            step(
                StepKind.COLLEGES,
                finished=ended or 0 < row.colleges == row.begun,
                reason=shut,
                advice=_names("尚未开启任何模块", "No module opened", row.asleep, row.colleges - row.begun),
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                done=row.begun,
                total=row.colleges,
            ),
            step(
                StepKind.RESULTS,
                finished=ended or 0 < row.colleges == row.approved,
                reason=shut or (None if row.begun else Sentence("还没有学院开启批次", "No college has begun yet")),
                advice=joined(
                    _names("已撤销审核，待更正", "Withdrawn, to be corrected", row.withdrawn, row.withdrawn_count),
                    _names("未提交", "Not handed in", row.lacking, lacking - row.withdrawn_count),
                ),
                ends_on=row.ends_on,
                done=row.approved,
                total=row.colleges,
            ),
            step(StepKind.LIBRARY, finished=ended, reason=reason, advice=None if reason else ready),
        ]
    )


def _names(zh: str, en: str, names: list[str] | None, count: int) -> Sentence | None:
    if not count:
        return None
    these_zh, these_en = named(names, count, "学院", "colleges")
    return Sentence(f"{zh}：{these_zh}", f"{en}: {these_en}")
