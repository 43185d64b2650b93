"""This package runs a PostgreSQL of our own on machines that have none: it needs no account, no service and no port.

server     starts, watches and stops the server     creating   creates a cluster
keeping    restarts a server that died
home       the directory with all its files         programs   finds PostgreSQL's programs
account    the account that they run as             errors     what can go wrong, and what to do
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
