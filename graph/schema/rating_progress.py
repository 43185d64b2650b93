"""评分进度 (manual 1.1.3.4): declarations, nothing else. States alone: no time and no mark of anybody's ballot."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.inputs.ballots import BallotStatus, RaterKind
from graph.permissions.rating_progress import SeesItemScores
from graph.resolvers import nested
from graph.resolvers import rating_progress as resolvers
from graph.schema.batches import Batch
from graph.schema.classes import College, Major, SchoolClass
from graph.schema.ratings import RatingItemScore
from graph.schema.staff import Staff
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown

if TYPE_CHECKING:
    from graph.schema.students import Student


@strawberry.type(
    description="班级现在的一名辅导员或班主任，及其打分表的状态 | "
    "A current counsellor or head teacher of a class, with the status of the ballot"
)
class RaterProgress:
    staff: Staff = shown("辅导员或班主任 | Counsellor or head teacher", resolvers.staff)
    kind: RaterKind = shown("打分的身份 | Kind of rater")
    status: BallotStatus = shown("打分表的状态 | Status of the ballot")


@strawberry.type(description="一个班级的评分进度（1.1.3.4） | Rating progress of one class (manual 1.1.3.4)")
class ClassRatingProgress:
    batch: Batch = shown("批次 | Batch", nested.batch)
    school_class: SchoolClass = shown("班级 | Class", nested.school_class)
    major: Major = shown("专业 | Major", nested.major)
    college: College = shown("学院 | College", nested.college)
    grade: int = shown("年级（入学年份） | Grade (year of enrolment)")
    class_size: int = shown("班级人数 | Number of students in the class")
    participant_count: int = shown("参评人数 | Number of participants")
    rated_by_counsellors: int = shown(
        "辅导员已打分的参评人数：有一名辅导员已打完各项，含草稿 | "
        "Number of participants rated by counsellors: one of them has given all marks, drafts included"
    )
    rated_by_head_teachers: int = shown(
        "班主任已打分的参评人数：有一名班主任已打完各项，含草稿 | "
        "Number of participants rated by head teachers: one of them has given all marks, drafts included"
    )
    peers_submitted: int = shown("已提交互评的参评人数 | Number of participants who have submitted their peer ratings")
    counsellors_submitted: int = shown("现在的辅导员中已提交的人数 | Number of current counsellors who have submitted")
    head_teachers_submitted: int = shown(
        "现在的班主任中已提交的人数 | Number of current head teachers who have submitted"
    )
    raters: list[RaterProgress] = shown(
        "现在的辅导员和班主任，及各自打分表的状态 | "
        "Current counsellors and head teachers, with the status of their ballots",
        resolvers.raters,
    )
    rating_computed_at: datetime | None = shown(
        "最近一次计算评分成绩的时间；未计算为空 | When rating scores were last computed; null if not computed"
    )
    rating_computed_by: str | None = shown(
        "最近一次计算评分成绩的人 | Who last computed the rating scores", resolvers.computed_by
    )
    stale: bool = shown(
        "计算后又有打分表提交或被退回，评分成绩须重新计算；未计算过为否 | "
        "Whether a ballot was submitted or reopened since the computation, so that rating scores must be computed "
        "again; false if never computed"
    )


@strawberry.type(description="一个参评学生的评分进度（1.1.3.4） | Rating progress of one participant (manual 1.1.3.4)")
class StudentRatingProgress:
    batch: Batch = shown("批次 | Batch", nested.batch)
    student: Annotated["Student", strawberry.lazy("graph.schema.students")] = shown("学生 | Student", nested.student)
    school_class: SchoolClass = shown("参评时的班级 | Class in which the student participates", nested.school_class)
    college: College = shown("学院 | College", nested.college)
    rated_by_counsellor: bool = shown(
        "是否有辅导员已为该生打完各项，含草稿 | Whether a counsellor has given the student all marks, drafts included"
    )
    rated_by_head_teacher: bool = shown(
        "是否有班主任已为该生打完各项，含草稿 | Whether a head teacher has given the student all marks, drafts included"
    )
    ballot_submitted: bool = shown("该生是否已提交互评 | Whether the student has submitted the peer ratings")
    item_scores: list[RatingItemScore] | None = shown(
        "最近一次计算时各评分项目的得分；未计算为空 | "
        "Score of each rating item at the latest computation; null if not computed",
        resolvers.item_scores,
        by=SeesItemScores,
    )


@strawberry.type(
    description="一个学院的评分进度合计；辅导员、班主任按班级计，一人负责三个班级计三份打分表 | "
    "Rating progress of a college in totals; counsellors and head teachers count by class, so one "
    "with three classes counts as three ballots"
)
class RatingTotals:
    classes: int = shown("参评班级数 | Number of participating classes")
    classes_finished: int = shown(
        "参评学生都已提交互评的班级数 | Number of classes whose participants have all submitted their peer ratings"
    )
    participants: int = shown("参评人数 | Number of participants")
    rated_by_counsellors: int = shown(
        "辅导员已打分的参评人数，含草稿 | Number of participants rated by a counsellor, drafts included"
    )
    rated_by_head_teachers: int = shown(
        "班主任已打分的参评人数，含草稿 | Number of participants rated by a head teacher, drafts included"
    )
    peers_submitted: int = shown("已提交互评的参评人数 | Number of participants who have submitted their peer ratings")
    counsellors: int = shown("辅导员应提交的打分表份数 | Number of ballots that counsellors have to submit")
    counsellors_submitted: int = shown("辅导员已提交的打分表份数 | Number of ballots that counsellors have submitted")
    head_teachers: int = shown("班主任应提交的打分表份数 | Number of ballots that head teachers have to submit")
    head_teachers_submitted: int = shown(
        "班主任已提交的打分表份数 | Number of ballots that head teachers have submitted"
    )


@strawberry.type
class RatingProgressQueries:
    rating_progress: Connection[ClassRatingProgress] = shown(
        "各班级的评分进度，限有权看到的 | Rating progress of classes, only those you may see", resolvers.rating_progress
    )
    student_rating_progress: Connection[StudentRatingProgress] = shown(
        "各参评学生的评分进度，限有权看到的；学生只看到自己的 | "
        "Rating progress of participants, only those you may see; students see only themselves",
        resolvers.student_rating_progress,
    )
