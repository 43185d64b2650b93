"""Holds the queries of each role's screens after the demo: each has something to show, and the finished years are
whole."""

from collections import Counter
from typing import Any

import httpx2
from sqlalchemy import text

from cli.demo import academic
from cli.demo.client import Client
from cli.demo.story import Story

SCREENS = {
    "batches": "{ batches { nodes { name status } } }",
    "accounts": "{ accounts { nodes { username } } }",
    "audit": "{ auditLog { nodes { action } } }",
    "settings": "{ nodes: settings { name value } }",
    "progress": """query($batch: ID!) { batch(id: $batch) { nodes: colleges { college { name } classesTotal
      phases { module status done total } } } }""",
    "participants": "query($batch: ID!) { participants(batchId: $batch) { nodes { student { name } } } }",
    "absent": """query($batch: ID!) { participants(batchId: $batch, filter: {participating: false}) {
      nodes { student { name } } } }""",
    "classes": "query($batch: ID!) { batchClasses(batchId: $batch) { nodes { counsellors { name } } } }",
    "courses": "query($batch: ID!) { courseScores(batchId: $batch) { nodes { courseName ratio counted } } }",
    "academic": "query($batch: ID!) { academicResults(batchId: $batch) { nodes { classRank { label } } } }",
    "rankings": "query($batch: ID!) { nodes: majorGradeRankings(batchId: $batch) { missing rankedAt } }",
    "items": "{ ratingItems { nodes { name } } }",
    "rating progress": "query($batch: ID!) { ratingProgress(batchId: $batch) { nodes { peersSubmitted stale } } }",
    "ratings": "query($batch: ID!) { ratingResults(batchId: $batch) { nodes { ratingScore } } }",
    "sheets": "query($batch: ID!) { resultSheets(batchId: $batch) { nodes { status reopenReason } } }",
    "results": "query($batch: ID!) { comprehensiveResults(filter: {batchId: $batch}) { nodes { overall { level } } } }",
    "library": "{ comprehensiveResults { nodes { overall { level } hasFailedCourse batch { academicYear } } } }",
    "notice": """query($batch: ID!) { publicNotices(batchId: $batch) {
      nodes { title open entries { nodes { name } } } } }""",
    "corrections": "{ correctionRequests { nodes { what status } } }",
    "own corrections": "{ viewer { nodes: correctionRequests { what status answer } } }",
    "own": """query($batch: ID!) { viewer { student { academicResult(batchId: $batch) { academicScore }
      ballot(batchId: $batch) { status } nodes: comprehensiveResults { batch { academicYear } status
      overall { score level classRank { label } } } } } }""",
    "ballots": "query($batch: ID!) { viewer { nodes: ballots(batchId: $batch) { kind status total } } }",
}
COLLEGE = ("batches", "progress", "participants", "absent", "classes", "courses", "academic", "rankings", "items")
OF_COLLEGE = (*COLLEGE, "rating progress", "ratings", "sheets", "results", "library", "audit")
CLASS = ("batches", "classes", "courses", "academic", "rating progress", "ratings", "sheets", "results", "library")
FOR = {
    "超级管理员 superAdmin": (*OF_COLLEGE, "accounts", "corrections"),
    "学生处 studentAffairs": (
        "batches",
        "progress",
        "participants",
        "classes",
        "items",
        "sheets",
        "library",
        "corrections",
    ),
    "学院管理员 collegeAdmin": (*OF_COLLEGE, "corrections"),
    "学院副书记 deputySecretary": tuple(name for name in OF_COLLEGE if name != "rankings"),
    "辅导员 counsellor": (*CLASS, "ballots"),
    "班主任 headTeacher": (*CLASS, "ballots"),
    "审计员 auditor": ("audit", "settings"),
    "班长 classMonitor": ("batches", "courses", "academic", "library", "own", "ballots", "own corrections"),
    "学生 student": ("batches", "courses", "academic", "library", "own", "ballots", "own corrections"),
    "学院管理员 collegeAdmin（公示中）": (*OF_COLLEGE, "notice"),
    "学院副书记 deputySecretary（公示中）": ("progress", "sheets", "results", "notice"),
    "学生 student（公示中）": ("own", "results", "notice"),
}


async def shown(person: Client, batch_id: str, name: str) -> Any:
    """The rows of a screen, whatever lies around them."""
    query = SCREENS[name]
    found = await person.ask(query, **({"batch": batch_id} if "$batch" in query else {}))
    while isinstance(found, dict) and "nodes" not in found:
        (found,) = [value for value in found.values() if isinstance(value, dict)]
    return found["nodes"] if isinstance(found, dict) else found


async def require_something_for_everybody(story: Story, http: httpx2.AsyncClient) -> None:
    for part in story.cast.parts:
        person = await Client(http).signed_in(part.username, story.state.password(part.username))
        needs_batch = any("$batch" in SCREENS[name] for name in FOR[part.role])
        batch_id = await academic.current_batch(person, story.state.academic_year) if needs_batch else ""
        for name in FOR[part.role]:
            assert await shown(person, batch_id, name), (part.role, name)


async def require_the_middle_of_a_year(story: Story, http: httpx2.AsyncClient) -> None:
    """One class set back with a reason, one notice open, some ranked; student affairs sees the years before alone."""
    cast = story.cast
    admin, affairs, student, reader = [
        await Client(http).signed_in(name, story.state.password(name))
        for name in (cast.admin(cast.shown), cast.parts[1].username, cast.student, cast.parts[-1].username)
    ]
    batch_id = await academic.current_batch(admin, story.state.academic_year)
    sheets = await shown(admin, batch_id, "sheets")
    assert Counter(one["status"] for one in sheets) == {"SUBMITTED": 2, "IMPORTED": 3, "NOT_IMPORTED": 1}
    assert [one["status"] for one in sheets if one["reopenReason"]] == ["IMPORTED"]
    assert {one["batch"]["academicYear"] for one in await shown(affairs, batch_id, "library")} == {
        story.state.earlier_years[-1]
    }
    assert await shown(affairs, batch_id, "results") == []
    own = await shown(student, batch_id, "own")
    assert [one["batch"]["academicYear"] for one in own] == story.state.earlier_years[::-1]
    (notice,) = await shown(reader, batch_id, "notice")
    assert (notice["open"], len(notice["entries"]["nodes"])) == (True, 8)
    assert cast.publishing is not None
    keeper = cast.admin(cast.publishing)
    publishing = await Client(http).signed_in(keeper, story.state.password(keeper))
    assert (await publishing.ask(academic.QUESTIONS, year=story.state.academic_year))["nodes"] == []
    progress = await shown(admin, batch_id, "rating progress")
    assert not any(one["stale"] for one in progress)
    assert len({one["peersSubmitted"] for one in progress}) > 2
    async with story.database.read() as db:
        assert (await db.execute(text(DAYS), {"batch": int(batch_id)})).one() == (True, True, True)


async def require_finished_years(story: Story) -> None:
    """R7: everybody who was there ranked and approved, one notice ended, phases and batch ended, all of it audited."""
    colleges = len(story.university.colleges)
    async with story.database.read() as db:
        rows = (await db.execute(text(FINISHED))).all()
        assert [row.academic_year for row in rows] == story.state.earlier_years
        for grades, row in enumerate(rows, start=1):
            students = colleges * grades * 16
            assert (row.status, row.phases, row.notices, row.approvals) == ("ENDED", 3 * colleges, colleges, colleges)
            assert (row.results, row.ranked, row.absent) == (students - colleges, students - colleges, colleges)
            assert (row.academic, row.rated, row.levels > 2) == (students - colleges, students - colleges, True)
            assert row.latest.year == int(row.academic_year[5:])
            assert set(row.actions) >= ACTIONS


DAYS = """select count(distinct submitted_at::date) > 5, min(submitted_at) > min(phase.first_opened_at),
  min(phase.first_opened_at) > (select min(at) from audit_entry where batch_id = :batch and action = 'openBatch')
from ballot join phase on phase.batch_id = ballot.batch_id and phase.module = 'RATING'
  and phase.college_id = ballot.college_id where ballot.batch_id = :batch and submitted_at is not null"""
"""Ballots came in day by day, after the colleges opened the rating, which was after the batch was opened."""
ACTIONS = {"createBatch", "openBatch", "endBatch", "assignCounsellors", "schedulePhase", "openPhase", "endPhase"}
ACTIONS |= {"computeAcademicScores", "rankMajorGrade", "saveBallot", "submitBallot", "computeRatingScores"}
ACTIONS |= {"importComprehensiveResults", "submitResultSheets", "openPublicNotice", "endPublicNotice", "approveResults"}
FINISHED = """
select academic_year, status,
  (select count(*) from phase where batch_id = batch.id and phase.status = 'ENDED') as phases,
  (select count(*) from public_notice where batch_id = batch.id and ended_by is not null) as notices,
  (select count(*) from approval where batch_id = batch.id and withdrawn_at is null) as approvals,
  (select count(*) from comprehensive_result where batch_id = batch.id and stage = 4 and participating) as results,
  (select count(*) from comprehensive_result where batch_id = batch.id and overall_grade_position > 0) as ranked,
  (select count(*) from comprehensive_result where batch_id = batch.id and not participating) as absent,
  (select count(*) from academic_result where batch_id = batch.id) as academic,
  (select count(*) from rating_result where batch_id = batch.id and rating_score is not null) as rated,
  (select count(distinct overall_level) from comprehensive_result where batch_id = batch.id) as levels,
  (select max(at) from audit_entry where batch_id = batch.id) as latest,
  (select array_agg(distinct action) from audit_entry where batch_id = batch.id) as actions
from batch where academic_year < (select max(academic_year) from batch) order by academic_year
"""
