"""The codes of an authenticator app (RFC 6238): a secret and the clock give six digits for half a minute (R16.1).

The secret is stored encrypted where the deployment has a key; recovery codes are stored as hashes only.
"""

import base64
import os
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

DIGITS, STEP_SECONDS, SKEW = 6, 30, 1
"""Every authenticator app knows these; one step of skew allows for a clock that is half a minute off."""
SECRET_BYTES = 20
RECOVERY_CODES = 10
ISSUER = "综测"
SEALED = "sealed:"


def new_secret() -> str:
    """Makes a secret of 160 bits in base32, as it is typed into an app that can't scan."""
    return base64.b32encode(os.urandom(SECRET_BYTES)).decode()


def address_of(secret: str, username: str) -> str:
    """Returns the `otpauth:` address that an app scans as a QR code or opens by itself."""
    return _totp(secret).get_provisioning_uri(username, ISSUER)


def typed_code(code: str) -> str:
    """Returns a code as it was shown, however it was typed: with spaces, hyphens or full-width digits."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", code).upper() if letter.isalnum())


def is_of_app(code: str) -> bool:
    """Tells the six digits of an app from a recovery code."""
    return len(typed_code(code)) == DIGITS


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Returns the time step whose code this is, or None. It compares every step, however early one fits."""
    typed = typed_code(code).encode()
    present = int(now.timestamp()) // STEP_SECONDS
    steps = range(present - SKEW, present + SKEW + 1)
    fitting = [step for step in steps if compare_digest(_code(secret, step), typed)]
    return fitting[-1] if fitting else None


def code_at(secret: str, now: datetime) -> str:
    """Returns the code that an app shows at this moment."""
    return _code(secret, int(now.timestamp()) // STEP_SECONDS).decode()


def _code(secret: str, step: int) -> bytes:
    return _totp(secret).generate(step * STEP_SECONDS)


def _totp(secret: str) -> TOTP:
    # SHA-1 is what the apps compute with; RFC 6238 keeps it, because an HMAC needs no freedom from collisions
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303


class Sealing:
    """Encrypts secrets with the first of the deployment's keys, and decrypts them with any. Without keys it leaves them
    as they are."""

    def __init__(self, keys: Sequence[str]) -> None:
        derived = [Fernet(base64.urlsafe_b64encode(sha256(key.encode()).digest())) for key in keys]
        self._fernet = MultiFernet(derived) if derived else None

    def seal(self, secret: str) -> str:
        return SEALED + self._fernet.encrypt(secret.encode()).decode() if self._fernet else secret

    @property
    def has_key(self) -> bool:
        return self._fernet is not None

    def renewed(self, stored: str | None) -> str | None:
        """Returns what is stored, encrypted with the first key; as it stands where there is nothing or no key fits."""
        secret = None if stored is None else self.open(stored)
        return stored if secret is None else self.seal(secret)

    def open(self, stored: str) -> str | None:
        """Returns the secret, or None if no key fits: the key was lost or left out."""
        if not stored.startswith(SEALED):
            return stored
        try:
            return self._fernet.decrypt(stored.removeprefix(SEALED)).decode() if self._fernet else None
        except InvalidToken:
            return None
