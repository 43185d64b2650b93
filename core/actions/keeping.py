"""Data over its keeping time is removed each night (R16.3)."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from core.acting import Act
from core.operations.timetable import Daily
from core.settings import Settings
from db.queries import keeping


async def remove_expired(act: Act, settings: Settings) -> Mapping[str, Any]:
    """Removes it, and says in the log how many rows of each kind; a night without any leaves no entry."""
    left_before = act.now.replace(year=act.now.year - settings.left_years, day=min(act.now.day, 28))
    removed = {
        key: count for key, count in (await keeping.remove_expired(act.db, act.now, left_before)).items() if count
    }
    if removed:
        await act.record("removeExpired", "超过保存期限的数据", new=removed)
    return removed


TIMED_WORK = {"removeExpired": Daily(time(3, 40), remove_expired)}
"""Everything that is done by time."""
