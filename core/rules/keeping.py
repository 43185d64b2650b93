"""Each kind of data has a purpose and a keeping time (R16.3).

Each column of each table belongs to one kind of data; a test holds this list against the tables, and docs/keeping.md
against this list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

FOR_EVER = "长期保存 | For ever"
REST = "*"
"""Stands for the columns of a table that no other kind names."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data.

    Attributes:
        key: the name by which its removal is known, if it is removed by time.
        purpose: what it is for.
        time: how long it is kept, in words.
        where: the columns by table.
    """

    key: str
    title: str
    purpose: str
    time: str = FOR_EVER
    where: Mapping[str, str] = field(default_factory=dict)


def _whole(*tables: str) -> dict[str, str]:
    return dict.fromkeys(tables, REST)


KINDS = (
    Kept(
        "roster", "名册 | The roster", "确定谁参评、谁能查看 | Who takes part, and who sees what",
        where=_whole(
            *("student", "staff", "college", "major", "school_class", "directory", "roster_head_teacher"),
            *("role_grant", "account"),
        ),
    ),
    Kept(
        "details", "性别、民族 | Gender and ethnicity", "名册与导出 | Lists and exports",
        "离开名册 {left_years} 年后删除 | Removed {left_years} years after leaving the roster",
        {"student": "gender ethnicity"},
    ),
    Kept(
        "secrets", "密码、激活码与第二因素 | Passwords, activation codes and second factors", "登录 | Signing in",
        "离开 {left_years} 年后删除；激活码过期即删 | {left_years} years after leaving; codes when they expire",
        {
            "account": "password_hash activation_hash activation_expires_at",
            **_whole("second_factor", "recovery_code"),
        },
    ),
    Kept(
        "batches", "批次、班级、人员与规则 | Batches, their classes, people and rules",
        "说明当年如何测评 | How a year was assessed",
        where=_whole(
            "batch", "batch_window", "batch_cohort", "batch_college", "batch_class", "phase", "participant",
            "counsellor",
            "head_teacher", "rating_item", "batch_rating_item", "grade_scale", "scheme_version", "learnt_column",
            "approval", "public_notice", "result_sheet",
        ),
    ),
    Kept(
        "scores", "课程成绩、学业成绩 | Course scores and academic scores",
        "计算与说明学业成绩 | Academic scores, and why",
        where=_whole(
            "course_score", "course_adjustment", "score_decision", "academic_result", "academic_explanation",
            "major_grade_ranking",
        ),
    ),
    Kept(
        "ratings", "打分与评分成绩 | Ballots and rating scores", "计算与说明评分成绩 | Rating scores, and why",
        where=_whole("ballot", "mark", "rating_result", "rating_shown"),
    ),
    Kept(
        "results", "综合测评成绩及其依据 | Comprehensive results, and what they rest on",
        "结果与解释 | Results, and why",
        where=_whole("comprehensive_result", "scheme_value", "scheme_item", "scheme_given"),
    ),
    Kept(
        "imports", "导入记录 | The history of imports", "撤销导入 | Undoing imports",
        where=_whole("import_record", "import_place", "import_change"),
    ),
    Kept(
        "log", "操作日志 | The audit log", "追溯谁改了什么 | Who changed what",
        where=_whole("audit_entry", "audit_seal", "audit_unsealed", "audit_follower"),
    ),
    Kept(
        "corrections", "更正申请及其答复 | Correction requests and their answers",
        "更正本人的信息，说明改了什么、为什么 | Correcting what is kept about a person, and why",
        "答复或撤回 3 年后删除 | Removed 3 years after the answer or the withdrawal", _whole("correction_request"),
    ),
    Kept(
        "sessions", "登录会话 | Sessions", "保持登录 | Staying signed in",
        "到期后次日删除 | Removed the day after they end",
        _whole("session"),
    ),
    Kept(
        "tokens", "访问令牌 | Access tokens", "报表程序读取 | For reporting tools",
        "失效 1 年后删除 | Removed a year after they end", _whole("access_token", "report_token"),
    ),
    Kept(
        "bindings", "与其他系统账号的绑定、最近一次登录 | Bindings to other systems, and the last sign-in",
        "用其他系统登录、发现他人登录 | Signing in by them, and seeing if somebody else did",
        "离开名册 {left_years} 年后删除 | Removed {left_years} years after leaving",
        _whole("sign_in_binding", "last_sign_in"),
    ),
    Kept(
        "traces", "登录失败与过程的痕迹 | Traces of sign-ins", "防止猜测密码、重放 | Against guesses and replays",
        "失败 90 天后、其余到期后删除 | Failures after 90 days, others when they expire",
        _whole("sign_in_throttle", "failed_sign_in", "waiting_binding", "spent_request"),
    ),
    Kept(
        "downloads", "导出的文件 | Exported files", "下载 | Downloading",
        "地址失效后次日删除 | Removed the day after the address expires", _whole("download"),
    ),
    Kept(
        "operations", "任务 | Operations", "执行与查看任务 | Doing work, and following it",
        "结束 180 天后删除 | Removed 180 days after they end", _whole("operation"),
    ),
    Kept("timed", "定时任务 | Timed work", "按时执行 | Doing it in time", where=_whole("timed_work")),
)  # fmt: skip
