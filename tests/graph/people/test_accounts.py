"""Accounts, activation, access tokens and roles (R8, R8.5, R9.1)."""

import asyncio
from datetime import datetime, time, timedelta

from tests.campus import NOBODY, TODAY, ZONE, Campus, Person
from tests.graph.people.entering import (
    ACTIVATE,
    CODES,
    PASSWORD,
    TOKEN,
    WHO,
    account_id,
    activation_code,
    ask_with,
    codes,
    give_password,
    hold_off,
    is_refused,
    new_token,
    sign_in,
)

ACCOUNTS = """
query($filter: AccountFilter, $first: Int = 50) { accounts(filter: $filter, first: $first) {
  totalCount nodes { username activated disabledAt roles { role } student { number } staff { number } } } }
"""
ROLE = """
mutation($account: ID!, $role: Role!, $college: ID) {
  %s(input: {accountId: $account, role: $role, collegeId: $college}) {
    account { roles { role college { name } } } userErrors { code path message } } }
"""
ABLE = "mutation($account: ID!) { %s(input: {accountId: $account}) { account { disabledAt } userErrors { code } } }"
REVOKE = "mutation($id: ID!) { revokeAccessToken(input: {id: $id}) { accessToken { revokedAt } userErrors { code } } }"
STAFF = """
query($filter: StaffFilter) { staffMembers(filter: $filter) { totalCount nodes { number name college { name } } } }
"""


async def activate(campus: Campus, person: Person, code: str, password: str = PASSWORD) -> dict:
    answer = await campus.ask(NOBODY, ACTIVATE, username=person.username, code=code, password=password)
    assert not answer.errors, answer.errors
    return answer.data["activateAccount"]


async def grant(campus: Campus, person: Person, role: str, college: str | None = None, act: str = "grantRole") -> dict:
    variables = {"account": await account_id(campus, person), "role": role, "college": college}
    answer = await campus.ask(campus.super_admin, ROLE % act, **variables)
    assert not answer.errors, answer.errors
    return answer.data[act]


async def test_a_code_activates_an_account_once(campus: Campus) -> None:
    code = await activation_code(campus, campus.jia)
    typed = code.lower().replace("-", " ")
    assert await activate(campus, campus.jia, typed) == {"activated": True, "userErrors": []}
    assert codes(await sign_in(campus, campus.jia.username)) == []
    assert codes(await activate(campus, campus.jia, code, "Other-Ships-2019")) == ["WRONG_CREDENTIALS"]


async def test_of_two_who_use_one_code_at_once_one_wins(campus: Campus) -> None:
    code = await activation_code(campus, campus.jia)
    done = await asyncio.gather(*(activate(campus, campus.jia, code, f"Tall-Ships-201{n}") for n in range(2)))
    assert sorted(one["activated"] is True for one in done) == [False, True]
    winner = next(n for n, one in enumerate(done) if one["activated"])
    assert codes(await sign_in(campus, campus.jia.username, f"Tall-Ships-201{winner}")) == []


async def test_a_code_is_its_owners_and_runs_out(campus: Campus) -> None:
    code = await activation_code(campus, campus.jia)
    assert codes(await activate(campus, campus.yi, code)) == ["WRONG_CREDENTIALS"]
    await campus.execute("update account set activation_expires_at = now()")
    assert codes(await activate(campus, campus.jia, code)) == ["WRONG_CREDENTIALS"]


async def test_a_weak_password_does_not_use_up_the_code(campus: Campus) -> None:
    code = await activation_code(campus, campus.jia)
    refused = await activate(campus, campus.jia, code, "20190101")
    assert [(one["code"], one["path"]) for one in refused["userErrors"]] == [("WEAK_PASSWORD", "input.password")]
    assert codes(await activate(campus, campus.jia, code)) == []


async def test_guessing_codes_is_slowed_down(campus: Campus) -> None:
    for _ in range(5):
        assert codes(await activate(campus, campus.jia, "AAAA-AAAA-AAAA")) == ["WRONG_CREDENTIALS"]
    await hold_off(campus)
    assert codes(await activate(campus, campus.jia, "AAAA-AAAA-AAAA")) == ["TOO_MANY_ATTEMPTS"]


async def test_a_new_code_resets_a_forgotten_password_and_ends_every_way_in(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    session = (await sign_in(campus, campus.jia.username))["token"]
    token = (await new_token(campus))["token"]
    await activate(campus, campus.jia, await activation_code(campus, campus.jia), "Other-Ships-2019")
    for old in (session, token):
        assert await is_refused(campus, old)


async def test_codes_are_handed_out_by_class_to_those_not_activated(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    payload = (await campus.ask(campus.super_admin, CODES, **{"class": campus.cs1})).data["issueActivationCodes"]
    names = [one["account"]["username"] for one in payload["codes"]]
    assert names == ["20190102", "20190103", "20190104", "20190105"]
    assert len({one["code"] for one in payload["codes"]}) == 4
    kept = str(await campus.rows("select activation_hash from account")) + str(
        await campus.rows("select subject, new from audit_entry")
    )
    assert not any(one["code"] in kept for one in payload["codes"])


async def test_codes_are_handed_out_by_college_with_its_staff(campus: Campus) -> None:
    payload = (await campus.ask(campus.super_admin, CODES, college=campus.lang)).data["issueActivationCodes"]
    names = {one["account"]["username"] for one in payload["codes"]}
    assert names == {"20190401", "20190402", "S008", "S009", "S011"}


async def test_only_the_super_admin_keeps_accounts(campus: Campus) -> None:
    account = await account_id(campus, campus.jia)
    for person in (
        campus.student_affairs,
        campus.college_admin,
        campus.deputy_secretary,
        campus.counsellor_li,
        campus.jia,
    ):
        for query in (ACCOUNTS, CODES, ABLE % "disableAccount", ROLE % "grantRole"):
            answer = await campus.ask(person, query, account=account, accounts=[account], role="SUPER_ADMIN")
            assert answer.codes == ["FORBIDDEN"], (person, query)
            assert set(answer.data.values()) == {None}
    kept = await campus.rows(
        "select count(*) from account where disabled_at is not null or activation_hash is not null"
    )
    assert kept[0].count == 0


async def test_the_accounts_are_found_by_role_name_and_activation(campus: Campus) -> None:
    async def found(**wanted: object) -> list[str]:
        listed = (await campus.ask(campus.super_admin, ACCOUNTS, filter=wanted)).data["accounts"]
        assert listed["totalCount"] == len(listed["nodes"])
        return [one["username"] for one in listed["nodes"]]

    await give_password(campus, campus.jia)
    assert await found(role="COLLEGE_ADMIN") == ["S003", "S008"]
    assert await found(text="赵") == ["20190104", "S006"]
    assert await found(activated=True) == ["20190101"]
    assert await found(classId=campus.en1) == ["20190401", "20190402"]
    assert await found(disabled=True) == []


async def test_a_granted_role_works_with_the_next_request_and_a_revoked_one_no_more(campus: Campus) -> None:
    """R8.5."""
    assert (await campus.ask(campus.bystander, STAFF)).codes == ["FORBIDDEN"]
    granted = await grant(campus, campus.bystander, "COLLEGE_ADMIN", campus.lang)
    assert granted["account"]["roles"] == [{"role": "COLLEGE_ADMIN", "college": {"name": "外语学院"}}]
    assert (await campus.ask(campus.bystander, STAFF)).data["staffMembers"]["totalCount"] == 3
    await grant(campus, campus.bystander, "COLLEGE_ADMIN", campus.lang, act="revokeRole")
    assert (await campus.ask(campus.bystander, STAFF)).codes == ["FORBIDDEN"]


async def test_a_role_belongs_to_a_college_or_to_the_school(campus: Campus) -> None:
    for role, college, code in (
        ("COLLEGE_ADMIN", None, "INVALID"),
        ("SUPER_ADMIN", campus.info, "INVALID"),
        ("COLLEGE_ADMIN", "999999", "NOT_FOUND"),
    ):
        refused = await grant(campus, campus.bystander, role, college)
        assert [(one["code"], one["path"]) for one in refused["userErrors"]] == [(code, "input.collegeId")]
    assert codes(await grant(campus, campus.bystander, "STUDENT_AFFAIRS", act="revokeRole")) == ["CONFLICT"]


async def test_a_role_that_somebody_has_is_not_granted_again(campus: Campus) -> None:
    """R9.5: the refusal names the role as people know it."""
    before = await campus.rows("select account_id, role, college_id from role_grant order by id")
    for person, role, college, word in (
        (campus.student_affairs, "STUDENT_AFFAIRS", None, "学生处"),
        (campus.college_admin, "COLLEGE_ADMIN", campus.info, "学院管理员（信息学院）"),
    ):
        (told,) = (await grant(campus, person, role, college))["userErrors"]
        assert told == {"code": "ALREADY_EXISTS", "message": f"该账号已有角色“{word}”", "path": "input.role"}
    assert await campus.rows("select account_id, role, college_id from role_grant order by id") == before


async def test_the_last_super_admin_stays(campus: Campus) -> None:
    refused = await grant(campus, campus.super_admin, "SUPER_ADMIN", act="revokeRole")
    assert codes(refused) == ["LAST_SUPER_ADMIN"]
    assert len(await campus.rows("select 1 from role_grant where role = 'SUPER_ADMIN'")) == 1
    await grant(campus, campus.bystander, "SUPER_ADMIN")
    account = await account_id(campus, campus.super_admin)
    assert (await campus.ask(campus.bystander, ABLE % "disableAccount", account=account)).data["disableAccount"][
        "account"
    ]
    account = await account_id(campus, campus.bystander)
    answer = await campus.ask(campus.bystander, ABLE % "disableAccount", account=account)
    assert codes(answer.data["disableAccount"]) == ["CONFLICT"]


async def test_two_super_admins_cannot_revoke_each_other_at_once(campus: Campus) -> None:
    await grant(campus, campus.bystander, "SUPER_ADMIN")
    first, second = await account_id(campus, campus.super_admin), await account_id(campus, campus.bystander)
    revoke = ROLE % "revokeRole"
    await asyncio.gather(
        campus.ask(campus.super_admin, revoke, account=second, role="SUPER_ADMIN"),
        campus.ask(campus.bystander, revoke, account=first, role="SUPER_ADMIN"),
    )
    assert len(await campus.rows("select 1 from role_grant where role = 'SUPER_ADMIN'")) == 1


async def test_a_disabled_account_is_out_at_once_and_for_good(campus: Campus) -> None:
    account = await account_id(campus, campus.jia)
    token = (await new_token(campus))["token"]
    await campus.ask(campus.super_admin, ABLE % "disableAccount", account=account)
    for way_in in (campus.jia.token, token):
        assert await is_refused(campus, way_in)
    await campus.ask(campus.super_admin, ABLE % "enableAccount", account=account)
    assert await is_refused(campus, campus.jia.token)
    assert (await ask_with(campus, token, WHO)).data["viewer"] is not None


async def test_an_access_token_reads_and_does_not_write_unless_said(campus: Campus) -> None:
    made = await new_token(campus)
    assert made["token"].startswith("zt_")
    assert (await ask_with(campus, made["token"], "{ viewer { username readOnly } }")).data == {
        "viewer": {"username": "20190101", "readOnly": True}
    }
    refused = await ask_with(campus, made["token"], REVOKE, id=made["accessToken"]["id"])
    assert codes(refused.data["revokeAccessToken"]) == ["READ_ONLY_TOKEN"]
    writing = await new_token(campus, readOnly=False)
    done = await ask_with(campus, writing["token"], REVOKE, id=made["accessToken"]["id"])
    assert done.data["revokeAccessToken"]["accessToken"]["revokedAt"] is not None


async def test_an_access_token_makes_no_further_ones_and_changes_no_password(campus: Campus) -> None:
    """A leaked token must not make itself at home."""
    token = (await new_token(campus, readOnly=False))["token"]
    again = await ask_with(campus, token, TOKEN, name="again", until=TODAY.isoformat())
    assert codes(again.data["createAccessToken"]) == ["SIGN_IN_NEEDED"]
    change = """mutation { changePassword(input: {oldPassword: "x", newPassword: "Tall-Ships-2019"}) {
      userErrors { code } } }"""
    assert codes((await ask_with(campus, token, change)).data["changePassword"]) == ["SIGN_IN_NEEDED"]


async def test_an_access_token_signs_nobody_out(campus: Campus) -> None:
    """R9.1: a token signs out neither its owner everywhere nor itself: a leaked one must not shut its owner out."""
    token = (await new_token(campus, readOnly=False))["token"]
    for everywhere in ("true", "false"):
        out = f"mutation {{ signOut(input: {{everywhere: {everywhere}}}) {{ userErrors {{ code }} }} }}"
        assert codes((await ask_with(campus, token, out)).data["signOut"]) == ["SIGN_IN_NEEDED"]
    assert (await campus.ask(campus.jia, WHO)).data["viewer"] is not None


async def test_an_access_token_hands_out_no_activation_code(campus: Campus) -> None:
    """R9.1: a leaked token of a super admin could stay in for good, by a code for an account of its own."""
    given = {"name": "报表", "until": (TODAY + timedelta(days=30)).isoformat(), "readOnly": False}
    made = (await campus.ask(campus.super_admin, TOKEN, **given)).data["createAccessToken"]
    ids = [await account_id(campus, campus.jia)]
    answer = await ask_with(campus, made["token"], CODES, accounts=ids)
    assert codes(answer.data["issueActivationCodes"]) == ["SIGN_IN_NEEDED"]
    assert not await campus.rows("select 1 from account where activation_hash is not null")


async def test_an_access_token_ends_with_its_last_day_or_when_revoked(campus: Campus) -> None:
    last = TODAY + timedelta(days=1)
    made = await new_token(campus, until=last.isoformat())
    midnight = datetime.combine(last + timedelta(days=1), time(), ZONE)
    assert datetime.fromisoformat(made["accessToken"]["expiresAt"]) == midnight
    listed = await campus.ask(campus.jia, "{ viewer { accessTokens { expiresOn } } }")
    assert listed.data["viewer"]["accessTokens"] == [{"expiresOn": last.isoformat()}]
    assert (await ask_with(campus, made["token"], WHO)).data["viewer"] is not None
    await campus.execute("update access_token set expires_at = now()")
    assert await is_refused(campus, made["token"])
    other = await new_token(campus)
    await campus.ask(campus.jia, REVOKE, id=other["accessToken"]["id"])
    assert await is_refused(campus, other["token"])


async def test_an_access_token_needs_a_name_and_an_end_within_a_year(campus: Campus) -> None:
    for wanted, path in (
        ({"name": "  "}, "input.name"),
        ({"name": "x" * 101}, "input.name"),
        ({"until": (TODAY - timedelta(days=1)).isoformat()}, "input.expiresOn"),
        ({"until": (TODAY + timedelta(days=367)).isoformat()}, "input.expiresOn"),
    ):
        assert [one["path"] for one in (await new_token(campus, **wanted))["userErrors"]] == [path]
    assert await campus.rows("select 1 from access_token") == []


async def test_the_own_tokens_are_listed_without_their_secret_and_others_are_unknown(campus: Campus) -> None:
    made = await new_token(campus)
    listed = (await campus.ask(campus.jia, "{ viewer { accessTokens { id name readOnly } } }")).data["viewer"]
    assert listed["accessTokens"] == [{"id": made["accessToken"]["id"], "name": "报表", "readOnly": True}]
    kept = await campus.rows("select token_hash from access_token")
    assert made["token"] not in kept[0].token_hash
    answer = await campus.ask(campus.yi, REVOKE, id=made["accessToken"]["id"])
    assert codes(answer.data["revokeAccessToken"]) == ["NOT_FOUND"]
    answer = await campus.ask(campus.super_admin, REVOKE, id=made["accessToken"]["id"])
    assert codes(answer.data["revokeAccessToken"]) == []


async def test_an_account_shows_the_roles_that_follow_from_assignments_and_the_roster(campus: Campus) -> None:
    """R8.5: they follow the assignment at once, and are those that the person has when signed in."""
    query = "query($text: String!) { accounts(filter: {text: $text}) { nodes { username assignedRoles } } }"
    for person, roles in (
        (campus.counsellor_li, ["COUNSELLOR"]),
        (campus.counsellor_zhao, ["COUNSELLOR", "HEAD_TEACHER"]),
        (campus.jia, ["CLASS_MONITOR", "STUDENT"]),
        (campus.yi, ["STUDENT"]),
        (campus.college_admin, []),
    ):
        found = await campus.ask(campus.super_admin, query, text=person.username)
        assert found.data["accounts"]["nodes"] == [{"username": person.username, "assignedRoles": roles}]
        held = (await campus.ask(person, "{ viewer { roles { role college { name } } } }")).data["viewer"]["roles"]
        assert [one["role"] for one in held if not one["college"]] == roles
    await campus.execute("delete from counsellor where staff_id = :id", id=campus.counsellor_li.id)
    found = await campus.ask(campus.super_admin, query, text=campus.counsellor_li.username)
    assert found.data["accounts"]["nodes"][0]["assignedRoles"] == []


async def test_staff_are_seen_by_college(campus: Campus) -> None:
    """R8.2: a college admin finds the people to assign, of the admin's own college."""
    everybody = (await campus.ask(campus.student_affairs, STAFF)).data["staffMembers"]
    assert everybody["totalCount"] == 12
    own = (await campus.ask(campus.college_admin, STAFF, filter={"name": "李"})).data["staffMembers"]
    assert own == {"totalCount": 1, "nodes": [{"number": "S005", "name": "李莉", "college": {"name": "信息学院"}}]}
    other = (await campus.ask(campus.college_admin, STAFF, filter={"collegeId": campus.lang})).data["staffMembers"]
    assert other == {"totalCount": 0, "nodes": []}
    assert (await campus.ask(campus.counsellor_li, STAFF)).codes == ["FORBIDDEN"]
