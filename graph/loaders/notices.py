from collections.abc import Sequence
from typing import Any

from db.nested_paging import counts, pages
from db.paging import Page, Slice
from db.queries import notices
from graph.loaders.kinds import NounLoaders
from graph.server.engine.batching import BatchLoader


class NoticeLoaders(NounLoaders):
    """Loads public notices and the lists that they show."""

    def notice(self, seen: notices.Seen) -> BatchLoader[tuple[int, int], Any]:
        """Loads the newest notice of a (batch, college), if the viewer may see it."""

        async def load(keys: list[tuple[int, int]]) -> Sequence[Any]:
            async with self.database.read() as db:
                rows = (await db.execute(notices.last_of_colleges(seen, keys))).all()
            known = {(row.batch_id, row.college_id): row for row in rows}
            return [known.get(key) for key in keys]

        return self.of_viewer.setdefault("notice", BatchLoader(load))

    def notice_entries(self, seen: notices.Seen, class_id: int | None, part: Slice) -> BatchLoader[int, Page]:
        """Loads the same page of the lists of many notices, limited to what the viewer may read."""
        query = notices.entries(seen, class_id)
        owner, keys = notices.notice.c.id, notices.ENTRY_KEYS

        async def count(notice_ids: list[int]) -> list[int]:
            return await counts(self.database, query, owner, notice_ids)

        counting = self.of_viewer.setdefault(f"notice_entries.count {class_id}", BatchLoader(count))

        async def load(notice_ids: list[int]) -> list[Page]:
            return await pages(self.database, query, owner, notice_ids, keys, part, counting.load)

        return self.of_viewer.setdefault(f"notice_entries {class_id} {part}", BatchLoader(load))
