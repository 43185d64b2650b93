"""The auditor reads the log of the whole school and the settings, and no score (R16.1, R8.7)."""

from typing import Any

import pytest

from core.settings import Settings
from core.settings.showing import settings_in_force
from tests.campus import Campus
from tests.graph.operations.exporting import Sheet, fetched
from tests.graph.people.entering import account_id
from tests.graph.people.logs import EXPORT, log
from tests.graph.people.rosters import take_in

SETTINGS = "{ settings { name description value isSet isDefault secret } }"
ROLE = "mutation($i: RoleInput!) { ACT(input: $i) { account { roles { role } } userErrors { code path message } } }"
SCORE = """mutation($i: AddCourseScoreInput!) { addCourseScore(input: $i) { userErrors { code } } }"""


async def change_role(campus: Campus, act: str, number: str, role: str) -> list[dict]:
    [(account,)] = await campus.rows("select id from account where username = :number", number=number)
    given = {"accountId": str(account), "role": role}
    answer = await campus.ask(campus.super_admin, ROLE.replace("ACT", act), i=given)
    return answer.data[act]["userErrors"]


async def test_an_auditor_reads_who_changed_what_and_no_score(campus: Campus) -> None:
    """The entry of a score tells everything but the score, and says that something is withheld; in a workbook, too."""
    score = {"studentNumber": "20190101", "academicYear": "2018-2019", "term": 1, "courseCode": "C7"}
    given = {**score, "courseName": "体育", "courseKind": "必修", "credit": "1", "score": "87.65"}
    assert (await campus.ask(campus.college_admin, SCORE, i=given)).data["addCourseScore"]["userErrors"] == []
    wanted = {"action": "addCourseScore"}
    [entry] = (await log(campus, campus.auditor, filter=wanted))["nodes"]
    assert (entry["actorName"], entry["college"]) == ("周老师", {"name": "信息学院"})
    assert entry["student"] == {"number": "20190101"}
    assert (entry["old"], entry["new"]) == (None, None)
    for person, withheld in ((campus.auditor, True), (campus.college_admin, False)):
        answer = await campus.ask(person, "{ auditLog(first: 1) { nodes { withheld } } }")
        assert answer.data["auditLog"]["nodes"] == [{"withheld": withheld}]
    [seen] = (await log(campus, campus.college_admin, filter=wanted))["nodes"]
    assert seen["new"]["score"] == "87.65"
    made = (await campus.ask(campus.auditor, EXPORT, wanted={"filter": wanted})).data["requestExport"]
    assert made["userErrors"] == []
    file = await fetched(campus, campus.auditor, made["operation"]["downloadUrl"])
    [row] = Sheet(file.content, "").rows
    assert (row["操作人"], row["改动后"]) == ("周老师", None)


async def test_an_auditor_reads_changes_of_people_without_what_is_theirs_alone(campus: Campus) -> None:
    await take_in(campus, students=[("20190101", "张新", "女", "回族", "J1901")])
    [entry] = (await log(campus, campus.auditor, filter={"studentId": str(campus.jia.id)}))["nodes"]
    assert (entry["old"]["name"], entry["new"]["name"]) == ("张甲", "张新")
    assert not {"gender", "ethnicity"} & entry["new"].keys()


async def test_an_auditor_finds_nothing_else(campus: Campus) -> None:
    """R16.1: no batch, class, student, result, and no account; what is named in an entry has no way on."""
    for name in ("batches", "students", "academicResults", "comprehensiveResults", "ratingItems", "publicNotices"):
        answer = await campus.ask(campus.auditor, f"{{ {name} {{ totalCount }} }}")
        assert answer.codes or answer.data[name]["totalCount"] == 0, name
    query = "{ viewer { permissions } accounts { totalCount } }"
    answer = await campus.ask(campus.auditor, query)
    assert (answer.codes, answer.data["viewer"]["permissions"]) == (["FORBIDDEN"], ["SEE_AUDIT", "SEE_SETTINGS"])
    export = "mutation($i: RequestExportInput!) { requestExport(input: $i) { userErrors { code } } }"
    assert (await campus.ask(campus.auditor, export, i={"comprehensiveResults": {}})).codes == ["FORBIDDEN"]
    answer = await campus.ask(campus.auditor, export, i={"academicResults": {"batchId": campus.batch}})
    assert answer.data["requestExport"]["userErrors"] == [{"code": "NOT_FOUND"}]


@pytest.mark.parametrize(
    ("number", "role", "held"), [("S012", "SUPER_ADMIN", "审计员"), ("S001", "AUDITOR", "超级管理员")]
)
async def test_an_auditor_has_no_other_role(campus: Campus, number: str, role: str, held: str) -> None:
    """R16.1: neither way round; and nothing is written."""
    before = await campus.rows("select * from role_grant order by id")
    [error] = await change_role(campus, "grantRole", number, role)
    assert (error["code"], error["path"]) == ("AUDITOR_ALONE", "input.role")
    assert held in error["message"]
    assert await campus.rows("select * from role_grant order by id") == before


async def test_the_super_admin_grants_and_revokes_the_auditor(campus: Campus) -> None:
    """R16.1, R8.5: from the next request on; both stand in the log."""
    assert await change_role(campus, "grantRole", "S010", "AUDITOR") == []
    assert (await log(campus, campus.bystander, filter={"action": "grantRole"}))["totalCount"] == 1
    assert await change_role(campus, "revokeRole", "S010", "AUDITOR") == []
    assert (await campus.ask(campus.bystander, SETTINGS)).codes == ["FORBIDDEN"]
    entries = (await log(campus, campus.auditor, filter={"accountId": await account_id(campus, campus.super_admin)}))[
        "nodes"
    ]
    assert [(one["action"], (one["new"] or one["old"])["role"]) for one in entries] == [
        ("revokeRole", "AUDITOR"),
        ("grantRole", "AUDITOR"),
    ]


async def test_the_settings_are_read_without_secrets(campus: Campus) -> None:
    """R16.1: by the auditor and the super admin; what is secret says only whether it is set."""
    for person in (campus.auditor, campus.super_admin):
        found = {one["name"]: one for one in (await campus.ask(person, SETTINGS)).data["settings"]}
        assert len(found) == len(Settings.model_fields)
        hours = found["ZONGCE_SESSION_HOURS"]
        assert (hours["value"], hours["isSet"], hours["secret"]) == ("12", True, False)
        assert "登录后" in hours["description"]
        address = found["DATABASE_URL"]
        assert (address["value"], address["secret"]) == (None, True)
    for person in (campus.student_affairs, campus.college_admin, campus.jia):
        assert (await campus.ask(person, SETTINGS)).codes == ["FORBIDDEN"]


def test_every_secret_setting_is_withheld() -> None:
    """A setting that is left out of logs has no value here, either."""
    secrets: dict[str, Any] = {
        "oidc_client_secret": "hush",
        "database_url": "postgresql://a:hush@b/c",
        "standby_url": None,
    }
    shown = settings_in_force(Settings(**secrets))
    assert "hush" not in str(shown)
    assert {one.name for one in shown if one.secret} >= {"DATABASE_URL", "ZONGCE_OIDC_CLIENT_SECRET"}
    assert [one.is_set for one in shown if one.name == "ZONGCE_STANDBY_URL"] == [False]
