"""操作日志 (R9.3): declarations, nothing else."""

from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from graph.permissions.audit import MayReadAudit
from graph.resolvers import audit as resolvers
from graph.resolvers import nested
from graph.schema.batches import Batch
from graph.schema.classes import College, SchoolClass
from graph.schema.students import Student
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown


@strawberry.type(
    description="一条操作日志：何人、何时、对什么、做了什么、改动前后；只增不改 | "
    "An entry of the audit log: who did what to which object, when, with the values before and "
    "after; entries are only added, never changed"
)
class AuditEntry:
    id: strawberry.ID = shown("日志的 id | Id of the entry")
    at: datetime = shown("时间 | Time")
    actor_name: str = shown("操作人 | Who did it")
    account_id: strawberry.ID | None = shown(
        "操作人的账号；命令行操作为空 | Account of the person who did it; null for the command line"
    )
    action: str = shown("操作 | What was done")
    subject: str = shown("对象 | Object")
    batch: Batch | None = shown("批次 | Batch", resolvers.batch)
    college: College | None = shown("学院 | College", nested.college)
    school_class: SchoolClass | None = shown("班级 | Class", resolvers.school_class)
    student: Student | None = shown("学生 | Student", resolvers.student)
    old: JSON | None = shown("改动前；不含评分成绩 | Values before; without rating scores", resolvers.old)
    new: JSON | None = shown("改动后；不含评分成绩 | Values after; without rating scores", resolvers.new)
    withheld: bool = shown(
        "是否有无权查看的数值（如成绩）未显示 | Whether values, such as scores, are withheld from the reader",
        resolvers.withheld,
    )
    request_id: str | None = shown("请求编号，与服务器日志对应 | Number of the request, as in the server's log")


@strawberry.type
class AuditQueries:
    audit_log: Connection[AuditEntry] | None = shown(
        "操作日志，新的在前 | Audit log, newest first", resolvers.audit_log, by=MayReadAudit
    )
