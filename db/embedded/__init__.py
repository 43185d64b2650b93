"""A PostgreSQL of our own, for machines that have none: no account, no service, no port.

server     starts, watches, stops             creating   makes a cluster
keeping    starts it again where it died
home       where all of it lies               programs   where PostgreSQL's programs are
account    who they run as                    errors     what can go wrong, and what to do
"""

from db.embedded.errors import (
    AlreadyRunning,
    CouldNotCreate,
    DidNotStart,
    EmbeddedError,
    KeepsDying,
    NoOtherAccount,
    NoPrograms,
    NotOurs,
    NotThere,
    NotWritable,
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
    "KeepsDying",
    "NoOtherAccount",
    "NoPrograms",
    "NotOurs",
    "NotThere",
    "NotWritable",
    "OtherVersion",
    "StillStopping",
]
