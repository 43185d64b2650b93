"""Nobody gets in without an account; sessions are opaque, hashed at rest, revocable, and run out (R9.1)."""

from datetime import datetime, timedelta

from core.identity.tokens import hash_of
from tests.campus import NOBODY, Campus
from tests.graph.people.entering import (
    PASSWORD,
    SIGN_IN,
    WHO,
    account_id,
    ask_with,
    browser,
    codes,
    give_password,
    hold_off,
    is_refused,
    sign_in,
)

SIGN_OUT = (
    "mutation($all: Boolean = false) { signOut(input: {everywhere: $all}) { sessionsEnded userErrors { code } } }"
)
CHANGE = """
mutation($old: String!, $new: String!) {
  changePassword(input: {oldPassword: $old, newPassword: $new}) { changed userErrors { code path } } }
"""


async def test_a_program_signs_in_and_asks_by_its_token(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    entered = await sign_in(campus, campus.jia.username)
    assert entered["viewer"] == {"username": "20190101", "name": "张甲"}
    assert entered["token"].startswith("zs_")
    answer = await ask_with(campus, entered["token"], WHO)
    assert answer.data == {"viewer": {"username": "20190101"}}


async def test_only_the_hash_of_a_session_token_is_kept(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    token = (await sign_in(campus, campus.jia.username))["token"]
    kept = await campus.rows("select token_hash from session order by id desc limit 1")
    assert kept[0].token_hash == hash_of(token)
    assert token not in str(await campus.rows("select * from audit_entry"))


async def test_a_browser_gets_a_cookie_that_scripts_cannot_read_and_no_token(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    async with browser(campus) as client:
        variables = {"username": "20190101", "password": PASSWORD, "wantToken": False}
        response = await client.post("/graphql", json={"query": SIGN_IN, "variables": variables})
        cookie = response.headers["set-cookie"]
        assert cookie.startswith("zongce=zs_")
        assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
        assert response.json()["data"]["signIn"]["token"] is None
        response = await client.post("/graphql", json={"query": WHO})
        assert response.json()["data"] == {"viewer": {"username": "20190101"}}
        response = await client.post("/graphql", json={"query": SIGN_OUT})
        assert response.json()["data"]["signOut"] == {"sessionsEnded": 1, "userErrors": []}
        response = await client.post("/graphql", json={"query": WHO})
        assert response.json()["data"] == {"viewer": None}


async def test_signing_in_again_replaces_the_browsers_session(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    variables = {"username": "20190101", "password": PASSWORD, "wantToken": False}
    async with browser(campus) as client:
        for _ in range(2):
            await client.post("/graphql", json={"query": SIGN_IN, "variables": variables})
    mine = await campus.rows("select id from session where account_id = :id and expires_at < '2100-01-01'",
                             id=int(await account_id(campus, campus.jia)))  # fmt: skip
    assert len(mine) == 1


async def test_everybody_who_may_not_enter_is_answered_alike(campus: Campus) -> None:
    """Wrong password, unknown, not activated, disabled: nothing tells which."""
    for person in (campus.jia, campus.bing):
        await give_password(campus, person)
    await campus.execute("update account set disabled_at = now() where username = :name", name=campus.bing.username)
    answers = [
        await sign_in(campus, campus.jia.username, "Wrong-Ships-2019"),
        await sign_in(campus, "99999999"),
        await sign_in(campus, campus.yi.username),
        await sign_in(campus, campus.bing.username),
    ]
    assert answers == [answers[0]] * 4
    assert codes(answers[0]) == ["WRONG_CREDENTIALS"]
    assert answers[0]["viewer"] is None


async def test_nobody_has_a_password_before_activation(campus: Campus) -> None:
    """No default password: neither empty, nor the number."""
    for guess in ("", campus.yi.username, "123456"):
        assert codes(await sign_in(campus, campus.yi.username, guess)) == ["WRONG_CREDENTIALS"]


async def test_failed_sign_ins_are_slowed_down_and_say_how_long(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    for _ in range(5):
        assert codes(await sign_in(campus, campus.jia.username, "Wrong-Ships-2019")) == ["WRONG_CREDENTIALS"]
    await hold_off(campus)
    refused = await sign_in(campus, campus.jia.username)
    assert codes(refused) == ["TOO_MANY_ATTEMPTS"]
    assert refused["userErrors"][0]["message"].startswith("尝试次数过多，请在 ")
    await campus.execute("update sign_in_throttle set blocked_until = now() - interval '1 second'")
    assert codes(await sign_in(campus, campus.jia.username)) == []


async def test_strange_user_names_and_passwords_are_only_wrong(campus: Campus) -> None:
    for username, password in (("", ""), ("' or 1=1 --", "x"), ("a" * 10_000, "b" * 10_000), ("２０１９", "\t🙂")):
        assert codes(await sign_in(campus, username, password)) == ["WRONG_CREDENTIALS"]


async def test_a_user_name_is_known_however_it_was_typed(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    assert (await sign_in(campus, " ２０１９０１０１ "))["viewer"]["username"] == "20190101"


async def test_a_session_runs_out(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    entered = await sign_in(campus, campus.jia.username)
    assert datetime.fromisoformat(entered["expiresAt"]) - datetime.now().astimezone() < timedelta(hours=12)
    await campus.execute(
        "update session set expires_at = now() where token_hash = :hash", hash=hash_of(entered["token"])
    )
    assert await is_refused(campus, entered["token"])
    assert (await ask_with(campus, entered["token"], "{ batches { totalCount } }")).codes == ["UNAUTHENTICATED"]


async def test_signing_out_ends_the_session_at_once_and_only_that_one(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    first, second = [(await sign_in(campus, campus.jia.username))["token"] for _ in range(2)]
    answer = await ask_with(campus, first, SIGN_OUT)
    assert answer.data["signOut"] == {"sessionsEnded": 1, "userErrors": []}
    assert await is_refused(campus, first)
    assert (await ask_with(campus, second, WHO)).data["viewer"] is not None
    await ask_with(campus, second, SIGN_OUT, all=True)
    assert await is_refused(campus, campus.jia.token)


async def test_signing_out_twice_is_no_error(campus: Campus) -> None:
    assert (await campus.ask(NOBODY, SIGN_OUT)).data["signOut"] == {"sessionsEnded": 0, "userErrors": []}


async def test_a_changed_password_ends_every_other_session(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    mine, other = [(await sign_in(campus, campus.jia.username))["token"] for _ in range(2)]
    answer = await ask_with(campus, mine, CHANGE, old=PASSWORD, new="New-Ships-2020")
    assert answer.data["changePassword"] == {"changed": True, "userErrors": []}
    assert (await ask_with(campus, mine, WHO)).data["viewer"] is not None
    assert await is_refused(campus, other)
    assert codes(await sign_in(campus, campus.jia.username)) == ["WRONG_CREDENTIALS"]
    assert codes(await sign_in(campus, campus.jia.username, "New-Ships-2020")) == []


async def test_a_changed_password_ends_access_tokens_and_bindings(campus: Campus) -> None:
    """R9.1: a person who knew the old password may have made them."""
    await give_password(campus, campus.jia)
    mine = (await sign_in(campus, campus.jia.username))["token"]
    await campus.execute(
        """insert into access_token (account_id, name, token_hash, read_only, expires_at)
           select id, '报表', 'x', true, now() + interval '1 day' from account where username = :jia""",
        jia=campus.jia.username,
    )
    await campus.execute(
        """insert into sign_in_binding (method, subject, account_id, bound_at)
           select 'yiban', '1', id, now() from account where username = :jia""",
        jia=campus.jia.username,
    )
    await ask_with(campus, mine, CHANGE, old=PASSWORD, new="New-Ships-2020")
    assert not await campus.rows("select 1 from access_token where revoked_at is null")
    assert not await campus.rows("select 1 from sign_in_binding")


async def test_a_password_is_changed_only_with_the_old_one_and_to_a_good_one(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    token = (await sign_in(campus, campus.jia.username))["token"]
    for old, new, code, path in (
        ("Wrong-Ships-2019", "New-Ships-2020", "WRONG_CREDENTIALS", "input.oldPassword"),
        (PASSWORD, "short", "WEAK_PASSWORD", "input.newPassword"),
        (PASSWORD, "2019010100", "WEAK_PASSWORD", "input.newPassword"),
    ):
        answer = await ask_with(campus, token, CHANGE, old=old, new=new)
        assert answer.data["changePassword"] == {"changed": None, "userErrors": [{"code": code, "path": path}]}
    assert codes(await sign_in(campus, campus.jia.username)) == []


async def test_whoever_holds_a_session_cannot_try_old_passwords_at_will(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    token = (await sign_in(campus, campus.jia.username))["token"]
    for _ in range(5):
        await ask_with(campus, token, CHANGE, old="Wrong-Ships-2019", new="New-Ships-2020")
    await hold_off(campus)
    answer = await ask_with(campus, token, CHANGE, old=PASSWORD, new="New-Ships-2020")
    assert codes(answer.data["changePassword"]) == ["TOO_MANY_ATTEMPTS"]


async def test_the_viewer_tells_roles_and_what_they_may_do(campus: Campus) -> None:
    query = (
        "{ viewer { name roles { role college { name } } permissions readOnly student { number } staff { number } } }"
    )
    seen = (await campus.ask(campus.college_admin, query)).data["viewer"]
    assert seen["roles"] == [{"role": "COLLEGE_ADMIN", "college": {"name": "信息学院"}}]
    assert "MANAGE_COLLEGE_BATCH" in seen["permissions"]
    assert "MANAGE_BATCHES" not in seen["permissions"]
    assert (seen["student"], seen["staff"]) == (None, {"number": "S003"})
    monitor = (await campus.ask(campus.monitor, query)).data["viewer"]
    assert [held["role"] for held in monitor["roles"]] == ["CLASS_MONITOR", "STUDENT"]
    assert monitor["student"] == {"number": "20190101"}
    two = (await campus.ask(campus.counsellor_zhao, query)).data["viewer"]
    assert [held["role"] for held in two["roles"]] == ["COUNSELLOR", "HEAD_TEACHER"]
    assert (await campus.ask(NOBODY, query)).data == {"viewer": None}
