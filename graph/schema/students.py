"""学生: declarations, nothing else."""

from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from graph.permissions.students import SeesPersonalDetails
from graph.resolvers import academic, ballots, comprehensive, courses, nested, rating_progress, ratings
from graph.resolvers import students as resolvers
from graph.schema.classes import College, Major, SchoolClass
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown

if TYPE_CHECKING:
    from graph.schema.academic import AcademicResult
    from graph.schema.ballots import Ballot
    from graph.schema.comprehensive import ComprehensiveResult
    from graph.schema.courses import CourseScore
    from graph.schema.rating_progress import StudentRatingProgress
    from graph.schema.ratings import RatingResult


Comprehensive: TypeAlias = Annotated["ComprehensiveResult", strawberry.lazy("graph.schema.comprehensive")]


YEARS = 8
"""The results of a student count as so many rows for the cost limit."""


@strawberry.type(description="学生，以现在的名册为准 | A student, as in the current roster")
class Student:
    id: strawberry.ID = shown("学生的 id | Id of the student")
    number: str = shown("学号 | Student number")
    name: str = shown("姓名 | Name")
    gender: str | None = shown("性别 | Gender", by=SeesPersonalDetails)
    ethnicity: str | None = shown("民族 | Ethnicity", by=SeesPersonalDetails)
    monitor: bool = shown("是否班长 | Whether the student is the class monitor")
    school_class: SchoolClass = shown("现在的班级 | Current class", nested.school_class)
    major: Major = shown("专业 | Major", nested.major_of_class)
    college: College = shown("学院 | College", nested.college)
    academic_result: Annotated["AcademicResult", strawberry.lazy("graph.schema.academic")] | None = shown(
        "某批次的学业成绩；无权查看或未计算为空 | "
        "Academic result in a batch; null if not computed, or if you may not see it",
        academic.academic_result_of,
    )
    ballot: Annotated["Ballot", strawberry.lazy("graph.schema.ballots")] | None = shown(
        "本人在某批次的互评打分表；他人的一律为空 | Your peer-rating ballot in a batch; always null for other students",
        ballots.of_student,
    )
    rating_result: Annotated["RatingResult", strawberry.lazy("graph.schema.ratings")] | None = shown(
        "某批次的评分成绩；无权查看或未计算为空 | "
        "Rating result in a batch; null if not computed, or if you may not see it",
        ratings.rating_result_of,
    )
    rating_progress: Annotated["StudentRatingProgress", strawberry.lazy("graph.schema.rating_progress")] | None = shown(
        "某批次的评分进度；无权查看或未参评为空 | "
        "Rating progress in a batch; null if the student does not participate, or if you may not see it",
        rating_progress.of_student,
    )
    comprehensive_result: Comprehensive | None = shown(
        "某批次的综合测评成绩；无权查看或未导入为空 | "
        "Comprehensive result in a batch; null if not imported, or if you may not see it",
        comprehensive.of_student,
    )
    comprehensive_results: list[Comprehensive] = shown(
        "历年的综合测评成绩，新的在前 | Comprehensive results of all years, newest first",
        comprehensive.all_years,
        rows=YEARS,
    )
    course_scores: list[Annotated["CourseScore", strawberry.lazy("graph.schema.courses")]] = shown(
        "课程成绩：批次中该学年的课程及如何参评，或导入的全部课程 | "
        "Course scores: the courses of a batch's academic year and how they count, or all imported courses",
        courses.of_student,
    )


@strawberry.type
class StudentQueries:
    students: Connection[Student] = shown(
        "学生列表，限有权看到的 | Students, only those you may see", resolvers.students
    )
    student: Student | None = shown("一个学生 | One student", resolvers.student)
