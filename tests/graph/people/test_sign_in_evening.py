"""A whole college signs in at one moment, from one address, while somebody guesses there (R9.1)."""

import asyncio
from typing import Any

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from core.identity import passwords
from core.identity.hashing import HashingLanes
from tests.campus import NOBODY, Campus
from tests.graph.people.entering import PASSWORD, SIGN_IN, WHO, ask_with, codes, give_password, sign_in
from tests.waiting import until


async def people(campus: Campus, how_many: int) -> list[str]:
    """Accounts with one password, none of whom has signed in from anywhere."""
    names = [f"E{number:04}" for number in range(how_many)]
    await campus.execute(
        "insert into account (username, name, password_hash)"
        " select name, name, :hash from unnest(cast(:names as text[])) as person (name)",
        names=names,
        hash=await passwords.hashed(PASSWORD),
    )
    return names


async def test_everybody_gets_in_from_one_address_while_somebody_guesses_there(campus: Campus) -> None:
    """More than an address has free, all at once: nobody is refused, and none of the guesses is right."""
    names = await people(campus, 55)
    guesses = [sign_in(campus, name, "Wrong-Ships-2019") for name in names[:3]]
    entered = await asyncio.gather(*(sign_in(campus, name) for name in names), *guesses)
    assert [codes(one) for one in entered] == [[]] * 55 + [["WRONG_CREDENTIALS"]] * 3
    assert {one["viewer"]["username"] for one in entered[:55]} == set(names)


async def test_who_cannot_be_looked_at_in_time_is_told_when_to_come_back(campus: Campus, monkeypatch: Any) -> None:
    """Early, with HTTP's own words for it, and without being counted."""
    await give_password(campus, campus.jia)
    full = HashingLanes(1, longest_wait=20)
    full.seconds, full._running = 40, 1
    monkeypatch.setattr(passwords, "lanes", full)
    answer = await campus.ask(NOBODY, SIGN_IN, username=campus.jia.username, password=PASSWORD)
    assert (answer.status, answer.headers["retry-after"], answer.codes) == (503, "40", ["UNAVAILABLE"])
    assert "40 秒" in answer.errors[0]["message"]
    assert not await campus.rows("select key from sign_in_throttle where failures > 0")


async def test_an_old_hash_is_renewed_at_the_next_sign_in_whoever_else_signs_in_meanwhile(campus: Campus) -> None:
    """Hashes of other parameters go on opening the account; two at once both get in."""
    await give_password(campus, campus.jia)
    old = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=2),)).hash(PASSWORD)
    await campus.execute("update account set password_hash = :old where username = '20190101'", old=old)
    entered = await asyncio.gather(*(sign_in(campus, campus.jia.username) for _ in range(3)))
    assert [codes(one) for one in entered] == [[]] * 3
    kept = await campus.rows("select password_hash from account where username = '20190101'")
    assert kept[0].password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert codes(await sign_in(campus, campus.jia.username)) == []


async def test_a_wrong_password_renews_nothing(campus: Campus) -> None:
    old = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=2),)).hash(PASSWORD)
    await campus.execute("update account set password_hash = :old where username = '20190101'", old=old)
    assert codes(await sign_in(campus, campus.jia.username, "Wrong-Ships-2019")) == ["WRONG_CREDENTIALS"]
    kept = await campus.rows("select password_hash from account where username = '20190101'")
    assert kept[0].password_hash == old


async def test_pages_are_answered_while_sign_ins_wait_for_their_turn(campus: Campus, monkeypatch: Any) -> None:
    """More of them than there are connections."""
    names = await people(campus, 12)
    held = HashingLanes(1)
    held._running = 1
    monkeypatch.setattr(passwords, "lanes", held)
    waiting = [asyncio.create_task(sign_in(campus, name)) for name in names]
    await until(lambda: held.waiting == 12)
    assert (await campus.ask(campus.jia, WHO)).data == {"viewer": {"username": "20190101"}}
    assert (await campus.ask(campus.jia, "{ batches { totalCount } }")).errors == []
    held._pass_on()
    assert [codes(one) for one in await asyncio.gather(*waiting)] == [[]] * 12
    assert (await ask_with(campus, waiting[0].result()["token"], WHO)).data["viewer"] is not None
