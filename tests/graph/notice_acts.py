"""Holds the acts by which a college and student affairs publish, approve and take back, as the tests do them."""

from typing import Any

from tests.campus import Answer, Campus, Person
from tests.graph.batch_acts import ERRORS, codes, press

NOTICE = """id title open openedAt openedBy endsOn endedAt endedBy minimumWorkingDays workingDays tooShort
  college { name } batch { name }"""
ENTRY = """number name major { name } grade schoolClass { name }
  qualities { quality { code } score level classRank { position size label } }"""
OPEN_NOTICE = f"""mutation O($input: OpenPublicNoticeInput!) {{
  openPublicNotice(input: $input) {{ publicNotice {{ {NOTICE} }} warning {ERRORS} }} }}"""
END_NOTICE = f"""mutation E($input: PublicNoticeIdInput!) {{
  endPublicNotice(input: $input) {{ publicNotice {{ {NOTICE} }} warning {ERRORS} }} }}"""
COLLEGE = """batchCollege { college { name } approvedAt approvedBy withdrawnAt withdrawalReason heldUpCount
  notice { title open } phases { module status } }"""
APPROVE = f"mutation A($input: ApproveResultsInput!) {{ approveResults(input: $input) {{ {COLLEGE} {ERRORS} }} }}"
WITHDRAW = f"mutation W($input: WithdrawApprovalInput!) {{ withdrawApproval(input: $input) {{ {COLLEGE} {ERRORS} }} }}"
NOTICES = f"""query N($batch: ID!, $college: ID, $first: Int! = 20, $after: String) {{
  publicNotices(batchId: $batch, collegeId: $college, first: $first, after: $after) {{
    totalCount pageInfo {{ endCursor hasNextPage }} nodes {{ {NOTICE} }} }} }}"""
LISTS = f"""query L($batch: ID!, $class: ID, $first: Int! = 50, $after: String) {{
  publicNotices(batchId: $batch) {{ nodes {{ title open entries(classId: $class, first: $first, after: $after) {{
    totalCount pageInfo {{ endCursor hasNextPage }} nodes {{ {ENTRY} }} }} }} }} }}"""


async def open_notice(campus: Campus, person: Person | None = None, **given: Any) -> dict[str, Any]:
    return await press(campus, person or campus.college_admin, OPEN_NOTICE, **{"batchId": campus.batch, **given})


async def end_notice(campus: Campus, notice_id: str, person: Person | None = None) -> dict[str, Any]:
    return await press(campus, person or campus.college_admin, END_NOTICE, id=notice_id)


async def held_notice(campus: Campus) -> str:
    """信息学院 has opened a notice and ended it; its id."""
    notice = (await open_notice(campus))["publicNotice"]
    assert not codes(await end_notice(campus, notice["id"]))
    return str(notice["id"])


async def approve(campus: Campus, person: Person | None = None, **given: Any) -> dict[str, Any]:
    return await press(campus, person or campus.deputy_secretary, APPROVE, **{"batchId": campus.batch, **given})


async def withdraw(
    campus: Campus, reason: str = "名单有误", person: Person | None = None, **given: Any
) -> dict[str, Any]:
    given = {"batchId": campus.batch, "collegeId": campus.info, "reason": reason, **given}
    return await press(campus, person or campus.student_affairs, WITHDRAW, **given)


async def titles(campus: Campus, person: Person, **given: Any) -> list[str]:
    answer = await campus.ask(person, NOTICES, batch=campus.batch, **given)
    assert not answer.errors, answer.errors
    found = answer.data["publicNotices"]
    assert found["totalCount"] == len(found["nodes"])
    return [one["title"] for one in found["nodes"]]


async def read_lists(campus: Campus, person: Person, **given: Any) -> Answer:
    return await campus.ask(person, LISTS, batch=campus.batch, **given)


async def names(campus: Campus, person: Person, **given: Any) -> list[str]:
    """Returns the names in the one open notice that the person reads."""
    answer = await read_lists(campus, person, **given)
    assert not answer.errors, answer.errors
    (notice,) = answer.data["publicNotices"]["nodes"]
    assert notice["entries"]["totalCount"] == len(notice["entries"]["nodes"])
    return [one["name"] for one in notice["entries"]["nodes"]]


async def standing(campus: Campus) -> list[Any]:
    """All that a refused act must leave as it is: also its audit entries."""
    tables = (
        *("public_notice", "approval", "result_sheet", "comprehensive_result", "phase", "batch_class"),
        *("participant", "academic_result", "rating_result", "ballot", "course_adjustment", "audit_entry"),
    )
    rows = " union all ".join(
        f"select '{table}' as kind, to_jsonb({table})::text as r from {table}" for table in tables
    )
    return await campus.rows(f"select * from ({rows}) every order by kind, r")


async def stages(campus: Campus, college: str = "info") -> set[int]:
    """Those of the sheets, which are those of their results."""
    place = {"batch": campus.ids["batch"], "college": campus.ids[college]}
    where = "where batch_id = :batch and college_id = :college"
    sheets = {row.stage for row in await campus.rows(f"select stage from result_sheet {where}", **place)}
    results = {row.stage for row in await campus.rows(f"select stage from comprehensive_result {where}", **place)}
    assert sheets == results
    return sheets
