"""Random secrets that open something, and how they are kept: as a hash, never as they are (R9.1)."""

import hashlib
import secrets

SESSION = "zs_"
ACCESS_TOKEN = "zt_"  # noqa: S105  # what a token begins with, so that a leaked one is recognised

_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what is easily misread: 0 and O, 1, I and L."""


def new_token(prefix: str) -> str:
    return prefix + secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Tokens are random and long: a plain SHA-256 is enough at rest."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_code() -> str:
    """An activation code for people to type: 59 bits, "K7QM-2XWD-9FHT"."""
    letters = [secrets.choice(_CODE_LETTERS) for _ in range(12)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, 12, 4))


def code_hash(account_id: int, code: str) -> str:
    """Bound to its account; however the code was typed: small letters, spaces, no hyphens."""
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    return hash_of(f"{account_id}:{typed}")
