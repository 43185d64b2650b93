"""The windows of one's work, read before it begins: R3.4."""

from datetime import timedelta
from typing import Any

from db.tables import Module
from tests.campus import TODAY, Campus, Person
from tests.graph.batch_acts import move_batch, press, schedule
from tests.graph.results import APPROVALS

KINDS = [
    *("MANAGE_COLLEGE_BATCH", "KEEP_GRADE_SCALE", "ADJUST_COURSES", "COMPUTE_ACADEMIC", "RANK_MAJOR_GRADE", "RATE"),
    *("COMPUTE_RATING", "MANAGE_SCHEMES", "COMPUTE_COMPREHENSIVE", "IMPORT_COMPREHENSIVE", "REOPEN_SHEETS"),
    *("MANAGE_NOTICES", "APPROVE"),
]
ADJUST = "mutation A($input: AdjustCoursesInput!) { adjustCourses(input: $input) { userErrors { code message } } }"
FIELDS = "windows { owner startsOn endsOn } lastDay daysLeft refusal { code message }"
WORKS = f"""query W($batch: ID!) {{ batch(id: $batch) {{ colleges {{
  {" ".join(f"{kind}: work(permission: {kind}) {{ {FIELDS} }}" for kind in KINDS)} }} }} }}"""


async def works(campus: Campus, person: Person) -> dict[str, dict[str, Any]]:
    """The works of the person in the only college that the person sees."""
    answer = await campus.ask(person, WORKS, batch=campus.batch)
    assert not answer.errors, answer.errors
    [college] = answer.data["batch"]["colleges"]
    return {kind: work for kind, work in college.items() if work}


async def set_windows(campus: Campus, **days: tuple[int, int]) -> None:
    """`monitor`, `counsellor`: from and to, in days from today."""
    for name, (first, last) in days.items():
        await campus.execute(
            f"update phase set {name}_starts_on = :first, {name}_ends_on = :last",
            first=TODAY + timedelta(days=first),
            last=TODAY + timedelta(days=last),
        )


def day(after: int) -> str:
    return (TODAY + timedelta(days=after)).isoformat()


async def test_everybody_finds_the_work_in_which_they_have_a_part(campus: Campus) -> None:
    """R3.4: in the order of the year, by the names of the permissions."""
    college = "MANAGE_COLLEGE_BATCH KEEP_GRADE_SCALE ADJUST_COURSES COMPUTE_ACADEMIC RANK_MAJOR_GRADE COMPUTE_RATING"
    found = {
        campus.college_admin: f"{college} MANAGE_SCHEMES COMPUTE_COMPREHENSIVE REOPEN_SHEETS MANAGE_NOTICES",
        campus.deputy_secretary: "APPROVE",
        campus.counsellor_li: "ADJUST_COURSES COMPUTE_ACADEMIC RATE COMPUTE_RATING COMPUTE_COMPREHENSIVE "
        "IMPORT_COMPREHENSIVE",
        campus.head_teacher_chen: "RATE",
        campus.monitor: "ADJUST_COURSES RATE",
        campus.yi: "RATE",
    }
    for person, names in found.items():
        assert list(await works(campus, person)) == names.split(), person.name


async def test_each_role_reads_its_own_window_of_adjustments(campus: Campus) -> None:
    """R3.4, R4.6: the module's windows and the role's own; the earliest end is the last day."""
    await campus.open_phases()
    await set_windows(campus, monitor=(-1, 2), counsellor=(-1, 0))
    own = {campus.monitor: ("MONITOR", 2), campus.counsellor_li: ("COUNSELLOR", 0)}
    for person, (owner, last) in own.items():
        work = (await works(campus, person))["ADJUST_COURSES"]
        assert [window["owner"] for window in work["windows"]] == ["SCHOOL", "COLLEGE", owner]
        assert work["windows"][-1] == {"owner": owner, "startsOn": day(-1), "endsOn": day(last)}
        assert (work["lastDay"], work["daysLeft"], work["refusal"]) == (day(last), last, None)
    college = (await works(campus, campus.college_admin))["ADJUST_COURSES"]
    assert (college["windows"], college["lastDay"], college["daysLeft"], college["refusal"]) == ([], None, None, None)


async def test_the_reason_is_the_one_that_the_act_gives(campus: Campus) -> None:
    """R3.4: in the same words; then no days are left, and the last day is still told."""
    await campus.open_phases()
    await campus.give(campus.yi, ("A", "3", "80"))
    await set_windows(campus, monitor=(-3, -2), counsellor=(2, 3))
    for person, last in ((campus.monitor, -2), (campus.counsellor_li, 3)):
        work = (await works(campus, person))["ADJUST_COURSES"]
        assert (work["lastDay"], work["daysLeft"]) == (day(last), None)
        adjustment = {"studentId": str(campus.yi.id), "term": 1, "courseCode": "A", "counted": False}
        answer = await press(campus, person, ADJUST, batchId=campus.batch, adjustments=[adjustment])
        assert answer["userErrors"] == [work["refusal"]]
        assert f"今天 {TODAY}" in work["refusal"]["message"]


async def test_the_schools_window_can_end_first(campus: Campus) -> None:
    """R3.4: the last day is the earliest of all that must be open."""
    await campus.open_phases(Module.RATING)
    await campus.execute(
        "update batch_window set ends_on = :day where module = 'RATING'", day=TODAY + timedelta(days=3)
    )
    work = (await works(campus, campus.yi))["RATE"]
    assert (work["lastDay"], work["daysLeft"]) == (day(3), 3)


async def test_a_window_that_is_not_set_has_no_last_day(campus: Campus) -> None:
    """R3.4: an academic phase without a monitors' window tells the monitor so."""
    await campus.open_phases()
    await campus.execute("update phase set monitor_starts_on = null, monitor_ends_on = null")
    work = (await works(campus, campus.monitor))["ADJUST_COURSES"]
    assert (work["lastDay"], work["daysLeft"], work["refusal"]["code"]) == (None, None, "WINDOW_NOT_SET")


async def test_work_without_a_window_is_shut_by_batch_and_approval(campus: Campus) -> None:
    """R3.4, R7.6: a stopped batch, and an approval."""
    await campus.open_phases(*Module)
    assert (await works(campus, campus.college_admin))["MANAGE_COLLEGE_BATCH"]["refusal"] is None
    await campus.execute(APPROVALS)
    found = await works(campus, campus.college_admin)
    assert found.pop("MANAGE_SCHEMES")["refusal"] is None, "results that were computed freeze a scheme, no approval"
    assert {work["refusal"]["code"] for work in found.values()} == {"RESULTS_APPROVED"}
    await move_batch(campus, "stop", campus.batch)
    found = await works(campus, campus.college_admin)
    for anytime in ("KEEP_GRADE_SCALE", "COMPUTE_RATING"):
        assert found.pop(anytime)["refusal"]["code"] == "RESULTS_APPROVED"
    assert {work["refusal"]["code"] for work in found.values()} == {"BATCH_NOT_OPEN"}


async def test_a_batch_that_was_never_opened_has_no_windows_of_colleges(campus: Campus) -> None:
    """R3.4: everything waits for the batch."""
    await campus.execute("delete from phase")
    await campus.execute("update batch set status = 'NOT_OPENED'")
    found = await works(campus, campus.college_admin)
    assert found.pop("COMPUTE_RATING")["refusal"]["code"] == "PHASE_NOT_OPEN"
    assert found.pop("KEEP_GRADE_SCALE")["refusal"] is None
    assert {work["refusal"]["code"] for work in found.values()} == {"BATCH_NOT_OPEN"}
    assert {len(work["windows"]) for work in found.values()} == {0}


async def test_a_longer_window_is_read_at_once(campus: Campus) -> None:
    """R3.4: the college prolongs its window, and everybody has the days."""
    await campus.open_phases(Module.RATING)
    await schedule(campus, "RATING", window={"startsOn": day(-1), "endsOn": day(9)})
    assert (await works(campus, campus.yi))["RATE"]["daysLeft"] == 9
