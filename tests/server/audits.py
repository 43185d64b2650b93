"""The audit suite of npm's graphql-http: where it stands, and how many audits it has."""

from pathlib import Path

AUDIT = Path(__file__).parent / "audit"
AUDITS = 61
