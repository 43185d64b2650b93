"""People and work may wait this long; `docs/operating.md` says what happens to work that waits too long."""

from dataclasses import replace

from pydantic import Field
from pydantic_settings import BaseSettings

from db.limits import LONG, PEOPLE, Limits


class WaitingSettings(BaseSettings):
    """Holds the times after which a request is refused until later, or long work goes back into the queue."""

    request_seconds: float = Field(
        30,
        ge=1,
        le=600,
        description="一次请求最多处理多少秒，超过则答复稍后重试 | "
        "Seconds that a request may take; after that, the client has to try again later",
    )
    statement_seconds: float = Field(
        PEOPLE.read or 0,
        ge=1,
        le=600,
        description="一条数据库查询最多多少秒；修改为其两倍 | "
        "Seconds that one database query may take; a change may take twice as long",
    )
    lock_seconds: float = Field(
        PEOPLE.lock or 0,
        ge=0.1,
        le=60,
        description="等待他人占用的数据最多多少秒 | Seconds that a statement waits for a lock of another",
    )
    long_statement_minutes: float = Field(
        (LONG.act or 0) / 60,
        ge=1,
        le=24 * 60,
        description="导入、计算、导出的一条语句最多多少分钟 | "
        "Minutes that one statement of an import, a computation or an export may take",
    )

    @property
    def limits(self) -> Limits:
        """Returns the limits for work that somebody waits for."""
        return replace(PEOPLE, read=self.statement_seconds, act=2 * self.statement_seconds, lock=self.lock_seconds)

    @property
    def long_limits(self) -> Limits:
        """Returns the limits for queued operations."""
        seconds = self.long_statement_minutes * 60
        return replace(LONG, read=seconds, act=seconds, lock=10 * self.lock_seconds)
