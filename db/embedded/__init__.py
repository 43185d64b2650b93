"""A PostgreSQL of our own, for machines that have none: no account, no service, no port.

server     starts, watches, stops             creating   makes a cluster
home       where all of it lies               programs   where PostgreSQL's programs are
account    who they run as                    errors     what can go wrong, and what to do
"""

from db.embedded.errors import (
    AlreadyRunning,
    CouldNotCreate,
    DidNotStart,
    EmbeddedError,
    NoOtherAccount,
    NoPrograms,
    NotOurs,
    NotThere,
    OtherVersion,
    StillStopping,
)
from db.embedded.server import EmbeddedPostgres

__all__ = [
    "AlreadyRunning",
    "CouldNotCreate",
    "DidNotStart",
    "EmbeddedError",
    "EmbeddedPostgres",
    "NoOtherAccount",
    "NoPrograms",
    "NotOurs",
    "NotThere",
    "OtherVersion",
    "StillStopping",
]
