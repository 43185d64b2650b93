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


@strawberry.type(
    description="批次中的一个班级：人数、参评状态、辅导员与班主任（1.1.1.2） | "
    "A class in a batch: its size, participation, counsellors and head teachers (manual 1.1.1.2)"
)
class BatchClass:
    batch: Batch = shown("批次 | Batch", nested.batch)
    school_class: SchoolClass = shown("班级 | Class", nested.school_class)
    major: Major = shown("专业 | Major", nested.major)
    college: College = shown("学院 | College", nested.college)
    grade: int = shown("年级（入学年份） | Grade (year of enrolment)")
    class_size: int = shown("班级人数 | Number of students in the class")
    participant_count: int = shown("参评人数 | Number of participants")
    participating: bool = shown(
        "参评状态：有学生参评即为参评 | Whether the class participates, which it does if any of its students does",
        resolvers.participating,
    )
    cleared: bool = shown(
        "过程数据已清空，可以调整参评学生 | Whether the process data is cleared, so that participants can be changed",
        resolvers.cleared,
    )
    cleared_at: datetime | None = shown(
        "最近一次清空的时间；清空后又有打分或计算结果则为空 | "
        "When it was last cleared; null if there are marks or computed results since"
    )
    counsellors: list[Annotated["Staff", strawberry.lazy("graph.schema.staff")]] = shown(
        "辅导员，可有多名 | Counsellors, any number", resolvers.counsellors
    )
    head_teachers: list[Annotated["Staff", strawberry.lazy("graph.schema.staff")]] = shown(
        "班主任，可有多名 | Head teachers, any number", resolvers.head_teachers
    )
    previous_counsellors: list[Annotated["Staff", strawberry.lazy("graph.schema.staff")]] = shown(
        "上一批次中本班的辅导员，限仍可指派的 | "
        "Counsellors of the class in its newest earlier batch, as far as they may still be assigned",
        resolvers.previous_counsellors,
    )
    previous_head_teachers: list[Annotated["Staff", strawberry.lazy("graph.schema.staff")]] = shown(
        "上一批次中本班的班主任，限仍可指派的 | "
        "Head teachers of the class in its newest earlier batch, as far as they may still be assigned",
        resolvers.previous_head_teachers,
    )
    academic_computed_at: datetime | None = shown(
        "最近一次计算学业成绩的时间；未计算为空 | When academic scores were last computed; null if not computed"
    )
    academic_computed_by: str | None = shown(
        "最近一次计算学业成绩的人 | Who last computed the academic scores", resolvers.academic_computed_by
    )
    academic_stale: bool = shown(
        "计算后又有成绩、成绩换算、认定、参评课程或加成比例的变动，须重新计算；未计算为否 | "
        "Whether scores, the grade scale, decisions, adjustments or the bonus ratio changed since the academic scores "
        "were computed, so that they must be computed again; false if not computed"
    )
    rating_computed_at: datetime | None = shown(
        "最近一次计算评分成绩的时间；未计算为空 | When rating scores were last computed; null if not computed"
    )
    rating_computed_by: str | None = shown(
        "最近一次计算评分成绩的人 | Who last computed the rating scores", resolvers.rating_computed_by
    )


@strawberry.type(description="批次中的一个学生：参评或未参评 | A student in a batch, participating or not")
class Participant:
    batch: Batch = shown("批次 | Batch", nested.batch)
    student: Student = shown("学生 | Student", nested.student)
    school_class: SchoolClass = shown("参评时的班级 | Class in which the student participates", nested.school_class)
    college: College = shown("学院 | College", nested.college)
    participating: bool = shown(
        "参评状态：参评（true）或未参评（false） | Whether the student participates (true) or not (false)"
    )


@strawberry.type(description="设置参评学生的结果 | Result of setting participants")
class SetParticipantsPayload:
    changed_count: int | None = shown("参评状态改变了的学生数 | Number of students whose participation changed")
    changed_student_ids: list[strawberry.ID] | None = shown(
        "参评状态改变了的学生的 id：撤销时将其设回 | "
        "Ids of the students whose participation changed: setting these back undoes the act"
    )
    batch_classes: list[BatchClass] | None = shown(
        "涉及的班级，操作后的状态 | The classes concerned, as they are afterwards"
    )
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type(description="批次中班级的操作结果 | Result of changing classes of a batch")
class BatchClassesPayload:
    batch_classes: list[BatchClass] | None = shown("操作后的班级 | The classes afterwards")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type
class ParticipantQueries:
    batch_classes: Connection[BatchClass] = shown(
        "批次中的班级，限有权看到的 | Classes of a batch, only those you may see", resolvers.batch_classes
    )
    participants: Connection[Participant] = shown(
        "批次中的学生，参评与未参评，限有权看到的 | Students of a batch, participating or not, only those you may see",
        resolvers.participants,
    )


@strawberry.type
class ParticipantMutations:
    set_participants: SetParticipantsPayload | None = shown(
        "设置参评学生；学院开启过评分或学业成绩批次后，须先清空班级的过程数据 | "
        "Set the participants; once the college has opened its rating or academic phase, the process data of the "
        "class must be cleared first",
        resolvers.set_participants,
        by=MayManageParticipants,
    )
    clear_process_data: BatchClassesPayload | None = shown(
        "清空班级的过程数据；参评课程调整与原始成绩保留 | "
        "Clear the process data of classes; course adjustments and course scores stay",
        resolvers.clear_process_data,
        by=MayManageParticipants,
    )
    assign_counsellors: BatchClassesPayload | None = shown(
        "设置辅导员 | Assign counsellors", resolvers.assign_counsellors, by=MayManageParticipants
    )
    assign_head_teachers: BatchClassesPayload | None = shown(
        "设置班主任 | Assign head teachers", resolvers.assign_head_teachers, by=MayManageParticipants
    )
    copy_counsellors: BatchClassesPayload | None = shown(
        "从上一批次复制辅导员：只填没有辅导员的班级；结果为有变动的班级 | "
        "Copy counsellors from the batch before: only to classes that have none; answers with the classes that changed",
        resolvers.copy_counsellors,
        by=MayManageParticipants,
    )
    copy_head_teachers: BatchClassesPayload | None = shown(
        "从上一批次复制班主任：只填没有班主任的班级；结果为有变动的班级 | "
        "Copy head teachers from the batch before: only to classes that have none; answers with the classes that "
        "changed",
        resolvers.copy_head_teachers,
        by=MayManageParticipants,
    )
