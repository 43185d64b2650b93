"""Passwords: argon2id at rest, hashed beside the event loop; what will not do as one (R9.1)."""

import asyncio
import re
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from pwdlib import PasswordHash

from core.errors import WeakPassword

T = TypeVar("T")

SHORTEST, LONGEST = 10, 256
FEWEST_LETTERS = 5
"""Different ones."""
BESIDES_USERNAME = 6

_AT_ONCE = 4
"""Each hashing takes 64 MB: more at once would let sign-ins exhaust the memory."""
_threads = ThreadPoolExecutor(_AT_ONCE, "password")
_hasher = PasswordHash.recommended()

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
    """The same password from every keyboard: full-width digits are digits."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


async def _beside(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_threads, work)


async def hashed(password: str) -> str:
    return await _beside(lambda: _hasher.hash(_bytes(password)))


async def verified(password: str, kept: str | None) -> bool:
    """Whether it is the password; takes as long where there is none to compare with."""
    if len(password) > LONGEST:
        password, kept = "", None
    right = await _beside(lambda: _verify(_bytes(password), kept))
    return right and kept is not None


def _verify(password: bytes, kept: str | None) -> bool:
    nobodys = _nobodys()
    return _hasher.verify(password, kept or nobodys)


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody's password")


def require_good(password: str, username: str, path: str) -> None:
    """Refuse what would be guessed first.

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
    """A short piece again and again, as in abc123abc123."""
    return (plain + plain).find(plain, 1) < len(plain)
