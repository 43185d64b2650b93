"""Random secrets open sessions and accounts; only their hashes are stored (R9.1)."""

import hashlib
import secrets

SESSION = "zs_"
ACCESS_TOKEN = "zt_"  # noqa: S105  # what a token begins with, so that a leaked one is recognised
REPORT_TOKEN = "zr_"  # noqa: S105  # the same

_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters and digits without those that are easily misread: 0 and O, 1, I and L."""


def new_token(prefix: str) -> str:
    return prefix + secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Hashes a token. Tokens are random and long, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_code() -> str:
    """Makes an activation code for people to type: 59 bits, such as "K7QM-2XWD-9FHT"."""
    letters = [secrets.choice(_CODE_LETTERS) for _ in range(12)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, 12, 4))


def code_hash(account_id: int, code: str) -> str:
    """Hashes a code together with its account, however it was typed: in small letters, with spaces or
    without hyphens.
    """
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    return hash_of(f"{account_id}:{typed}")
