"""Says in words what stands in the way of undoing an import (R10.9, R9.5)."""

from collections.abc import Callable, Sequence
from typing import TypeAlias
from zoneinfo import ZoneInfo

from db.queries.imports.obstacles import Obstacle

TITLES = {
    "college": ("学院", "college"),
    "major": ("专业", "major"),
    "school_class": ("班级", "class"),
    "student": ("学生", "student"),
    "staff": ("教职工", "staff member"),
    "account": ("账号", "account"),
    "roster_head_teacher": ("班主任", "head teacher of"),
    "batch_class": ("参评班级", "class in a batch"),
    "participant": ("参评学生", "participant"),
    "head_teacher": ("批次中的班主任", "head teacher in a batch of"),
    "counsellor": ("批次中的辅导员", "counsellor in a batch of"),
    "result_sheet": ("综合测评成绩的提交情况", "state of the comprehensive results of"),
    "comprehensive_result": ("综合测评成绩", "comprehensive result of"),
    "course_score": ("课程成绩", "course score of"),
    "course_adjustment": ("参评课程调整", "course adjustment"),
    "score_decision": ("待定成绩的处理", "score decision"),
    "academic_result": ("学业成绩", "academic result"),
    "rating_result": ("评分成绩", "rating result"),
    "ballot": ("打分表", "ballot"),
    "mark": ("打分", "mark"),
    "rating_item": ("评分项目", "rating item"),
    "session": ("登录", "session"),
    "last_sign_in": ("登录", "sign-in"),
    "second_factor": ("两步验证", "second factor"),
    "recovery_code": ("恢复码", "recovery code"),
    "access_token": ("访问令牌", "access token"),
    "sign_in_binding": ("登录绑定", "sign-in binding"),
    "role_grant": ("角色", "role"),
    "audit_entry": ("操作记录", "entry in the audit log"),
    "operation": ("任务", "operation"),
    "scheme_value": ("方案数据", "input of a scheme"),
    "scheme_item": ("方案数据的项目", "item of a scheme"),
    "scheme_given": ("按方案计算的成绩", "result computed by a scheme"),
    "scheme_version": ("评分方案", "scheme"),
    "batch_college": ("批次", "batch"),
    "phase": ("学院批次", "phase"),
}
"""Names the tables that obstacles speak of; any other is a record."""
OTHER = ("其他记录", "other record")
_Words: TypeAlias = tuple[str, str]


FOLLOWERS = ("account", "batch_class", "participant", "head_teacher")
"""A later import changed these together with the people and classes that it names."""


def without_followers(found: Sequence[Obstacle]) -> list[Obstacle]:
    """Leaves out what a later import changed only because it changed something that is named anyway."""
    named = {(one.import_id, one.at, one.file_name) for one in found if one.file_name and one.of_table not in FOLLOWERS}
    return [
        one for one in found if one.of_table not in FOLLOWERS or (one.import_id, one.at, one.file_name) not in named
    ]


def words(one: Obstacle, zone: ZoneInfo, language: str) -> str:
    """Returns one line: what it is, what happened to it, and by whom and when, as far as that is known."""
    english = language == "en"
    return _SAID[one.reason](one, _done(one, zone, english=english), english)


def _done(one: Obstacle, zone: ZoneInfo, *, english: bool) -> str:
    """Says who did it, when and with which file."""
    at = one.at and one.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    file = one.file_name and (f'import "{one.file_name}"' if english else f"导入“{one.file_name}”")
    known = [part for part in (one.by, at, file) if part]
    if not known:
        return ""
    return f" ({', '.join(known)})" if english else f"（{'，'.join(known)}）"


def _things(one: Obstacle, *, english: bool) -> str:
    """Names the first few, and says how many there are."""
    names = ", ".join(one.names) if english else "、".join(one.names)
    title = TITLES.get(one.of_table, OTHER)[english]
    if one.total <= len(one.names):
        return f"{title} {names}" if english else f"{title}“{names}”"
    return f"{one.total} × {title} {names} and others" if english else f"{title}“{names}”等 {one.total} 项"


def _said(zh: str, en: str) -> Callable[[Obstacle, str, bool], str]:
    """Returns the function that fills in the words of a reason: what, who and when, how many, and the other thing."""

    def said(one: Obstacle, done: str, english: bool) -> str:
        other = TITLES.get(one.other or "", (one.other, one.other) if one.reason in _PLACES else OTHER)[english]
        values = {"things": _things(one, english=english), "done": done, "total": one.total, "other": other}
        return (en if english else zh).format(**values)

    return said


_PLACES = ("BEGUN", "ENDED")
_SAID = {
    "CHANGED": _said("{things}之后有改动{done}", "Changed since: {things}{done}"),
    "GONE": _said("{things}之后已删除{done}", "Deleted since: {things}{done}"),
    "BACK": _said("{things}之后又重新加入{done}", "Added again since: {things}{done}"),
    "MORE": _said("{things}是之后导入的{done}", "Imported since: {things}{done}"),
    "COMPUTED": _said(
        "{things}：已按这些数据计算并提交，请先改为未提交",
        "Submitted results were computed from these inputs, set them back first: {things}",
    ),
    "ADDED": _said("{things}之后又设置了其他人", "Somebody else was assigned since: {things}"),
    "LEFT": _said("{things}已离职或调到其他学院，不能再设置", "Gone, or in another college by now: {things}"),
    "MISSING": _said(
        "这次导入新增的成绩中，有 {total} 条之后已删除或手工修改{done}",
        "Of the scores that this import added, {total} were deleted or changed by hand since{done}",
    ),
    "DECIDED": _said("{things}之后已处理{done}", "Decided since: {things}{done}"),
    "ADJUSTED": _said("{things}之后已作参评课程调整{done}", "Adjusted since: {things}{done}"),
    "MOVED": _said("{things}已转到其他学院", "Moved to another college: {things}"),
    "USED": _said("{things}已有{other}", "In use: {things} has a {other}"),
    "LOST": _said("{things}原来所属的{other}已不存在", "The {other} of {things} is gone"),
    "BEGUN": _said(
        "{other}已开始评测，参评人员不能再变动", "{other} has begun, so its participants can't change any more"
    ),
    "ENDED": _said("批次“{other}”已结束，参评人员不能再变动", "The batch {other} has ended: participants can't change"),
    "SUBMITTED": _said("{things}已提交，不能再修改", "Submitted: {things}"),
    "ACTIVATED": _said("{things}已发放激活码或已激活", "Activated, or has an activation code: {things}"),
}
