"""Failed attempts are slowed down, and nobody can lock somebody else out (R9.1)."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from core import throttling
from core.errors import TooManyAttempts
from core.throttling import OF_ADDRESS, OF_USER, OF_USER_AT_ADDRESS, Attempt
from tests.campus import Campus

NOW = datetime(2019, 9, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def attempt(username: str = "20190101", address: str = "10.0.0.1") -> Attempt:
    return Attempt("sign in", username, address)


async def fails(campus: Campus, one: Attempt, now: datetime) -> bool:
    """One more attempt that fails; whether it was looked at."""
    try:
        await throttling.begin(campus.database, one, now)
    except TooManyAttempts:
        return False
    return True


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
        await throttling.begin(campus.database, attempt(), NOW)
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
    await throttling.begin(campus.database, attempt(), NOW)
    await throttling.succeeded(campus.database, attempt(), NOW)
    assert [await fails(campus, attempt(), NOW) for _ in range(6)] == [True] * 5 + [False]


async def test_one_user_name_is_slowed_down_from_all_addresses_together(campus: Campus) -> None:
    from_everywhere = [attempt(address=f"10.0.1.{number}") for number in range(OF_USER.free + 1)]
    looked_at = [await fails(campus, one, NOW) for one in from_everywhere]
    assert looked_at == [True] * OF_USER.free + [False]


async def test_one_address_is_slowed_down_over_all_user_names(campus: Campus) -> None:
    everybody = [attempt(f"2019{number:04}") for number in range(OF_ADDRESS.free + 1)]
    looked_at = [await fails(campus, one, NOW) for one in everybody]
    assert looked_at == [True] * OF_ADDRESS.free + [False]


async def test_whoever_came_a_moment_earlier_waits_for_nobody(campus: Campus) -> None:
    """A campus shares one address and signs in at one moment; requests are not looked at in the order of coming."""
    for number in range(10):
        assert await fails(campus, attempt(f"2019{number:04}"), NOW - number * SECOND / 10)


async def test_nobody_locks_out_a_person_who_comes_from_the_usual_address(campus: Campus) -> None:
    """An attacker elsewhere uses up all attempts by that user name."""
    await throttling.begin(campus.database, attempt(), NOW)
    await throttling.succeeded(campus.database, attempt(), NOW)
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
    later = NOW + throttling.REMEMBERED + SECOND
    await throttling.begin(campus.database, attempt(), later)
    await throttling.succeeded(campus.database, attempt(), later)
    kept = await campus.rows("select min(failed_at) as oldest from sign_in_throttle")
    assert kept[0].oldest == later
