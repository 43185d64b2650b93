"""Acts are refused for these reasons of status, window and process data (R1.2, R2.3, R3.3)."""

from core.errors.family import Refusal


class MoveNotAllowed(Refusal):
    """Reports a move between statuses that is not allowed (R1.2)."""

    code = "MOVE_NOT_ALLOWED"
    meaning = "当前状态不允许此操作 | The current status does not allow this move"
    zh = "当前状态为“{status_zh}”，不能{move_zh}"
    en = "The status is {status}; it can't be {move_en} now"


class BatchNotOpen(Refusal):
    code = "BATCH_NOT_OPEN"
    meaning = "批次未开启 | The batch is not open"
    zh = "批次{status_zh}，如须办理请联系学生处"
    en = "The batch is not open (now: {status}); ask student affairs"


class PhaseNotOpen(Refusal):
    code = "PHASE_NOT_OPEN"
    meaning = "学院批次未开启 | The phase is not open"
    zh = "本学院的{module_zh}批次{status_zh}，如须办理请联系学院管理员"
    en = "Your college's {module} phase is not open (now: {status}); ask the college"


class OutsideWindow(Refusal):
    code = "OUTSIDE_WINDOW"
    meaning = "不在起止时间内 | Today is outside the window"
    zh = "不在{window_zh}内（{starts_on} 至 {ends_on}，今天 {today}）"
    en = "Outside {window_en} ({starts_on} to {ends_on}, today {today})"


class WindowNotSet(Refusal):
    code = "WINDOW_NOT_SET"
    meaning = "尚未设置起止时间 | The window is not set yet"
    zh = "请先设置{window_zh}"
    en = "{window_en} is not set yet; schedule it first"


class ProcessDataNotCleared(Refusal):
    """Uses the manual's own words for R2.3."""

    code = "PROCESS_DATA_NOT_CLEARED"
    meaning = "须先清空班级的过程数据 | The process data of the class must be cleared first"
    zh = "请先点击本班级的清空过程数据操作，再调整参评学生"
    en = "Clear the process data of this class first ({classes}), then change its participants"
