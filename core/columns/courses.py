"""Course scores have these columns (R4.10, R10.3)."""

from core.access import SEE_COURSE_SCORE, SEE_COURSES
from core.columns import CLASS, NAME, NUMBER, Column, ResultColumns
from core.viewer import Viewer
from core.workbooks.writing import Kind
from db.queries.courses.lists import CourseFilter

COURSE_SCORES = ResultColumns(
    SEE_COURSES,
    (
        NUMBER,
        NAME,
        CLASS,
        Column("academic_year", "学年", "Academic year"),
        Column("term", "学期", "Term", Kind.INTEGER, width=8),
        Column("course_code", "课程代码", "Course code", width=14),
        Column("course_name", "课程名称", "Course name", width=24),
        Column("course_kind", "课程性质", "Kind of course"),
        Column("teacher", "授课教师", "Teacher"),
        Column("credit", "学分", "Credit", Kind.DECIMAL, width=8),
        Column("text", "成绩原文", "The score as it came", right=SEE_COURSE_SCORE),
        Column("score", "折算成绩", "Score by the college's rules", Kind.DECIMAL, right=SEE_COURSE_SCORE),
        Column(
            "undecided", "是否待定", "Whether the score is undecided", Kind.BOOLEAN, width=10, right=SEE_COURSE_SCORE
        ),
        Column("attempts", "修读方式", "Attempts, with the score of each if there are several", right=SEE_COURSE_SCORE),
        Column("counted", "是否参评", "Whether the course counts; needs a batch", Kind.BOOLEAN, width=10),
        Column("ratio", "加成比例", "Bonus ratio that applies; needs a batch", Kind.DECIMAL, width=10),
        Column("remark", "备注", "Remark", width=24, right=SEE_COURSE_SCORE),
    ),
)
OF_BATCH = ("counted", "ratio")
"""These columns hold nothing outside a batch."""


def require_sight_of_scores(viewer: Viewer, batch_id: int | None, criteria: CourseFilter) -> None:
    """Requires the right to see the score of every requested row (R8.3, R4.10), except one's own."""
    if criteria.student_id is None or criteria.student_id != viewer.student_id:
        viewer.require_sight(SEE_COURSES, SEE_COURSE_SCORE, batch_id=batch_id, class_id=criteria.class_id)
