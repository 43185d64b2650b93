"""A second factor is set up, asked for, used once, and managed by a fresh code (R16.1)."""

import asyncio
from datetime import UTC, datetime

from cli.acting import acting
from core.actions.second_factor_keys import reseal
from core.identity.one_time_codes import SEALED, Sealing, step_of
from core.settings import Settings
from tests.campus import Campus
from tests.conftest import Cluster, Template
from tests.graph.people.entering import account_id, ask_with, give_password, hold_off, is_refused
from tests.graph.second_factors.codes import (
    CONFIRM,
    MINE,
    REMOVE,
    RENEW,
    SET_UP,
    STEP,
    VERIFY,
    act,
    codes,
    enter,
    forget_steps,
    now_code,
    opens,
    with_factor,
)
from tests.graph.signing_in.visiting import campus_with, log_of

RESET = "mutation($id: ID!) { resetSecondFactor(input: {accountId: $id}) { account { id } userErrors { code } } }"
ACCOUNTS = '{ accounts(filter: {text: "20190101"}) { nodes { secondFactorAt } } }'


def test_codes_are_those_of_rfc_6238() -> None:
    """The test vectors of its appendix B, of which apps show the last six digits; half a minute off still fits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        step = seconds // 30
        for late in (0, 30):
            assert step_of(secret, code, datetime.fromtimestamp(seconds + late, UTC)) == step
        assert step_of(secret, code, datetime.fromtimestamp(seconds + 90, UTC)) is None
    assert step_of(secret, "081804", datetime.fromtimestamp(1111111109 - 30, UTC)) == 1111111109 // 30
    assert step_of(secret, " ２８７-０８２ ", datetime.fromtimestamp(59, UTC)) == 1


def test_a_secret_is_opened_by_any_key_and_by_no_other() -> None:
    old, new = "k" * 32, "n" * 32
    stored = Sealing([old]).seal("SECRET")
    assert "SECRET" not in stored
    assert Sealing([new, old]).open(stored) == "SECRET"
    assert Sealing([new]).open(stored) is Sealing([]).open(stored) is None
    assert Sealing([new]).open(Sealing([]).seal("SECRET")) == "SECRET"


async def test_a_sign_in_has_two_steps_and_each_code_works_once(campus: Campus) -> None:
    token, secret, recovery = await with_factor(campus, campus.jia)
    assert await opens(campus, token)
    first = await enter(campus, campus.jia)
    assert (first["viewer"], first["step"]) == (None, "GIVE_CODE")
    assert (await ask_with(campus, first["token"], STEP)).data == {"signInStep": "GIVE_CODE"}
    assert not await opens(campus, first["token"])
    assert codes(await act(campus, first["token"], VERIFY, code="000000")) == ["WRONG_CREDENTIALS"]
    assert codes(await act(campus, first["token"], CONFIRM, code=now_code(secret))) == ["SECOND_FACTOR_NOT_SET_UP"]
    assert codes(await act(campus, first["token"], SET_UP)) == ["WRONG_CREDENTIALS"]
    code = now_code(secret)
    entered = await act(campus, first["token"], VERIFY, code=code)
    assert entered["viewer"] == {"username": "20190101"}
    assert await opens(campus, entered["token"])
    assert await is_refused(campus, first["token"]), "whoever knew the half session's token knows nothing now"
    again = (await enter(campus, campus.jia))["token"]
    assert codes(await act(campus, again, VERIFY, code=code)) == ["WRONG_CREDENTIALS"]
    assert codes(await act(campus, again, VERIFY, code=now_code(secret, steps=-1))) == ["WRONG_CREDENTIALS"]
    by_recovery = await act(campus, again, VERIFY, code=recovery[0].lower())
    assert await opens(campus, by_recovery["token"])
    assert (await ask_with(campus, by_recovery["token"], MINE)).data["viewer"]["secondFactor"] == {
        "activeAt": (await campus.rows("select active_at from second_factor"))[0].active_at.isoformat(),
        "demanded": False,
        "recoveryCodesLeft": 9,
    }
    last = (await enter(campus, campus.jia))["token"]
    assert codes(await act(campus, last, VERIFY, code=recovery[0])) == ["WRONG_CREDENTIALS"]
    assert await log_of(campus, "signIn", campus.jia) == [None] + [{"secondFactor": "PENDING"}] * 3
    assert await log_of(campus, "verifySecondFactor", campus.jia) == [{"by": "APP"}, {"by": "RECOVERY_CODE"}]


async def test_one_code_lets_one_of_many_in(campus: Campus) -> None:
    """R16.1: two requests that race with one code, of the app or for recovery, give one success."""
    _, secret, recovery = await with_factor(campus, campus.jia)
    for code in (now_code(secret), recovery[0]):
        await campus.execute("delete from sign_in_throttle")
        halves = [(await enter(campus, campus.jia))["token"] for _ in range(4)]
        answers = await asyncio.gather(*(act(campus, token, VERIFY, code=code) for token in halves))
        assert sorted(map(codes, answers)) == [[]] + [["WRONG_CREDENTIALS"]] * 3


async def test_guesses_are_slowed_down_and_the_person_is_told_of_them(campus: Campus) -> None:
    _, secret, _ = await with_factor(campus, campus.jia)
    half = (await enter(campus, campus.jia))["token"]
    for guess in range(10):
        assert codes(await act(campus, half, VERIFY, code=f"00000{guess}")) == ["WRONG_CREDENTIALS"]
    await hold_off(campus)
    assert codes(await act(campus, half, VERIFY, code=now_code(secret))) == ["TOO_MANY_ATTEMPTS"]
    await enter(campus, campus.jia, "Wrong-Ships-2019")
    await campus.execute("delete from sign_in_throttle")
    entered = await act(campus, half, VERIFY, code=now_code(secret))
    answer = await ask_with(campus, entered["token"], "{ viewer { lastSignIn { method failures address } } }")
    assert answer.data["viewer"]["lastSignIn"] == {"method": "password", "failures": 11, "address": "127.0.0.1"}


async def test_what_a_session_does_to_the_factor_needs_a_fresh_code(campus: Campus) -> None:
    token, secret, recovery = await with_factor(campus, campus.jia)
    for mutation in (SET_UP, RENEW, REMOVE):
        assert codes(await act(campus, token, mutation, code="000000")) == ["WRONG_CREDENTIALS"]
    renewed = (await act(campus, token, RENEW, code=now_code(secret)))["recoveryCodes"]
    assert len(renewed) == 10
    assert not set(renewed) & set(recovery)
    assert codes(await act(campus, token, REMOVE, code=recovery[0])) == ["WRONG_CREDENTIALS"]
    other = (await act(campus, token, SET_UP, code=renewed[0]))["secret"]
    assert other != secret
    half = (await enter(campus, campus.jia))["token"]
    assert codes(await act(campus, half, VERIFY, code=now_code(other))) == ["WRONG_CREDENTIALS"], (
        "not before it is confirmed"
    )
    assert codes(await act(campus, token, CONFIRM, code=now_code(other))) == []
    assert await is_refused(campus, half), "other sessions end with the change"
    await forget_steps(campus)
    assert codes(await act(campus, token, REMOVE, code=now_code(secret))) == ["WRONG_CREDENTIALS"]
    assert (await act(campus, token, REMOVE, code=now_code(other)))["removed"] is True
    assert (await enter(campus, campus.jia))["step"] is None
    for table in ("second_factor", "recovery_code"):
        assert await campus.rows(f"select * from {table}") == []


async def test_a_factor_is_set_up_only_just_after_signing_in(campus: Campus) -> None:
    """Somebody who finds an open page must not shut its owner out."""
    await give_password(campus, campus.jia)
    token = (await enter(campus, campus.jia))["token"]
    await campus.execute("update session set created_at = now() - interval '11 minutes'")
    assert codes(await act(campus, token, SET_UP)) == ["SIGN_IN_AGAIN"]
    assert await campus.rows("select * from second_factor") == []


async def test_a_super_admin_resets_somebodys_factor(campus: Campus) -> None:
    token, _, _ = await with_factor(campus, campus.jia)
    assert (await campus.ask(campus.super_admin, ACCOUNTS)).data["accounts"]["nodes"][0]["secondFactorAt"]
    person = await account_id(campus, campus.jia)
    assert (await campus.ask(campus.college_admin, RESET, id=person)).codes == ["FORBIDDEN"]
    assert await opens(campus, token)
    answer = await campus.ask(campus.super_admin, RESET, id=person)
    assert answer.data["resetSecondFactor"] == {"account": {"id": person}, "userErrors": []}
    assert await is_refused(campus, token)
    assert (await enter(campus, campus.jia))["step"] is None
    assert (await log_of(campus, "resetSecondFactor", campus.super_admin))[0]["sessionsEnded"] >= 1
    again = await campus.ask(campus.super_admin, RESET, id=person)
    assert codes(again.data["resetSecondFactor"]) == ["CONFLICT"]
    own = await account_id(campus, campus.super_admin)
    assert codes((await campus.ask(campus.super_admin, RESET, id=own)).data["resetSecondFactor"]) == ["CONFLICT"]


async def test_secrets_are_sealed_where_the_deployment_has_a_key(cluster: Cluster, template: Template) -> None:
    """R16.1: neither a secret nor a recovery code can be read from the database or from the log; and keys change."""
    campus_key = "a key of thirty-two characters.."
    async with campus_with(cluster, template, second_factor_keys=(campus_key,)) as campus:
        _, secret, recovery = await with_factor(campus, campus.jia)
        [row] = await campus.rows("select secret, last_step from second_factor")
        assert row.secret.startswith(SEALED)
        kept = str(
            [await campus.rows(f"select * from {one}") for one in ("second_factor", "recovery_code", "audit_entry")]
        )
        assert not [one for one in (secret, *recovery) if one in kept]
        half = (await enter(campus, campus.jia))["token"]
        assert codes(await act(campus, half, VERIFY, code=now_code(secret))) == []
        old, new = campus_key, "another key of thirty-two letters"
        async with acting(campus.database, Settings(second_factor_keys=(new, old))) as changing:
            assert await reseal(changing, Sealing([new, old])) == (1, [])
        [row] = await campus.rows("select secret from second_factor")
        assert (Sealing([new]).open(row.secret), Sealing([old]).open(row.secret)) == (secret, None)
        async with acting(campus.database, Settings(second_factor_keys=(old,))) as changing:
            assert await reseal(changing, Sealing([old])) == (0, ["20190101"])
        assert await campus.rows("select secret from second_factor") == [row], "what no key opens stays"
        await campus.execute("update second_factor set secret = 'sealed:gAAAA'")
        half = (await enter(campus, campus.jia))["token"]
        assert codes(await act(campus, half, VERIFY, code=now_code(secret))) == ["SECOND_FACTOR_UNREADABLE"]
        assert codes(await act(campus, half, VERIFY, code=recovery[0])) == []
