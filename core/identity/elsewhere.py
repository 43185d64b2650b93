"""A session of ours may be opened by a session at another system, and ends with it (R16.1)."""

from dataclasses import dataclass, field

from core.identity.tokens import hash_of


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Identifies a session at another system.

    Args:
        session: the session's name there: the ticket of CAS, the `sid` of OpenID Connect.
        subject: the person's name there, where a system may end all sessions of a person.
        id_token: what OpenID Connect wants back when the person signs out there, too.
    """

    method: str
    session: str | None
    subject: str | None = None
    id_token: str | None = field(default=None, repr=False)

    @property
    def session_hash(self) -> str | None:
        """Returns a hash: who knows a ticket of CAS can end its session."""
        return self._hash("session", self.session)

    @property
    def subject_hash(self) -> str | None:
        return self._hash("subject", self.subject)

    @property
    def columns(self) -> dict[str, str | None]:
        """Returns what is stored with a session of ours."""
        return {
            "other_session": self.session_hash,
            "other_subject": self.subject_hash,
            "id_token": self.id_token,
        }

    def _hash(self, kind: str, name: str | None) -> str | None:
        return None if name is None else hash_of(f"{self.method}:{kind}:{name}")
