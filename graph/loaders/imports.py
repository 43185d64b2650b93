from functools import cached_property

from db.queries.imports import course_scores, history, obstacles
from db.queries.imports.obstacles import Obstacle
from graph.loaders.kinds import Many, NounLoaders
from graph.server.engine.batching import BatchLoader


class ImportLoaders(NounLoaders):
    """Loads what stands in the way of undoing imports."""

    @cached_property
    def obstacles(self) -> BatchLoader[int, list[Obstacle]]:
        """Loads the obstacles of an import, for all imports of a list in two statements."""

        async def load(ids: list[int]) -> list[list[Obstacle]]:
            async with self.database.read() as db:
                rows = await course_scores.fetch_obstacles(db, ids) + await obstacles.fetch_obstacles(db, ids)
            return [[row for row in rows if row.import_id == one] for one in ids]

        return BatchLoader(load)

    @cached_property
    def import_phases(self) -> Many:
        """Loads the phases in which each import of comprehensive results must be undone."""
        return self.lists("import_phases", history.phases_of, "import_id")
