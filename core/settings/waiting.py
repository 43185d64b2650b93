"""How long people and work may wait; `docs/operating.md` says what becomes of what waited too long."""

from dataclasses import replace

from pydantic import Field
from pydantic_settings import BaseSettings

from db.limits import LONG, PEOPLE, Limits


class WaitingSettings(BaseSettings):
    """Seconds and minutes after which a request is told to come back, or long work goes back into the queue."""

    request_seconds: float = Field(
        30,
        ge=1,
        le=600,
        description="一次请求最多处理多少秒，超过则答复稍后重试 | "
        "How long a request may take before its asker is told to try again later",
    )
    statement_seconds: float = Field(
        PEOPLE.read or 0,
        ge=1,
        le=600,
        description="一条数据库查询最多多少秒；修改为其两倍 | "
        "How long one query of the database may take; a statement of a change, twice as long",
    )
    lock_seconds: float = Field(
        PEOPLE.lock or 0,
        ge=0.1,
        le=60,
        description="等待他人占用的数据最多多少秒 | How long a statement waits for what somebody else has locked",
    )
    long_statement_minutes: float = Field(
        (LONG.act or 0) / 60,
        ge=1,
        le=24 * 60,
        description="导入、计算、导出的一条语句最多多少分钟 | "
        "How long one statement of an import, a computation or an export may take",
    )

    @property
    def limits(self) -> Limits:
        """Of what somebody waits for."""
        return replace(PEOPLE, read=self.statement_seconds, act=2 * self.statement_seconds, lock=self.lock_seconds)

    @property
    def long_limits(self) -> Limits:
        """Of operations."""
        seconds = self.long_statement_minutes * 60
        return replace(LONG, read=seconds, act=seconds, lock=10 * self.lock_seconds)
