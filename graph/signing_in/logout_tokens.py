"""A logout token: the issuer of OpenID Connect tells, signed, that a session there has ended.

https://openid.net/specs/openid-connect-backchannel-1_0.html
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from core.actions.signing_out import EndedThere
from core.identity.elsewhere import Elsewhere

EVENT = "http://schemas.openid.net/event/backchannel-logout"
KINDS = ("jwt", "logout+jwt", "application/logout+jwt")
"""A token of any other declared kind is no logout token. Older issuers declare none, or only `JWT`."""
LIFETIME = timedelta(minutes=5)
LEEWAY = timedelta(seconds=60)
LONGEST_TOKEN = 16 * 1024
LONGEST_NAME = 255


def read(
    header: Mapping[str, Any], claims: Mapping[str, Any], *, issuer: str, client_id: str, now: datetime
) -> EndedThere:
    """Returns what has ended, from the parts of a token whose signature is the issuer's.

    Raises:
        ValueError: what is wrong with the token.
    """
    _require(str(header.get("typ") or KINDS[0]).lower() in KINDS, "typ")
    _require(claims.get("iss") == issuer, "iss")
    audience = claims.get("aud")
    _require(client_id in (audience if isinstance(audience, list) else [audience]), "aud")
    issued = _moment(claims, "iat")
    _require(issued is not None and now - LIFETIME - LEEWAY <= issued <= now + LEEWAY, "iat")
    expires = _moment(claims, "exp") if "exp" in claims else now
    _require(expires is not None and expires + LEEWAY > now, "exp")
    events = claims.get("events")
    _require(isinstance(events, dict) and isinstance(events.get(EVENT), dict), "events")
    _require("nonce" not in claims, "nonce")
    name = _name(claims, "jti")
    session, subject = _name(claims, "sid"), _name(claims, "sub")
    _require(name is not None, "jti")
    _require(session is not None or subject is not None, "sid")
    return EndedThere(Elsewhere("oidc", session, subject), name, now + LIFETIME + 3 * LEEWAY)


def _require(holds: bool, claim: str) -> None:
    if not holds:
        raise ValueError(f"logout token: {claim}")


def _moment(claims: Mapping[str, Any], claim: str) -> datetime | None:
    value = claims.get(claim)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < 10**11:
        return None
    return datetime.fromtimestamp(value, UTC)


def _name(claims: Mapping[str, Any], claim: str) -> str | None:
    """Returns a name, or None if the claim is missing.

    Raises:
        ValueError: the claim is no name.
    """
    value = claims.get(claim)
    _require(value is None or (isinstance(value, str) and 0 < len(value) <= LONGEST_NAME), claim)
    return value
