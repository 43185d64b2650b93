"""A campus with results at every stage of the year, so that every field has something to show."""

from db.tables import Module, RaterKind, Stage
from tests import access
from tests.campus import STUDENTS, Campus
from tests.graph.results import APPROVALS, COUNTING, OF_COURSES, UNDECIDED, bring_college, keep

NUMBERS = {
    f"20190{n}{place:02}": key
    for n, members in enumerate(STUDENTS.values(), 1)
    for place, (key, _) in enumerate(members, 1)
}


SIX_QUALITIES = (
    """update batch set quality_codes = '{de, zhi, ti, mei, lao, whole}',
         quality_names = '{德, 智, 体, 美, 劳, 综合评价}',
         ranked_in_class = '{t, t, t, f, t, t}', ranked_in_grade = '{t, t, f, f, t, t}',
         ranked_in_notice = '{f, t, f, f, f, t}'""",
    """update comprehensive_result set scores = scores || scores[2:3], levels = levels || levels[2:3],
         positions = array[positions[1], positions[2], positions[3], null, 1],
         grade_positions = array[1, grade_positions[2], null, null, 1]""",
)
"""R11.2: the rules on fields hold for each quality of a list that is not the manual's."""


async def with_results(campus: Campus) -> Campus:
    await campus.open_phases(Module.ACADEMIC, Module.RATING)
    for key in NUMBERS.values():
        await campus.give(campus.people[key], ("A", "3", "80"))
    for klass, members in STUDENTS.items():
        peers = (*(key for key, _ in members[:2]), "student_affairs")  # a third: of fewer nothing is shown (R5.7)
        for points, who in enumerate((*peers, "bystander", "counsellor_ma")):
            for kind in (RaterKind.PEER,) if points < 3 else (RaterKind.COUNSELLOR, RaterKind.HEAD_TEACHER):
                await campus.fill(campus.people[who], klass, kind, points)
    await campus.execute("update course_score set remark = '备注'")
    for mutation in (
        "computeAcademicScores(input: {batchId: $batch}) { userErrors { code } }",
        "computeRatingScores(input: {batchId: $batch}) { userErrors { code } }",
        *(
            f'rankMajorGrade(input: {{batchId: $batch, majorId: "{campus.ids[major]}", grade: 2019}})'
            " { userErrors { code } }"
            for major in ("computing", "software", "english")
        ),
    ):
        answer = await campus.ask(campus.super_admin, f"mutation($batch: ID!) {{ {mutation} }}", batch=campus.batch)
        assert not answer.errors, answer.errors
    for college in access.COLLEGES:
        await bring_college(campus, college, Stage.APPROVED)
    for statement in SIX_QUALITIES:
        await campus.execute(statement)
    await keep(campus)
    await campus.execute(APPROVALS)
    await campus.execute(UNDECIDED)
    await campus.execute(OF_COURSES)
    await campus.execute(COUNTING)
    return campus
