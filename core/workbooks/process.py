"""Workbooks outside the event loop: parsing and writing hold the interpreter, and a hostile file may kill it.

A worker process of our own rather than a pool: one that hangs or dies is ended by its own handle and replaced.
"""

import asyncio
import contextlib
import multiprocessing
import os
import pickle
import signal
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, TypeVar

from core.workbooks.problems import Problem, ProblemCode, Unreadable

P = ParamSpec("P")
R = TypeVar("R")

MEMORY = 2**30
"""Address space of a worker; 200,000 course scores take 0.3 of it."""
_SPAWN = multiprocessing.get_context("spawn")


class WorkbookProcess:
    """`await run(function, *args)` with functions and values that pickle. Workers start with the first call."""

    def __init__(
        self, *, workers: int = 1, timeout: float = 120, memory_bytes: int = MEMORY, calls_per_worker: int = 50
    ) -> None:
        self._workers = [_Worker(timeout, memory_bytes, calls_per_worker) for _ in range(workers)]
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._closed = False
        for worker in self._workers:
            self._idle.put_nowait(worker)

    async def run(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The function's result or exception; `Unreadable` where it took too long or more memory than allowed."""
        worker = await self._idle.get()
        try:
            if self._closed:
                raise RuntimeError("the workbook process is closed")
            call = asyncio.ensure_future(asyncio.to_thread(worker.call, function, args, kwargs))
            try:
                answer = await asyncio.shield(call)
            except asyncio.CancelledError:
                worker.kill()  # the thread waits for the worker, so end that first
                await asyncio.wait([call])
                if not call.cancelled():
                    call.exception()  # seen: nobody is left to be told
                raise
        finally:
            self._idle.put_nowait(worker)
        return answer  # type: ignore[return-value]  # the worker hands back what the function returned

    async def close(self) -> None:
        """Ends the workers; a call under way is told `Unreadable`."""
        self._closed = True
        for worker in self._workers:
            await asyncio.to_thread(worker.kill)


class _Worker:
    """One process and its pipe; used by one call at a time."""

    def __init__(self, timeout: float, memory_bytes: int, calls: int) -> None:
        self._timeout = timeout
        self._memory_bytes = memory_bytes
        self._calls = calls
        self._left = 0
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection[Any, Any] | None = None

    def call(self, function: Callable[..., object], args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        request = pickle.dumps((function, args, kwargs), protocol=5)
        pipe = self._ready()
        self._left -= 1
        try:
            pipe.send_bytes(request)
            if not pipe.poll(self._timeout):
                raise Unreadable(_TOO_SLOW)
            succeeded, answer = pickle.loads(pipe.recv_bytes())  # noqa: S301  # from our own child
        except Unreadable:
            self.kill()
            raise
        except (EOFError, OSError) as died:
            self.kill()
            raise Unreadable(_TOO_MUCH) from died
        if succeeded:
            return answer
        raise answer

    def kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.join()

    def _ready(self) -> "Connection[Any, Any]":
        if self._left < 1:  # parsers hold on to memory: begin afresh now and then
            self.kill()
        if self._process is None or self._pipe is None or not self._process.is_alive():
            if self._pipe is not None:
                self._pipe.close()
            self._pipe, theirs = _SPAWN.Pipe()
            self._process = _SPAWN.Process(target=_serve, args=(theirs, self._memory_bytes), daemon=True)
            with _interrupts_held():
                self._process.start()
            theirs.close()
            self._left = self._calls
        return self._pipe


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """A child inherits the mask: the terminal's Ctrl-C can't end it with a traceback while it is still importing."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: "Connection[Any, Any]", memory_bytes: int) -> None:
    """The worker's life: it ends when the parent closes the pipe, or dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is the parent's to handle
    _give_way()
    _limit_memory(memory_bytes)
    with contextlib.suppress(EOFError, OSError):
        while True:
            pipe.send_bytes(_answer(pipe.recv_bytes()))


def _answer(request: bytes) -> bytes:
    try:
        function, args, kwargs = pickle.loads(request)  # noqa: S301  # from our own parent
        return pickle.dumps((True, function(*args, **kwargs)), protocol=5)
    except MemoryError:
        return pickle.dumps((False, Unreadable(_TOO_MUCH)))
    except Exception as failed:
        failed.add_note("".join(traceback.format_exception(failed)))
        try:
            return pickle.dumps((False, failed))
        except Exception:
            return pickle.dumps((False, RuntimeError("".join(traceback.format_exception(failed)))))


def _give_way() -> None:
    """Whoever waits for a page goes before whoever waits for a workbook."""
    with contextlib.suppress(AttributeError, OSError):  # not on every system
        os.nice(19)


def _limit_memory(memory_bytes: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


_TOO_SLOW = Problem(
    ProblemCode.TOO_SLOW,
    "处理工作簿超时：请减少内容或分成几个文件后重试",
    "the workbook took too long: make it smaller, or split it, and try again",
)
_TOO_MUCH = Problem(
    ProblemCode.TOO_LARGE,
    "无法处理该工作簿：内容过大或文件异常，请另存为新文件后重试",
    "the workbook cannot be processed: it is too large or abnormal; save it as a new file and try again",
)
