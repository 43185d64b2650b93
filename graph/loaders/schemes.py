"""The batch loaders of schemes."""

from functools import cached_property

from db.prepared import all_rows
from db.queries.schemes import versions
from graph.loaders.kinds import NounLoaders, Result, in_batch, one
from graph.server.engine.batching import BatchLoader


class SchemeLoaders(NounLoaders):
    """Loads the versions of schemes, and what computed results were computed from."""

    scheme = one(versions.any_version, versions.version.c.id)
    submitted_by_scheme = in_batch(versions.submitted_classes, "batch_id", "college_id")

    @cached_property
    def computed_from(self) -> Result:
        """Loads what a result was computed from, by (batch, student); None if it was imported."""

        async def load(keys: list[tuple[int, int]]) -> list[object]:
            rows = await all_rows(self.database, versions.explanations(keys))
            known = {(row.batch_id, row.student_id): row for row in rows}
            return [known.get(key) for key in keys]

        return BatchLoader(load)
