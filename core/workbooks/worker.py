"""A worker is one process that reads and writes workbooks within limits, and reports how it ended."""

import contextlib
import errno
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Iterator
from importlib import import_module
from multiprocessing.connection import Connection
from multiprocessing.forkserver import ensure_running
from typing import Any, NamedTuple

from core.workbooks.problems import Problem, ProblemCode, Unreadable

MIB = 2**20
MOST_MEMORY = 1024 * MIB
"""The address space of a worker, whatever it works on; 200,000 course scores take 0.3 of it."""
START_SECONDS = 300
QUICK_NICE, SLOW_NICE = 5, 19
"""The priorities: pages go before workbooks, and short calls before long ones."""
_LIBRARIES = ["core.workbooks.copied", "core.workbooks.roster_marking", "core.workbooks.templates"]
"""The modules that calls need, loaded early so that the first call of each process does not pay for them."""
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["__main__", __name__, *_LIBRARIES])


def prepare() -> None:
    """Starts the process that workers are forked from, which loads the libraries once for all of them.

    So a worker, and the successor of one that was killed, is ready within some hundredths of a second.
    """
    with _interrupts_held():
        ensure_running()


class Limits(NamedTuple):
    """Limits one call: seconds of processor time, seconds on the clock, bytes beyond an idle worker's."""

    cpu_seconds: float
    wall_seconds: float
    memory_bytes: int


class Died(Exception):  # people never see it as it is
    """Reports that the process ended during a call, and not by a limit of its own."""


class Worker:
    """Represents one process and its pipe, used by one call at a time. Its methods block, except
    `give_way` and `kill`.
    """

    def __init__(self, calls: int, most_memory: int = MOST_MEMORY) -> None:
        self._calls, self._most_memory = calls, most_memory
        self._left = 0
        self._given_way = self._unwanted = False
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection[Any, Any] | None = None
        self._changing = threading.Lock()

    def renew(self) -> None:
        """Allows the worker to be used again after a `kill`."""
        self._unwanted = False

    @property
    def alive(self) -> bool:
        process = self._process
        return process is not None and process.is_alive()

    def start(self, *, quick: bool) -> None:
        """Starts the process and returns once it has loaded its libraries; a call's time begins after that.

        A process that has had its share of calls is replaced, because parsers hold on to memory; and one that has given
        way is not quick any more.
        """
        if self._left < 1 or (quick and self._given_way):
            self._end()
        with self._changing:
            if self._unwanted:
                raise Died
            if self._process is not None and self._process.is_alive():
                return
            self._launch()
        self._greet()

    def call(self, request: bytes, limits: Limits) -> object:
        """Returns the pickled function's result or raises its exception.

        Raises:
            Unreadable: it took more time or memory than allowed.
            Died: the process ended by something else.
        """
        self._left -= 1
        pipe = self._pipe
        if pipe is None:
            raise Died
        try:
            pipe.send_bytes(pickle.dumps(limits))
            pipe.send_bytes(request)
            if not pipe.poll(limits.wall_seconds):
                self._end()
                raise Unreadable(TOO_SLOW)
            succeeded, answer = pickle.loads(pipe.recv_bytes())  # noqa: S301  # from our own child
        except (EOFError, OSError) as died:
            raise self._why() from died
        if succeeded:
            return answer
        raise answer

    def give_way(self) -> None:
        """Lowers the priority of a long call, so that the others go first."""
        self._given_way = True
        process = self._process
        with contextlib.suppress(AttributeError, OSError):  # not on every system; or it has just ended
            os.setpriority(os.PRIO_PROCESS, process.pid if process and process.pid else 0, SLOW_NICE)

    def kill(self) -> None:
        """Ends the process and everything in it, even while it is only being started."""
        with self._changing:
            self._unwanted = True
        self._end()

    def _end(self) -> None:
        with self._changing:
            process, self._process = self._process, None
            if process is not None:
                process.kill()
                process.join()

    def _launch(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        self._pipe, theirs = _FORKS.Pipe()
        self._process = _FORKS.Process(target=_serve, args=(theirs, self._most_memory), daemon=True)
        try:
            with _interrupts_held():
                self._process.start()
        finally:
            theirs.close()
        self._left, self._given_way = self._calls, False

    def _greet(self) -> None:
        pipe = self._pipe
        try:
            if pipe is None or not pipe.poll(START_SECONDS):
                self._end()
                raise Died
            pipe.recv_bytes()
        except (EOFError, OSError) as died:
            raise self._why() from died

    def _why(self) -> Exception:
        """Says how the process ended: by its limit of time or memory, or by something else."""
        process = self._process
        if process is not None:
            process.join(5)
        code = process.exitcode if process is not None else None
        self._end()
        if code == -signal.SIGPROF:
            return Unreadable(TOO_SLOW)
        if code == -signal.SIGABRT:  # a library that gets no memory aborts
            return Unreadable(TOO_MUCH)
        return Died(code)


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Holds interrupts back. A child inherits the mask, so Ctrl-C can't end it with a traceback while
    it is importing.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: "Connection[Any, Any]", most_memory: int) -> None:
    """Serves calls until the parent closes the pipe or dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is the parent's to handle
    with contextlib.suppress(AttributeError, OSError):  # not on every system
        os.nice(QUICK_NICE)
    for library in _LIBRARIES:
        import_module(library)
    with contextlib.suppress(EOFError, OSError):
        pipe.send_bytes(b"ready")
        while True:
            limits: Limits = pickle.loads(pipe.recv_bytes())  # noqa: S301  # from our own parent
            request = pipe.recv_bytes()
            with _limited(limits, most_memory):
                answer = _answer(request)
            pipe.send_bytes(answer)


def _answer(request: bytes) -> bytes:
    try:
        function, args, kwargs = pickle.loads(request)  # noqa: S301  # from our own parent
        return pickle.dumps((True, function(*args, **kwargs)), protocol=5)
    except MemoryError:
        return pickle.dumps((False, Unreadable(TOO_MUCH)))
    except Exception as failed:
        if no_space(failed):
            return pickle.dumps((False, Unreadable(NO_SPACE)))
        failed.add_note("".join(traceback.format_exception(failed)))
        try:
            return pickle.dumps((False, failed))
        except Exception:
            return pickle.dumps((False, RuntimeError("".join(traceback.format_exception(failed)))))


def no_space(error: BaseException | None) -> bool:
    """Tells whether the machine has no room for temporary files, or lets nobody write there."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            return True
        if isinstance(error, FileNotFoundError) and "temporary directory" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


@contextlib.contextmanager
def _limited(limits: Limits, most_memory: int) -> Iterator[None]:
    """Limits a call: the kernel ends one that runs on, and gives no memory to one that takes too much."""
    signal.setitimer(signal.ITIMER_PROF, limits.cpu_seconds)
    now = _memory_now()
    _limit_memory(min(most_memory, now + limits.memory_bytes) if now else most_memory, most_memory)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        _limit_memory(most_memory, most_memory)


def _limit_memory(now: int, ever: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # not on every system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (now, ever))


def _memory_now() -> int:
    """Returns the address space of this process, or 0 if the system does not say."""
    with contextlib.suppress(OSError, ValueError), open("/proc/self/statm") as sizes:
        return int(sizes.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return 0


TOO_SLOW = Problem(
    ProblemCode.TOO_SLOW,
    "处理工作簿超时：请减少内容或分成几个文件后重试",
    "the workbook took too long: make it smaller or split it, and try again",
)
TOO_MUCH = Problem(
    ProblemCode.TOO_LARGE,
    "无法处理该工作簿：内容过大或文件异常，请另存为新文件后重试",
    "the workbook cannot be processed: it is too large or abnormal; save it as a new file and try again",
)
INTERRUPTED = Problem(
    ProblemCode.INTERRUPTED,
    "处理该文件的进程意外中断，没有写入任何内容：请重试；若仍然如此，请联系管理员",
    "the process that worked on the file was interrupted, and nothing was written: try again, "
    "and contact an administrator if it happens again",
)
NO_SPACE = Problem(
    ProblemCode.NO_SPACE,
    "服务器的临时目录已满或不可写，没有写入任何内容：请联系管理员",
    "the server's folder for temporary files is full or can't be written, and nothing was written: "
    "contact an administrator",
)
