"""Correction requests are refused for these reasons (R16.3)."""

from core.errors.family import Refusal


class CorrectionClosed(Refusal):
    code = "CORRECTION_CLOSED"
    meaning = "更正申请已答复或已撤回 | The correction request was answered or withdrawn"
    zh = "这件更正申请已经答复或撤回；如仍有异议，可以重新申请"
    en = "This correction request was answered or withdrawn already; a new one can be made"


class TooManyCorrections(Refusal):
    code = "TOO_MANY_CORRECTIONS"
    meaning = "更正申请过多 | There are too many correction requests"
    zh = "每人最多有 {most} 件待答复的更正申请，24 小时内最多申请 {a_day} 次：请等待答复，或撤回不再需要的"
    en = (
        "At most {most} correction requests of a person wait for an answer, and {a_day} are made within 24 hours: "
        "wait for an answer, or withdraw one"
    )
