"""PostgreSQL keeps a password as a verifier (SCRAM-SHA-256, RFC 5803); made here, the password itself is never sent."""

import hashlib
import hmac
import os
from base64 import b64encode

ITERATIONS = 4096


def verifier_of(password: str) -> str:
    """Returns the verifier of a password of ASCII letters and digits."""
    salt = os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt_, stored_, server_ = (b64encode(one).decode() for one in (salt, stored, server))
    return f"SCRAM-SHA-256${ITERATIONS}:{salt_}${stored_}:{server_}"
