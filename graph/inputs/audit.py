"""The filter of the audit log."""

from datetime import datetime

import strawberry

from core.identifiers import typed_name
from db.queries.audit import EntryFilter
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key_or_none


@strawberry.input(description="操作日志筛选，各条件同时满足 | Filter for the audit log; all conditions must hold")
class AuditFilter:
    since: datetime | None = shown("起始时间（含） | From this time on, inclusive", default=None)
    until: datetime | None = shown("截止时间（不含） | Up to this time, exclusive", default=None)
    actor: str | None = shown(
        "操作人姓名，任意位置匹配 | Name of the person who did it, matched anywhere", default=None
    )
    account_id: strawberry.ID | None = shown("操作人的账号 | Account of the person who did it", default=None)
    action: str | None = shown(
        "操作，如 computeAcademicScores | What was done, such as computeAcademicScores", default=None
    )
    batch_id: strawberry.ID | None = shown("批次 | Batch", default=None)
    college_id: strawberry.ID | None = shown("学院 | College", default=None)
    class_id: strawberry.ID | None = shown("班级 | Class", default=None)
    student_id: strawberry.ID | None = shown("学生 | Student", default=None)
    without_sign_ins: bool = shown("不含登录和退出登录 | Leaves out sign-ins and sign-outs", default=False)

    def to_filter(self) -> EntryFilter:
        return EntryFilter(
            since=self.since,
            until=self.until,
            actor=typed_name(self.actor),
            account_id=key_or_none(self.account_id),
            action=self.action,
            batch_id=key_or_none(self.batch_id),
            college_id=key_or_none(self.college_id),
            class_id=key_or_none(self.class_id),
            student_id=key_or_none(self.student_id),
            without_sign_ins=self.without_sign_ins,
        )
