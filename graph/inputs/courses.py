"""The inputs about course scores and their adjustment."""

from enum import Enum
from typing import Any

import strawberry
from strawberry.file_uploads import Upload

from core.actions.course_adjustments import Adjustment
from core.identifiers import canonical_identifier, typed_identifier, typed_name, typed_text
from core.operations.arguments import ImportCourseScores
from db.queries.courses.lists import CourseFilter
from db.tables import AttemptKind, ScoreRule
from graph.vocabulary.connections import Direction, Order
from graph.vocabulary.enums import declare_enum
from graph.vocabulary.fields import shown
from graph.vocabulary.ids import key, key_or_none
from graph.vocabulary.read_columns import CHOICE, ColumnChoiceInput, chosen_columns
from graph.vocabulary.scalars import AcademicYear, Credit, Ratio, Score

declare_enum(
    ScoreRule,
    "ScoreRule",
    "成绩的分数由何而来 | What gave a score its points",
    NUMBER="成绩本身是分数 | The score is a number",
    LEVEL="等级，按学院的换算 | A level, by the college's scale",
    STATE="缓考、缺考等状态，按学院的规定；也用于尚待决定的文字 | "
    "A state, by the college's treatment; also a word that is still undecided",
    DECISION="由学院逐项决定；也用于尚待决定的多次成绩 | "
    "A decision of the college; also attempts that are still undecided",
)
declare_enum(
    AttemptKind,
    "AttemptKind",
    "修读方式 | Kind of attempt",
    FIRST="初修 | First attempt",
    RESIT="补考 | Resit",
    RETAKE="重修 | Retake",
)


@strawberry.input(description="课程成绩筛选，各条件同时满足 | Filter for course scores; all conditions must hold")
class CourseScoreFilter:
    academic_year: AcademicYear | None = shown("学年 | Academic year", default=None)
    term: int | None = shown("学期，1 或 2 | Term, 1 or 2", default=None)
    student_id: strawberry.ID | None = shown(
        "学生：一个学生的全部课程 | Student: all courses of one student", default=None
    )
    number: str | None = shown("学号，从头匹配 | Student number, matched from its beginning", default=None)
    name: str | None = shown("姓名，任意位置匹配 | Name, matched anywhere", default=None)
    class_id: strawberry.ID | None = shown(
        "班级；在批次中为参评时的班级 | Class; in a batch, the class in which the student participates", default=None
    )
    major_id: strawberry.ID | None = shown("专业 | Major", default=None)
    grade: int | None = shown("年级（入学年份） | Grade (year of enrolment)", default=None)
    college_id: strawberry.ID | None = shown("学院 | College", default=None)
    course_code: str | None = shown("课程代码 | Course code", default=None)
    course_name: str | None = shown("课程名称，任意位置匹配 | Name of the course, matched anywhere", default=None)
    counted: bool | None = shown("是否参评，须指明批次 | Whether the course counts; needs a batch", default=None)
    locked: bool | None = shown(
        "是否因不及格而锁定，须指明批次 | Whether the ratio is locked because the course was failed; needs a batch",
        default=None,
    )
    adjusted: bool | None = shown("是否调整过，须指明批次 | Whether it was adjusted; needs a batch", default=None)
    undecided: bool | None = shown(
        "成绩是否尚待决定，须有权查看成绩 | Whether the score is undecided; needs the right to see scores", default=None
    )
    text: str | None = shown(
        "成绩原文或待决定的文字，须有权查看成绩 | "
        "The score's text, or the words to decide on; needs the right to see scores",
        default=None,
    )

    def to_filter(self) -> CourseFilter:
        return CourseFilter(
            academic_year=self.academic_year,
            term=self.term,
            student_id=key_or_none(self.student_id),
            number=typed_identifier(self.number),
            name=typed_name(self.name),
            class_id=key_or_none(self.class_id),
            major_id=key_or_none(self.major_id),
            grade=self.grade,
            college_id=key_or_none(self.college_id),
            course_code=typed_identifier(self.course_code),
            course_name=typed_text(self.course_name),
            counted=self.counted,
            locked=self.locked,
            adjusted=self.adjusted,
            undecided=self.undecided,
            text=typed_text(self.text),
        )


@strawberry.enum(description="课程成绩的排序依据 | What course scores can be ordered by")
class CourseScoreOrderField(Enum):
    NUMBER = strawberry.enum_value("NUMBER", description="学号 | Student number")
    NAME = strawberry.enum_value("NAME", description="姓名（拼音） | Name (by pinyin)")
    TERM = strawberry.enum_value("TERM", description="学期 | Term")
    COURSE_CODE = strawberry.enum_value("COURSE_CODE", description="课程代码 | Course code")
    CREDIT = strawberry.enum_value("CREDIT", description="学分 | Credit")
    SCORE = strawberry.enum_value("SCORE", description="成绩，须有权查看 | Score; needs the right to see it")
    CHANGED_AT = strawberry.enum_value("CHANGED_AT", description="导入或修改的时间 | When it was imported or changed")


@strawberry.input(description="课程成绩排序 | Order of course scores")
class CourseScoreOrder(Order):
    field: CourseScoreOrderField = shown("排序依据 | What to order by")
    direction: Direction = shown("方向 | Direction", default=Direction.ASC)


@strawberry.enum(
    description="导入时对名册中没有的学生的处理 | What an import does about students whom the roster does not know"
)
class UnknownStudents(Enum):
    REFUSE = strawberry.enum_value("REFUSE", description="报告错误，一行也不导入 | Report them and import no row")
    LEAVE_OUT = strawberry.enum_value(
        "LEAVE_OUT",
        description="不导入这些学生，在结果中逐一列出 | Leave them out, and name each of them in the answer",
    )


@strawberry.input(description="导入原始成绩（1.1.2.2） | Import course scores (manual 1.1.2.2)")
class ImportCourseScoresInput:
    file: Upload = shown(
        "工作簿：.xlsx、.xls 或 CSV，列与模板相同 | Workbook: .xlsx, .xls or CSV, with the columns of the template"
    )
    academic_year: AcademicYear = shown("学年 | Academic year")
    term: int = shown("学期，1 或 2 | Term, 1 or 2")
    college_id: strawberry.ID | None = shown(
        "学院；不填为有权导入的全部学院 | College; without it, all into which you may import", default=None
    )
    dry_run: bool = shown("仅校验，不保存 | Only check, save nothing", default=False)
    columns: list[ColumnChoiceInput] | None = shown(CHOICE, default=None)
    unknown_students: UnknownStudents = shown(
        "名册中没有的学生如何处理 | What to do about students whom the roster does not know",
        default=UnknownStudents.REFUSE,
    )

    def arguments(self) -> ImportCourseScores:
        """Returns all arguments except the file."""
        return ImportCourseScores(
            self.academic_year,
            self.term,
            key_or_none(self.college_id),
            self.dry_run,
            chosen_columns(self.columns),
            leave_out_unknown=self.unknown_students is UnknownStudents.LEAVE_OUT,
        )


@strawberry.input(description="单个新增课程成绩 | Add a single course score")
class AddCourseScoreInput:
    student_number: str = shown("学号 | Student number")
    academic_year: AcademicYear = shown("学年 | Academic year")
    term: int = shown("学期，1 或 2 | Term, 1 or 2")
    course_code: str = shown("课程代码 | Course code")
    course_name: str = shown("课程名称 | Course name")
    course_kind: str = shown("课程性质 | Kind of course")
    credit: Credit = shown("学分，大于 0 | Credit, above 0")
    score: Score | None = shown("成绩，0 至 100；或填 text | Score, 0 to 100; or else text", default=None)
    text: str | None = shown(
        "文字成绩，如“优秀”“缓考”“60$”；或填 score | "
        "The score as a text, such as “优秀”, “缓考” or “60$”; or else score",
        default=None,
    )
    teacher: str | None = shown("授课教师 | Teacher", default=None)
    remark: str | None = shown("备注 | Remark", default=None)
    replace: bool = shown(
        "已有该课程的成绩时是否替换 | Whether to replace the score of this course if there is one", default=False
    )

    def values(self) -> dict[str, Any]:
        """Returns the values by the keys of the workbook's columns."""
        names = ("course_code", "course_name", "course_kind", "credit", "score", "text", "teacher", "remark")
        return {name: getattr(self, name) for name in names}


@strawberry.input(
    description="要删除哪些课程成绩，各条件同时满足 | Which course scores to delete; all conditions must hold"
)
class DeleteCourseScoresFilter:
    academic_year: AcademicYear = shown("学年 | Academic year")
    term: int | None = shown("学期 | Term", default=None)
    class_id: strawberry.ID | None = shown("现在的班级 | Current class", default=None)
    student_id: strawberry.ID | None = shown("学生 | Student", default=None)
    course_code: str | None = shown("课程代码 | Course code", default=None)

    def values(self) -> dict[str, Any]:
        return {
            "academic_year": self.academic_year,
            "term": self.term,
            "class_id": key_or_none(self.class_id),
            "student_id": key_or_none(self.student_id),
            "course_code": typed_identifier(self.course_code),
        }


@strawberry.input(
    one_of=True,
    description="删除课程成绩：逐条，或按条件，只填一种 | "
    "Delete course scores: one by one or by a filter; exactly one of the two",
)
class DeleteCourseScoresInput:
    ids: strawberry.Maybe[list[strawberry.ID]] = shown(
        "课程成绩的 id，全部删除或一条不删 | Ids of the course scores; all are deleted, or none"
    )
    filter: strawberry.Maybe[DeleteCourseScoresFilter] = shown(
        "按条件删除，限有权导入的学生 | Delete by a filter, limited to students whose scores you may import"
    )


@strawberry.input(
    description="一门课程的调整：用 courseScoreId，或用 studentId、term、courseCode 指明课程 | "
    "The adjustment of one course, which is named by courseScoreId, or by studentId, term and "
    "courseCode"
)
class CourseAdjustmentInput:
    counted: bool = shown("课程是否参评 | Whether the course counts")
    ratio: Ratio | None = shown(
        "调整后的加成比例；不填则用学院的默认比例 | Adjusted bonus ratio; without it, the college's default",
        default=None,
    )
    course_score_id: strawberry.ID | None = shown("课程成绩的 id | Id of the course score", default=None)
    student_id: strawberry.ID | None = shown("学生 | Student", default=None)
    term: int | None = shown("学期 | Term", default=None)
    course_code: str | None = shown("课程代码 | Course code", default=None)

    def adjustment(self) -> Adjustment:
        named = None
        if self.student_id is not None and self.term is not None and self.course_code is not None:
            named = (key(self.student_id), self.term, canonical_identifier(self.course_code))
        return Adjustment(self.counted, self.ratio, key_or_none(self.course_score_id), named)


@strawberry.input(
    description="参评课程调整（1.1.2.3），全部保存或都不保存 | Adjust courses (manual 1.1.2.3); all are saved, or none"
)
class AdjustCoursesInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    adjustments: list[CourseAdjustmentInput] = shown("各门课程的调整 | The adjustment of each course")
