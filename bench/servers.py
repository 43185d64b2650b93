"""A PostgreSQL to measure on: the one that DATABASE_URL names, else one of our own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from db.embedded import EmbeddedPostgres


@contextmanager
def database_server() -> Iterator[str]:
    """Its user must be allowed to create databases; ours keeps what is committed, as a real one does."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    with TemporaryDirectory(prefix="zongce-bench-") as folder:
        Path(folder).chmod(0o755)  # as root, the server runs as somebody else, who must get in
        with EmbeddedPostgres(Path(folder)) as server:
            yield server.url
