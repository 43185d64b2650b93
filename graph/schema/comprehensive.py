"""综合测评成绩 (manual 1.1.4): declarations, nothing else."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.inputs.result_sheets import ResultSheetStatus
from graph.permissions.comprehensive import MayImportComprehensive, SeesGradeRank
from graph.resolvers import comprehensive as resolvers
from graph.resolvers import file_notes, nested, result_sheets
from graph.schema.batches import Batch
from graph.schema.classes import College, Major, SchoolClass
from graph.schema.operations import Operation
from graph.schema.result_sheets import ResultSheet
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.ranks import Rank
from graph.vocabulary.scalars import Score
from graph.vocabulary.user_errors import FileNote, UserError

if TYPE_CHECKING:
    from graph.schema.students import Student


@strawberry.type(description="思想政治素质或发展性素质：成绩、等次、班级排名")
class Quality:
    score: Score = shown("成绩")
    level: str = shown("等次")
    class_rank: Rank = shown("班级排名", resolvers.class_rank)


@strawberry.type(description="科学文化素质或素质综合测评：成绩、等次、班级排名、年级排名")
class GradeRankedQuality:
    score: Score = shown("成绩")
    level: str = shown("等次")
    class_rank: Rank = shown("班级排名", resolvers.class_rank)
    grade_rank: Rank | None = shown("年级排名，在同专业、年级已导入的班级中", resolvers.grade_rank, by=SeesGradeRank)


@strawberry.type(description="一名学生在一个批次的综合测评成绩（1.1.4.3）；未参评的学生没有成绩")
class ComprehensiveResult:
    id: strawberry.ID = shown("结果的 id")
    batch: Batch = shown("批次", nested.batch)
    student: Annotated["Student", strawberry.lazy("graph.schema.students")] = shown("学生", nested.student)
    school_class: SchoolClass = shown("参评时的班级", nested.school_class)
    major: Major = shown("参评时的专业", nested.major)
    college: College = shown("参评时的学院", nested.college)
    grade: int = shown("年级（入学年份）")
    participating: bool = shown("参评状态")
    status: ResultSheetStatus = shown("班级的成绩进行到哪一步", result_sheets.status)
    political: Quality | None = shown("思想政治素质；未参评为空", resolvers.political)
    scholastic: GradeRankedQuality | None = shown("科学文化素质；未参评为空", resolvers.scholastic)
    development: Quality | None = shown("发展性素质；未参评为空", resolvers.development)
    overall: GradeRankedQuality | None = shown("素质综合测评；未参评为空", resolvers.overall)
    grade_classes_missing: int | None = shown(
        "年级排名还缺多少个未导入的班级", resolvers.grade_classes_missing, by=SeesGradeRank
    )
    has_failed_course: bool = shown("是否挂科：该学年有无不及格的课程", resolvers.has_failed_course)


@strawberry.type(description="导入综合测评成绩的结果")
class ImportComprehensiveResultsPayload:
    created: int | None = shown("新增的学生数")
    replaced: int | None = shown("成绩有变动的学生数")
    unchanged: int | None = shown("没有变动的学生数")
    row_count: int | None = shown("工作簿中的行数")
    problem_count: int | None = shown("有误之处的总数；最多列出 1000 处")
    problem_groups: list[FileNote] = shown(
        "问题按种类归并，附数量与行号，最要紧的在前；没有问题为空列表", file_notes.problem_groups
    )
    warnings: list[FileNote] = shown("不影响导入、但应当知道的情况，如隐藏的行、略过的列", file_notes.warnings)
    result_sheets: list[ResultSheet] | None = shown("工作簿涉及的班级", resolvers.covered_sheets)
    operation: Operation | None = shown("任务")
    user_errors: list[UserError] = shown("被拒绝的原因；全部行都正确才会保存")


@strawberry.type
class ComprehensiveQueries:
    comprehensive_results: Connection[ComprehensiveResult] = shown(
        "综合测评成绩库：历年成绩，限有权看到的", resolvers.comprehensive_results
    )


@strawberry.type
class ComprehensiveMutations:
    import_comprehensive_results: ImportComprehensiveResultsPayload | None = shown(
        "导入所带班级的综合测评成绩，提交前可反复导入",
        resolvers.import_comprehensive_results,
        by=MayImportComprehensive,
    )
