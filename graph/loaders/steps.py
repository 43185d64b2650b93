from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from db.queries.steps import colleges, school
from graph.loaders.kinds import NounLoaders
from graph.server.engine.batching import BatchLoader


class StepLoaders(NounLoaders):
    """Loads the counts that steps follow from."""

    @cached_property
    def school_standing(self) -> BatchLoader[int, Any]:
        """Loads how far the colleges of a batch are, by batch."""

        async def load(batch_ids: list[int]) -> Sequence[Any]:
            async with self.database.read() as db:
                known = {row.batch_id: row for row in await db.execute(school.of_batches(batch_ids))}
            return [known.get(one) for one in batch_ids]

        return BatchLoader(load)

    def college_standing(self, now: datetime) -> BatchLoader[tuple[int, int], Any]:
        """Loads how far a college is, by (batch, college)."""

        async def load(keys: list[tuple[int, int]]) -> Sequence[Any]:
            query = colleges.of_colleges(now, {one for one, _ in keys}, {other for _, other in keys})
            async with self.database.read() as db:
                known = {(row.batch_id, row.college_id): row for row in await db.execute(query)}
            return [known.get(one) for one in keys]

        return self.of_viewer.setdefault("college_standing", BatchLoader(load))
