"""Passwords are stored as argon2id hashes, computed beside the event loop; weak ones are refused (R9.1)."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from core.errors import WeakPassword
from core.identity.hashing import HashingLanes

SHORTEST, LONGEST = 12, 128
LONGEST_EVER = 256
"""Older passwords may be this long, and still work."""
FEWEST_LETTERS = 5
"""The minimum number of different characters."""
BESIDES_USERNAME = 6

MEMORY_KIB, PASSES = 19_456, 2
"""OWASP's smallest recommendation for argon2id with one thread: a whole college signs in within a minute."""
lanes = HashingLanes()
"""The hashing threads of this process; each hash takes 19 MB while it is computed."""
_hasher = PasswordHash((Argon2Hasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1),))

_RUNS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
    "1qaz2wsx3edc4rfv5tgb",
)
_WORDS = """
    password passw0rd p@ssword p@ssw0rd passwd pass mima mimamima admin administrator root user guest test welcome
    letmein login iloveyou woaini woaiwojia woaizhongguo zhongguo china beijing shanghai nihao dragon monkey sunshine
    princess football superman batman master hello student teacher daxue xuesheng laoshi qwerty qwertyuiop asdfghjkl
    zxcvbnm qazwsx qazwsxedc qweasd qweasdzxc asd asdf abc abcd abcdef woaini1314 changeme secret zongce
"""
_COMMON = frozenset(_WORDS.split())
_ENDS = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def _bytes(password: str) -> bytes:
    """Normalises the password, so that every keyboard gives the same bytes: full-width digits become digits."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


async def hashed(password: str) -> str:
    """Hashes a password.

    Raises:
        Crowded, AskerGone
    """
    return await lanes.run(lambda: _hasher.hash(_bytes(password)))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Says whether the password is right; `renewed` is its new hash if the stored one uses other parameters."""

    right: bool
    renewed: str | None = None

    def __bool__(self) -> bool:
        return self.right


async def verified(password: str, stored_hash: str | None) -> Verdict:
    """Checks a password; without a stored hash it takes just as long.

    Raises:
        Crowded, AskerGone
    """
    if len(password) > LONGEST_EVER:
        password, stored_hash = "", None
    compared = stored_hash or _nobodys()
    right, renewed = await lanes.run(lambda: _hasher.verify_and_update(_bytes(password), compared))
    return Verdict(right, renewed) if stored_hash is not None else Verdict(False)


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody's password")


def require_good(password: str, username: str, path: str) -> None:
    """Refuses a password that is easy to guess.

    Raises:
        WeakPassword: says what is missing.
    """
    plain = unicodedata.normalize("NFKC", password).casefold()
    if len(plain) < SHORTEST or len(password) > LONGEST:
        zh, en = f"应为 {SHORTEST} 至 {LONGEST} 个字符", f"use {SHORTEST} to {LONGEST} characters"
        raise WeakPassword(path, why_zh=zh, why_en=en)
    if len(plain.replace(username.casefold(), "")) < min(BESIDES_USERNAME, len(plain)):
        raise WeakPassword(path, why_zh="不能以用户名为密码", why_en="it must not be the user name")
    if len(set(plain)) < FEWEST_LETTERS or _is_common(plain):
        raise WeakPassword(path, why_zh="过于常见或有规律，容易被猜到", why_en="it is too common or too regular")


def _is_common(plain: str) -> bool:
    stem = _ENDS.sub("", plain)
    regular = any(plain in run or plain in run[::-1] for run in _RUNS)
    return plain in _COMMON or stem in _COMMON or regular or _repeats(plain)


def _repeats(plain: str) -> bool:
    """Tells whether the password repeats a short piece, as abc123abc123 does."""
    return (plain + plain).find(plain, 1) < len(plain)
