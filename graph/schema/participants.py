"""参评人员 (manual 1.1.1.2): declarations, nothing else."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.permissions.participants import MayManageParticipants
from graph.resolvers import nested
from graph.resolvers import participants as resolvers
from graph.schema.batches import Batch
from graph.schema.classes import College, Major, SchoolClass
from graph.schema.students import Student
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.user_errors import UserError

if TYPE_CHECKING:
    from graph.schema.staff import Staff


@strawberry.type(description="批次中的一个班级：人数、参评状态、辅导员与班主任（1.1.1.2）")
class BatchClass:
    batch: Batch = shown("批次", nested.batch)
    school_class: SchoolClass = shown("班级", nested.school_class)
    major: Major = shown("专业", nested.major)
    college: College = shown("学院", nested.college)
    grade: int = shown("年级（入学年份）")
    class_size: int = shown("班级人数")
    participant_count: int = shown("参评人数")
    participating: bool = shown("参评状态：有学生参评即为参评", resolvers.participating)
    cleared: bool = shown("过程数据已清空，可以调整参评学生", resolvers.cleared)
    cleared_at: datetime | None = shown("最近一次清空的时间；清空后又有打分或计算结果则为空")
    counsellors: list[Annotated["Staff", strawberry.lazy("graph.schema.staff")]] = shown(
        "辅导员，可有多名", resolvers.counsellors
    )
    head_teachers: list[Annotated["Staff", strawberry.lazy("graph.schema.staff")]] = shown(
        "班主任，可有多名", resolvers.head_teachers
    )
    academic_computed_at: datetime | None = shown("最近一次计算学业成绩的时间；未计算为空")
    academic_computed_by: str | None = shown("最近一次计算学业成绩的人", resolvers.academic_computed_by)
    rating_computed_at: datetime | None = shown("最近一次计算评分成绩的时间；未计算为空")
    rating_computed_by: str | None = shown("最近一次计算评分成绩的人", resolvers.rating_computed_by)


@strawberry.type(description="批次中的一个学生：参评或未参评")
class Participant:
    batch: Batch = shown("批次", nested.batch)
    student: Student = shown("学生", nested.student)
    school_class: SchoolClass = shown("参评时的班级", nested.school_class)
    college: College = shown("学院", nested.college)
    participating: bool = shown("参评状态：参评（true）或未参评（false）")


@strawberry.type(description="设置参评学生的结果")
class SetParticipantsPayload:
    changed_count: int | None = shown("参评状态改变了的学生数")
    batch_classes: list[BatchClass] | None = shown("涉及的班级，操作后的样子")
    user_errors: list[UserError] = shown("被拒绝的原因")


@strawberry.type(description="对批次中班级的操作的结果")
class BatchClassesPayload:
    batch_classes: list[BatchClass] | None = shown("操作后的班级")
    user_errors: list[UserError] = shown("被拒绝的原因")


@strawberry.type
class ParticipantQueries:
    batch_classes: Connection[BatchClass] = shown("批次中的班级，限有权看到的", resolvers.batch_classes)
    participants: Connection[Participant] = shown("批次中的学生，参评与未参评，限有权看到的", resolvers.participants)


@strawberry.type
class ParticipantMutations:
    set_participants: SetParticipantsPayload | None = shown(
        "设置参评学生；学院开启过评分或学业成绩批次后，须先清空班级的过程数据",
        resolvers.set_participants,
        by=MayManageParticipants,
    )
    clear_process_data: BatchClassesPayload | None = shown(
        "清空班级的过程数据；参评课程调整与原始成绩保留", resolvers.clear_process_data, by=MayManageParticipants
    )
    assign_counsellors: BatchClassesPayload | None = shown(
        "设置辅导员", resolvers.assign_counsellors, by=MayManageParticipants
    )
    assign_head_teachers: BatchClassesPayload | None = shown(
        "设置班主任", resolvers.assign_head_teachers, by=MayManageParticipants
    )
