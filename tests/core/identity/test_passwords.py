"""Passwords (R9.1): argon2id at rest, and none that would be guessed first."""

import pytest

from core.errors import WeakPassword
from core.identity.passwords import hashed, require_good, verified


async def test_a_password_is_kept_as_argon2id_and_verified() -> None:
    kept = await hashed("Tall-Ships-2019")
    assert kept.startswith("$argon2id$")
    assert "Tall" not in kept
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await verified("Tall-Ships-2019", kept)
    assert not await verified("tall-ships-2019", kept)


async def test_a_password_of_before_still_opens_its_account() -> None:
    for once_good in ("Tall-Ships", "Tall-Ships-2019 " * 16):
        assert await verified(once_good, await hashed(once_good))


async def test_nobodys_password_and_endless_ones_are_wrong() -> None:
    assert not await verified("nobody's password", None)
    assert not await verified("a" * 100_000, await hashed("Tall-Ships-2019"))


async def test_full_width_digits_from_an_input_method_are_digits() -> None:
    assert await verified("Ｔall-Ships-２０１９", await hashed("Tall-Ships-2019"))


@pytest.mark.parametrize(
    "weak",
    [
        "Tall-Ships9",
        "Tall-Ships-" * 11 + "Tall-Ship",
        "111111111111",
        "abababababab",
        "abc123abc123",
        "123456789012",
        "109876543210",
        "qwertyuiop[]",
        "Password12345",
        "P@ssw0rd!!!!",
        "woaini1314520",
        "201901010000",
        "20190101" * 2,
        "20190101abcd",
    ],
)
def test_what_would_be_guessed_first_is_refused(weak: str) -> None:
    with pytest.raises(WeakPassword):
        require_good(weak, "20190101", "input.password")


@pytest.mark.parametrize(
    "good", ["Tall-Ships-2019", "correct horse battery", "晴天一起散步去图书馆看书吧", "k7Qm2XwD9fHt"]
)
def test_other_passwords_will_do(good: str) -> None:
    require_good(good, "20190101", "input.password")
