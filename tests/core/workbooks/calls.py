"""Holds the calls that the tests give to workers. It is light: each worker imports it within its call's time."""

import os
import signal
import time
from pathlib import Path


def double(number: int) -> int:
    return number * 2


def worker_id(*_: object) -> int:
    return os.getpid()


def fail(words: str) -> None:
    raise LookupError(words)


def hang(seconds: float, *_: object) -> int:
    time.sleep(seconds)
    return os.getpid()


def hang_counted(seconds: float, file: Path) -> int:
    """Hangs, and returns how often the call was begun."""
    with file.open("a") as count:
        count.write("x")
    time.sleep(seconds)
    return file.stat().st_size


def hang_until(file: Path) -> None:
    while not file.exists():
        time.sleep(0.01)


def spin(*_: object) -> None:
    while True:
        pass


def die() -> None:
    os._exit(9)


def die_once(mark: Path) -> str:
    if mark.exists():
        return "done"
    mark.touch()
    os.kill(os.getpid(), signal.SIGKILL)
    return "never"


def abort() -> None:
    os.abort()


def devour(size: int) -> int:
    return len(bytearray(size))


def fill(*_: object) -> None:
    Path("/dev/full").write_text("x")
