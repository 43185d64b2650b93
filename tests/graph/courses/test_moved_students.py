"""A student who changes college is scored by the new college's scale and decisions (R10.3, R10.6)."""

from db.tables import Outcome
from tests.campus import Campus
from tests.graph.course_acts import imported, of
from tests.graph.imports.acts import UNDO
from tests.graph.odd_scores import decide, scale
from tests.graph.people.rosters import take_in

WORTH = """select number, text, score::float, question from course_score join student on student.id = student_id
  order by number, course_code"""


async def test_a_student_who_changes_college_is_settled_by_the_new_ones_scale(campus: Campus) -> None:
    """R10.3: once the roster has moved the student, and back again once that is undone; others stay as they are."""
    await scale(campus, levels='{"优": "90.5"}')
    await decide(campus, "没听说过", Outcome.POINTS, "71")
    texts = {"A": "优", "B": "没听说过", "C": "缺席", "D": 80}
    people = (campus.bing, campus.ding)
    await imported(
        campus,
        campus.college_admin,
        *(of(one, 课程代码=code, 成绩=text) for one in people for code, text in texts.items()),
    )
    bing, ding = (one.username for one in people)
    before = await campus.rows(WORTH)
    settled = [("优", 90.5, None), ("没听说过", 71, None), ("缺席", None, "缺席"), (None, 80, None)]
    assert before == [(one, *values) for one in (bing, ding) for values in settled]
    moved = [(bing, campus.bing.name, None, None, "Y1901")]
    await take_in(campus, dry=True, students=moved)
    assert await campus.rows(WORTH) == before
    assert await take_in(campus, students=moved) == {"STUDENTS": (0, 1, 0, 0)}
    after = await campus.rows(WORTH)
    assert after == [
        (bing, "优", 95, None),
        (bing, "没听说过", None, "没听说过"),
        (bing, "缺席", None, "缺席"),
        (bing, None, 80, None),
        *before[4:],
    ]
    entries = await campus.rows("select old, new from audit_entry where action = 'importRoster' and old ? 'courseCode'")
    assert sorted((one.old["score"], one.new["score"]) for one in entries) == [("71.00", None), ("90.50", "95.00")]
    (record,) = await campus.rows("select id from import_record where kind = 'ROSTER'")
    answer = await campus.ask(campus.super_admin, UNDO, id=str(record.id), dry=False)
    assert answer.data["undoImport"]["userErrors"] == []
    assert await campus.rows(WORTH) == before
