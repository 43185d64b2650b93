"""The whole app with the toy's schema instead of the university's: its pages need no database."""

from typing import Any

from starlette.applications import Starlette

from core.settings import Settings
from db.session import Database
from graph.app import create_app
from tests.server.toy import toy_context, toy_schema

NOWHERE = "postgresql://nobody:nothing@127.0.0.1:9/none"


def toy_app(database: Database | None = None, **settings: Any) -> Starlette:
    given = Settings(**{"log_level": "error", "upload_max_bytes": 64 * 1024, "operation_slots": 0, **settings})
    return create_app(given, database or Database(NOWHERE, pool_size=1), toy_schema(), context_factory=toy_context)
