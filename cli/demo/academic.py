"""The demo runs the main process (R1 - R4): it imports scores, adjusts courses, computes and ranks."""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

from cli.demo.client import Client
from cli.demo.state import window
from cli.university import College, University
from cli.university.office import write_export

BATCHES = "query($filter: BatchFilter) { batches(filter: $filter) { nodes { id name status } } }"
UPDATE = (
    "mutation($input: UpdateBatchInput!) { updateBatch(input: $input) { batch { id status } userErrors { message } } }"
)
CLASSES = "query($filter: ClassFilter) { classes(filter: $filter, first: 200) { nodes { id code } } }"
IMPORT = """mutation($input: ImportCourseScoresInput!) {
  importCourseScores(input: $input) { operation { id status outcome } userErrors { message row column } } }"""
QUESTIONS = """query($year: AcademicYear!) { scoreQuestions(academicYear: $year, first: 100) {
  nodes { text kind proposal { outcome points } courseScores { id } } } }"""
DECIDE = "mutation($input: DecideScoresInput!) { decideScores(input: $input) { userErrors { message path } } }"
COURSES = """query($batch: ID!, $filter: CourseScoreFilter) {
  courseScores(batchId: $batch, filter: $filter, first: 200) { nodes { id courseKind locked } } }"""
ADJUST = "mutation($input: AdjustCoursesInput!) { adjustCourses(input: $input) { userErrors { message } } }"
COMPUTE = """mutation($input: ComputeAcademicScoresInput!) {
  computeAcademicScores(input: $input) { operation { id status outcome } userErrors { message } } }"""
REASONS = {"缓考": "缓考课程按学校规定不计入本学年", "旷考": "旷考按学校规定记零分"}
RANKINGS = "query($batch: ID!) { majorGradeRankings(batchId: $batch) { major { id code } grade } }"
RANK = """mutation($input: RankMajorGradeInput!) {
  rankMajorGrade(input: $input) { operation { id status outcome } userErrors { message } } }"""
RESULTS = """query($batch: ID!, $filter: AcademicResultFilter) {
  academicResults(batchId: $batch, filter: $filter, orderBy: {field: ACADEMIC_SCORE, direction: DESC}, first: 200) {
    nodes { student { number name } creditAverage academicScore classRank { label } majorGradeRank { label } } } }"""


async def prolong(student_affairs: Client, university: University, today: date) -> str:
    """Sets the windows of the year's batch around today as student affairs. Returns its id."""
    year = university.academic_year
    (known,) = (await student_affairs.ask(BATCHES, filter={"academicYear": year}))["nodes"]
    form = {
        "name": known["name"],
        "academicYear": year,
        "cohorts": university.cohorts,
        "ratingWindow": window(today),
        "academicWindow": window(today),
        "comprehensiveWindow": window(today),
        "note": "演示数据",
    }
    await student_affairs.ask(UPDATE, input={"id": known["id"], **form})
    return str(known["id"])


async def current_batch(anybody: Client, year: str) -> str:
    return str((await anybody.ask(BATCHES, filter={"academicYear": year}))["nodes"][0]["id"])


async def import_course_scores(
    admin: Client, university: University, college: College, folder: Path, settled: Collection[str]
) -> int:
    """Imports what the academic office exports for each term, and returns the number of rows (R4.1, R10.1).

    Args:
        settled: the numbers of students whose scores leave nothing to decide.
    """
    rows = 0
    for term in (1, 2):
        file = folder / f"教务成绩-{college.code}-{university.academic_year}-{term}.xlsx"
        title = f"{university.academic_year}学年第{term}学期 {college.name}学生成绩"
        write_export(title, university.exported(term, college.code, settled), file)
        meant = {"file": None, "academicYear": university.academic_year, "term": term}
        sent = await admin.upload(IMPORT, file, "variables.input.file", input=meant)
        rows += (await admin.finished(sent))["rowCount"]
    return rows


async def decide(admin: Client, academic_year: str, *, all_of_them: bool) -> None:
    """Decides undecided scores as the college (R10.6): 旷考, or all there are, as proposed or left out."""
    chosen: list[dict[str, Any]] = []
    for one in (await admin.ask(QUESTIONS, year=academic_year))["nodes"]:
        if all_of_them or one["text"] == "旷考":
            how = {
                **(one["proposal"] or {"outcome": "LEFT_OUT"}),
                "reason": REASONS.get(one["text"], "按任课教师核对的成绩"),
            }
            scores = [{"courseScoreId": score["id"]} for score in one["courseScores"]]
            chosen += [{**name, **how} for name in ([{"text": one["text"]}] if one["kind"] == "WORD" else scores)]
    if chosen:
        await admin.ask(DECIDE, input={"academicYear": academic_year, "decisions": chosen})


async def adjust(person: Client, batch_id: str, class_id: str, **change: Any) -> None:
    """Changes the electives of a class that the person may adjust; failed courses keep their ratio (R4.5, R4.6)."""
    found = await person.ask(COURSES, batch=batch_id, filter={"classId": class_id})
    chosen = [one["id"] for one in found["nodes"] if one["courseKind"] == "选修" and not one["locked"]]
    adjustments = [{"courseScoreId": one, "counted": True, **change} for one in chosen[:20]]
    if adjustments:
        await person.ask(ADJUST, input={"batchId": batch_id, "adjustments": adjustments})


async def compute(person: Client, batch_id: str) -> int:
    """Computes all classes that the person may compute, and returns the number of students (R4.7)."""
    computing = await person.ask(COMPUTE, input={"batchId": batch_id})
    return int((await person.finished(computing))["studentCount"])


async def rank(admin: Client, batch_id: str, major_code: str | None = None) -> None:
    """Ranks every grade of a major, or of all majors of the college (R4.9)."""
    for one in await admin.ask(RANKINGS, batch=batch_id):
        if major_code in (None, one["major"]["code"]):
            values = {"batchId": batch_id, "majorId": one["major"]["id"], "grade": one["grade"]}
            await admin.finished(await admin.ask(RANK, input=values))


async def class_ids(anybody: Client) -> dict[str, str]:
    """Maps codes to ids for the classes that the person may see."""
    return {one["code"]: one["id"] for one in (await anybody.ask(CLASSES))["nodes"]}


async def ranked(person: Client, batch_id: str, class_id: str) -> list[Any]:
    answer = await person.ask(RESULTS, batch=batch_id, filter={"classId": class_id})
    return list(answer["nodes"])
