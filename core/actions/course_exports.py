"""Workbooks of course scores hold the rows of the page and, of each row, what the page shows to this person (R8.4)."""

from core.access import SEE_COURSES
from core.columns.courses import COURSE_SCORES, OF_BATCH, require_sight_of_scores
from core.operations.arguments import ExportedRows
from core.operations.kinds import Task
from core.workbooks.writing import CopiedSheet
from db.queries.courses import exports
from db.queries.courses.lists import CourseFilter, Seen, ordered_by
from db.scopes import JUDGED


async def course_workbook(task: Task, choice: ExportedRows) -> CopiedSheet:
    viewer, batch_id, criteria = task.viewer, choice.batch_id, CourseFilter(**choice.filter)
    fields = COURSE_SCORES.chosen(viewer, batch_id, choice.columns)
    if batch_id is None and not choice.columns:
        fields = [field for field in fields if field.key not in OF_BATCH]
    order, descending = choice.order or ("NUMBER", False)
    if order == "SCORE" or criteria.asks_for_scores:
        require_sight_of_scores(viewer, batch_id, criteria)
    seen = Seen(viewer.scope(SEE_COURSES), JUDGED, batch_id)
    data, count = await exports.fetch_csv(
        task.database,
        seen,
        COURSE_SCORES.guards(viewer),
        criteria,
        ordered_by(order, descending),
        [field.key for field in fields],
        by_class=choice.by_class,
    )
    return CopiedSheet("课程成绩", fields, data, count, choice.by_class)
