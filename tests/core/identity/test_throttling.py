"""Failed attempts are slowed down, and nobody can lock somebody else out (R9.1)."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.askers import AskerGone
from core.errors import TooManyAttempts
from core.errors.entering import Crowded
from core.identity import throttling
from core.identity.entrance import Entrance
from core.identity.throttling import OF_ADDRESS, OF_USER, OF_USER_AT_ADDRESS, REMEMBERED, Attempt
from tests.campus import Campus
from tests.waiting import HANG_SECONDS, until

NOW = datetime(2019, 9, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def attempt(username: str = "20190101", address: str = "10.0.0.1") -> Attempt:
    return Attempt("sign in", username, address)


async def fails(campus: Campus, one: Attempt, now: datetime = NOW) -> bool:
    """One more attempt that fails; whether it was looked at. Nobody waits: who would have to is not looked at."""
    try:
        await Entrance(campus.database, longest_wait=0).begin(one, now)
    except (TooManyAttempts, Crowded):
        return False
    return True


async def succeeds(entrance: Entrance, one: Attempt, now: datetime = NOW) -> None:
    async with entrance.counted(one, now):
        pass
    async with entrance.write() as db:
        await entrance.succeeded(db, one, now)
    await entrance.let_in(one, now)


async def failures(campus: Campus, key: str) -> int:
    return int((await campus.rows("select failures from sign_in_throttle where key = :key", key=key))[0].failures)


def test_the_delay_grows_and_is_bounded() -> None:
    delays = [OF_USER_AT_ADDRESS.delay(failures).total_seconds() for failures in (1, 4, 5, 6, 7, 10, 11, 1000)]
    assert delays == [0, 0, 1, 2, 4, 32, 60, 60]


def test_failures_are_forgiven_one_by_one() -> None:
    """Not all at once, and not never where attempts come in quick succession."""
    step = OF_ADDRESS.forgiven_after
    assert OF_ADDRESS.left(10, NOW, NOW + 3.5 * step) == (7, NOW + 3 * step)
    assert OF_ADDRESS.left(2, NOW, NOW + 3 * step) == (0, NOW + 3 * step)


async def test_after_five_failures_the_sixth_must_wait(campus: Campus) -> None:
    assert [await fails(campus, attempt(), NOW) for _ in range(6)] == [True] * 5 + [False]
    with pytest.raises(TooManyAttempts) as refused:
        await Entrance(campus.database).begin(attempt(), NOW)
    assert refused.value.values == {"seconds": 1}
    assert await fails(campus, attempt(), NOW + SECOND)
    assert not await fails(campus, attempt(), NOW + 2 * SECOND)


async def test_what_is_refused_is_not_counted(campus: Campus) -> None:
    """Trying again and again in vain does not lengthen the delay."""
    for _ in range(30):
        await fails(campus, attempt(), NOW)
    assert await fails(campus, attempt(), NOW + SECOND)


async def test_many_attempts_at_once_gain_nothing(campus: Campus) -> None:
    looked_at = await asyncio.gather(*(fails(campus, attempt(), NOW) for _ in range(20)))
    assert sum(looked_at) == OF_USER_AT_ADDRESS.free


async def test_success_forgives_the_person(campus: Campus) -> None:
    for _ in range(4):
        await fails(campus, attempt(), NOW)
    await succeeds(Entrance(campus.database), attempt())
    assert [await fails(campus, attempt(), NOW) for _ in range(6)] == [True] * 5 + [False]


async def test_one_user_name_is_slowed_down_from_all_addresses_together(campus: Campus) -> None:
    from_everywhere = [attempt(address=f"10.0.1.{number}") for number in range(OF_USER.free + 1)]
    looked_at = [await fails(campus, one, NOW) for one in from_everywhere]
    assert looked_at == [True] * OF_USER.free + [False]


async def test_one_address_is_slowed_down_over_all_user_names(campus: Campus) -> None:
    everybody = [attempt(f"2019{number:04}") for number in range(OF_ADDRESS.free + 1)]
    looked_at = [await fails(campus, one, NOW) for one in everybody]
    assert looked_at == [True] * OF_ADDRESS.free + [False]


async def in_debt(campus: Campus, failed: int = OF_ADDRESS.free + 5, *, seconds: float = 0.2) -> None:
    """Somebody has guessed at the address; the delay of the last failure is not over."""
    await fails(campus, attempt("guesser"))
    await campus.execute(
        "update sign_in_throttle set failures = :failed, blocked_until = cast(:until as timestamptz) where key = :key",
        failed=failed,
        until=NOW + timedelta(seconds=seconds),
        key=attempt().of_address,
    )


async def test_an_address_in_debt_is_refused_nothing_and_waits_instead(campus: Campus) -> None:
    """A campus shares one address: who gives the right password there gets in, however much others have guessed."""
    await in_debt(campus)
    await succeeds(Entrance(campus.database), attempt())
    assert await failures(campus, attempt().of_address) < OF_ADDRESS.free + 5


async def test_at_an_address_in_debt_one_attempt_is_looked_at_at_a_time(
    campus: Campus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All processes count together: spraying one password over many accounts gains nothing by asking at once."""
    monkeypatch.setattr(throttling, "OF_ADDRESS", replace(OF_ADDRESS, longest=timedelta(hours=1)))
    await in_debt(campus, OF_ADDRESS.free + 12)
    processes = [Entrance(campus.database, longest_wait=HANG_SECONDS) for _ in range(3)]
    guesses = [
        asyncio.create_task(processes[number % 3].begin(attempt(f"2019{number:04}"), NOW)) for number in range(12)
    ]
    await until(lambda: any(one.done() for one in guesses))
    await until(lambda: sum(len(one.waiting) for one in processes) == 11)
    assert [one.done() for one in guesses].count(True) == 1
    for one in guesses:
        one.cancel()
    await asyncio.gather(*guesses, return_exceptions=True)


async def test_a_hundred_people_get_in_from_one_address_at_once(campus: Campus) -> None:
    """Nobody of them is known there, and somebody guesses among them."""
    await in_debt(campus, OF_ADDRESS.free + 2)
    entrance = Entrance(campus.database)
    await asyncio.gather(*(succeeds(entrance, attempt(f"2019{number:04}")) for number in range(100)))
    assert await failures(campus, attempt().of_address) == 0


async def test_those_who_wait_hold_no_connection(campus: Campus) -> None:
    """The pool is left to those who are in."""
    await in_debt(campus, seconds=HANG_SECONDS)
    entrance = Entrance(campus.database, longest_wait=HANG_SECONDS)
    waiting = [asyncio.create_task(entrance.begin(attempt(f"2019{number:04}"), NOW)) for number in range(20)]
    await until(lambda: len(entrance.waiting) == 20)
    async with asyncio.timeout(HANG_SECONDS):
        for _ in range(10):
            async with campus.database.read(), campus.database.read(), campus.database.read():
                pass
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_what_was_not_looked_at_is_not_counted(campus: Campus) -> None:
    """The queue was too long, or the client has gone: neither is a failure."""
    for failure in (Crowded(seconds=30), AskerGone()):
        with pytest.raises(type(failure)):
            async with Entrance(campus.database).counted(attempt(), NOW):
                raise failure
    assert [await failures(campus, key) for key in attempt().limits(known=False)] == [0, 0, 0]


async def test_who_is_known_at_an_address_costs_and_repays_it_nothing(campus: Campus) -> None:
    """Else somebody with one good password would buy guesses at others by signing in again and again."""
    entrance = Entrance(campus.database)
    await succeeds(entrance, attempt())
    await in_debt(campus)
    for _ in range(3):
        await succeeds(entrance, attempt())
    assert await failures(campus, attempt().of_address) == OF_ADDRESS.free + 5


async def test_a_newcomer_makes_up_for_one_failure_of_the_address(campus: Campus) -> None:
    for number in range(10):
        await fails(campus, attempt(f"2019{number:04}"))
    for _ in range(2):
        await succeeds(Entrance(campus.database), attempt("newcomer"))
    assert await failures(campus, attempt().of_address) == 9


async def test_whoever_came_a_moment_earlier_waits_for_nobody(campus: Campus) -> None:
    """A campus shares one address and signs in at one moment; requests are not looked at in the order of coming."""
    for number in range(10):
        assert await fails(campus, attempt(f"2019{number:04}"), NOW - number * SECOND / 10)


async def test_nobody_locks_out_a_person_who_comes_from_the_usual_address(campus: Campus) -> None:
    """An attacker elsewhere uses up all attempts by that user name."""
    await succeeds(Entrance(campus.database), attempt())
    for number in range(OF_USER.free + 5):
        await fails(campus, attempt(address=f"10.0.1.{number}"), NOW)
    assert not await fails(campus, attempt(address="10.0.2.1"), NOW)
    assert await fails(campus, attempt(), NOW)


async def test_a_whole_ipv6_network_is_one_address(campus: Campus) -> None:
    for number in range(OF_USER_AT_ADDRESS.free):
        await fails(campus, attempt(address=f"2001:db8::{number}"), NOW)
    assert not await fails(campus, attempt(address="2001:db8::ffff"), NOW)


async def test_nothing_that_was_typed_is_kept(campus: Campus) -> None:
    """People type passwords where the user name belongs."""
    await fails(campus, attempt("my secret password"), NOW)
    kept = await campus.rows("select key from sign_in_throttle")
    assert len(kept) == 3
    assert not any("secret" in row.key or "10.0" in row.key for row in kept)


async def test_old_traces_are_forgotten(campus: Campus) -> None:
    await fails(campus, attempt("somebody"), NOW)
    later = NOW + REMEMBERED + SECOND
    await succeeds(Entrance(campus.database), attempt(), later)
    kept = await campus.rows("select min(failed_at) as oldest from sign_in_throttle")
    assert kept[0].oldest == later
