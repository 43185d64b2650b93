"""Modules and schema are loaded without the garbage collector, which would take a third of the time for nothing."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Keeps the garbage collector from running meanwhile."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def keep_what_is_loaded() -> None:
    """Keeps the garbage collector from scanning modules and schema again and again, because they stay for ever. Each
    scan would stop all answers for a tenth of a second.
    """
    gc.collect()
    gc.freeze()
