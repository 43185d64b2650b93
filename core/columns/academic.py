"""Academic results have these columns (R4.11)."""

from core.access import SEE_ACADEMIC_RESULT, SEE_MAJOR_GRADE_RANK
from core.columns import STUDENT, Column, ResultColumns
from core.workbooks.writing import Kind

ACADEMIC_RESULTS = ResultColumns(
    SEE_ACADEMIC_RESULT,
    (
        *STUDENT,
        Column("undecided_courses", "待定课程数", "Number of undecided courses", Kind.INTEGER, width=12, sortable=True),
        Column("credit_average", "平均学分成绩", "Credit average", Kind.DECIMAL, width=14, sortable=True),
        Column("academic_score", "学业成绩", "Academic score", Kind.DECIMAL, sortable=True),
        Column("class_rank", "班级排名", "Class rank", sortable=True),
        Column("class_position", "班级名次", "Position in the class", Kind.INTEGER, width=10),
        Column("class_size", "班级排名人数", "Number of ranked students in the class", Kind.INTEGER),
        Column(
            "major_grade_rank", "专业年级排名", "Major-grade rank", width=14, right=SEE_MAJOR_GRADE_RANK, sortable=True
        ),
        Column(
            "major_grade_position",
            "专业年级名次",
            "Position in the major's grade",
            Kind.INTEGER,
            right=SEE_MAJOR_GRADE_RANK,
        ),
        Column(
            "major_grade_size",
            "专业年级排名人数",
            "Number of ranked students in the major's grade",
            Kind.INTEGER,
            width=16,
            right=SEE_MAJOR_GRADE_RANK,
        ),
        Column("computed_at", "计算时间", "When it was computed", Kind.DATETIME, width=18),
        Column("computed_by", "计算人", "Who computed it"),
    ),
)
