"""Reads rows from a database of another system, such as the views that the office of academic affairs opens (R16.5)."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool


class Unreachable(Exception):
    """The other database does not answer, or refuses what it is asked; the message is in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} | {en}")


class Answer(NamedTuple):
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]


class Foreign:
    """Answers queries within one transaction, so that all answers are of one moment where the database has such."""

    def __init__(self, db: AsyncConnection, seconds: float) -> None:
        self._db, self._seconds = db, seconds

    async def fetch(self, what: str, query: str) -> Answer:
        """Returns the rows of a query that the school wrote.

        Raises:
            Unreachable: the query is refused, or takes too long.
        """
        try:
            async with asyncio.timeout(self._seconds):
                found = await self._db.execute(text(query))
                return Answer([*found.keys()], found.fetchall())
        except TimeoutError:
            raise Unreachable(
                f"“{what}”的查询 {self._seconds:.0f} 秒没有结果：请检查视图，或调大 seconds",
                f"the query for “{what}” took over {self._seconds:.0f} s: look at the view, or raise “seconds”",
            ) from None
        except (SQLAlchemyError, OSError) as refused:
            raise Unreachable(f"“{what}”的查询失败：{_reason(refused)}", "the query failed") from None


@asynccontextmanager
async def foreign(url: str, seconds: float) -> AsyncIterator[Foreign]:
    """Yields a connection to the database of this SQLAlchemy address, whose driver is installed beside ours.

    Raises:
        Unreachable: the address is wrong, its driver is missing, or nobody answers.
    """
    try:
        engine = create_async_engine(url, poolclass=NullPool)
    except (SQLAlchemyError, ImportError, ValueError) as wrong:
        raise Unreachable(
            f"来源数据库的地址或驱动有误：{_reason(wrong)}",
            "the address is wrong, or the driver is not installed",
        ) from None
    try:
        try:
            async with asyncio.timeout(seconds):
                db = await engine.connect()
        except (SQLAlchemyError, OSError, TimeoutError) as refused:
            raise Unreachable(
                f"来源数据库连接不上：{_reason(refused)}", "the other database can't be reached: try again later"
            ) from None
        try:
            yield Foreign(db, seconds)
        finally:
            await db.close()
    finally:
        await engine.dispose()


def _reason(error: Exception) -> str:
    """Returns the first line of what the driver says, which holds no password."""
    words = str(getattr(error, "orig", None) or error) or type(error).__name__
    return words.splitlines()[0][:200]
