"""Advisory locks of PostgreSQL keep serving processes and a restore of the whole database apart.

They work for any server and end with their connection, so a killed process leaves nothing behind.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from cli.running import connected
from cli.telling import Failed, err
from db import preflight
from db.limits import BRIEF

LOOK_SECONDS = 5
AGAIN_SECONDS = 1


@contextmanager
def serving_here(url: str) -> Iterator[None]:
    """Keeps restores away while this process serves; raises if one is running."""
    with _Presence(url, shared=True) as presence:
        if presence.others is not None:
            raise Failed(
                "正在恢复这个数据库，请等恢复完成后再启动", "the database is being restored: start again afterwards"
            )
        yield


@contextmanager
def alone_here(url: str) -> Iterator[None]:
    """Keeps processes from serving while this one restores; raises if one is serving."""
    with _Presence(url, shared=False) as presence:
        if presence.others is not None:
            who = "；".join(presence.others) or "?"
            raise Failed(
                f"有 zongce serve 正在使用这个数据库（{who}）：请先停止它，再恢复。"
                "如果那台机器已不在，请执行 select pg_terminate_backend(进程号)",
                f"a zongce serve is running on this database ({who}): stop it first, then restore. "
                "If that machine is gone, run select pg_terminate_backend(process id)",
            )
        yield


class _Presence:
    """Holds a lock in a thread with its own connection, and takes it again if the connection is lost.

    `others` is None if the lock was taken; otherwise it lists the holders.
    """

    def __init__(self, url: str, *, shared: bool) -> None:
        self.others: list[str] | None = None
        self._url, self._shared = url, shared
        self._failed: BaseException | None = None
        self._known, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="presence", daemon=True)

    def __enter__(self) -> "_Presence":
        self._thread.start()
        self._known.wait()
        if self._failed is not None:
            self._thread.join()
            raise self._failed
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._hold())
        except BaseException as failed:
            self._failed = failed
        finally:
            self._known.set()

    async def _hold(self) -> None:
        """Tries once for the caller; later attempts go on until the database is back."""
        while not self._over.is_set():
            try:
                async with connected(self._url, 1, BRIEF) as database, database.read() as db:
                    await self._stay(db)
            except Exception:
                if not self._known.is_set():
                    raise
            await self._pause(AGAIN_SECONDS)

    async def _stay(self, db: AsyncConnection) -> None:
        got = await preflight.take_presence(db, shared=self._shared)
        if not self._known.is_set():
            self.others = None if got else await preflight.present(db)
            self._known.set()
            if not got:
                self._over.set()
        elif not got:
            err.print("正在恢复服务所用的数据库！| the database of this service is being restored!", markup=False)
        while got and not self._over.is_set():
            await self._pause(LOOK_SECONDS)
            await preflight.ping(db)

    async def _pause(self, seconds: float) -> None:
        await asyncio.to_thread(self._over.wait, seconds)
