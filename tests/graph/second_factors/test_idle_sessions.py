"""Sessions that nobody uses end, and people see when and how they signed in before (R16.1)."""

from datetime import UTC, datetime

from core.identity.tokens import hash_of
from db.demands import Demands
from db.queries.people import ways_in
from tests.campus import NOBODY, Campus, Person, address
from tests.graph.people.entering import WHO, ask_with, give_password, is_refused
from tests.graph.second_factors.codes import act, enter, opens
from tests.statements import counted

MINE = "{ viewer { lastSignIn { at method address failures } sessions { id method address current } } }"
OTHERS = "mutation { endOtherSessions { sessionsEnded userErrors { code } } }"


async def unused(campus: Campus, person: Person, minutes: float) -> bool:
    """Whether a session that was not used for so long is still open; it is used now if it is."""
    await campus.execute(
        "update session set used_at = now() - make_interval(secs => 60 * :minutes) where token_hash = :hash",
        minutes=minutes,
        hash=hash_of(person.token),
    )
    return await opens(campus, person.token)


async def test_a_session_ends_when_it_is_not_used(campus: Campus) -> None:
    """Staff after half an hour, students after four; roles count as they are now."""
    assert [await unused(campus, campus.counsellor_li, minutes) for minutes in (29, 29, 31)] == [True, True, False]
    assert [await unused(campus, campus.yi, minutes) for minutes in (31, 239, 241)] == [True, True, False]
    assert await unused(campus, campus.jia, 31) is False, "a class monitor has more to lose"
    assert await is_refused(campus, campus.jia.token)
    cookie = {"cookie": f"zongce={campus.jia.token}", "origin": address(campus)}
    answer = await campus.client.post("/graphql", json={"query": "{ viewer { name } signInStep }"}, headers=cookie)
    assert answer.json()["data"] == {"viewer": None, "signInStep": "IDLE"}
    async with campus.database.driver() as db:
        hashes = [hash_of(person.token) for person in (campus.jia, campus.counsellor_zhao)]
        assert await ways_in.alive(db, hashes, datetime.now(UTC), Demands()) == {hashes[1]}, "followers"


async def test_the_use_of_a_session_is_written_once_a_minute(campus: Campus) -> None:
    for used, statements in (("now() - interval '2 minutes'", 2), ("now() - interval '50 seconds'", 1)):
        await campus.execute(f"update session set used_at = {used}")
        with counted(campus.database) as seen:
            await campus.ask(campus.jia, WHO)
        assert len(seen) == statements, seen


async def test_people_see_the_sign_in_before_and_what_failed_since(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    first = (await enter(campus, campus.jia))["token"]
    assert (await ask_with(campus, first, MINE)).data["viewer"]["lastSignIn"] is None
    for _ in range(2):
        await enter(campus, campus.jia, "Wrong-Ships-2019")
    await enter(campus, campus.yi, "Wrong-Ships-2019")
    second = (await enter(campus, campus.jia))["token"]
    told = (await ask_with(campus, second, MINE)).data["viewer"]
    [kept] = await campus.rows("select min(created_at) as at from session where address <> ''")
    assert datetime.fromisoformat(told["lastSignIn"].pop("at")) == kept.at
    assert told["lastSignIn"] == {"method": "password", "address": "127.0.0.1", "failures": 2}
    assert [one["current"] for one in told["sessions"]].count(True) == 1
    assert len(told["sessions"]) == 3
    third = (await enter(campus, campus.jia))["token"]
    assert (await ask_with(campus, third, MINE)).data["viewer"]["lastSignIn"]["failures"] == 0


async def test_the_other_sessions_are_ended_at_once(campus: Campus) -> None:
    await give_password(campus, campus.jia)
    first, second = [(await enter(campus, campus.jia))["token"] for _ in range(2)]
    assert await act(campus, second, OTHERS) == {"sessionsEnded": 2, "userErrors": []}
    assert [await opens(campus, one) for one in (first, second)] == [False, True]
    assert await is_refused(campus, campus.jia.token)
    assert (await campus.ask(NOBODY, OTHERS)).codes == ["UNAUTHENTICATED"]
    assert await opens(campus, campus.yi.token)
