from functools import cached_property

from core.access import SEE_COMPREHENSIVE
from core.viewer import Viewer
from db.queries.comprehensive import qualities, results, sheets
from graph.loaders.kinds import Many, NounLoaders, Result
from graph.server.engine.batching import BatchLoader


class ComprehensiveLoaders(NounLoaders):
    """Loads comprehensive results of the library and the failed courses that limit awards."""

    def comprehensive_result(self, viewer: Viewer) -> Result:
        """Loads the results that the viewer may see, by (batch, student)."""
        return self.results("comprehensive_result", results.of_students, viewer.scope(SEE_COMPREHENSIVE))

    def comprehensive_years(self, viewer: Viewer) -> Many:
        """Loads the results of all years that the viewer may see, by student."""
        scope = viewer.scope(SEE_COMPREHENSIVE)
        return self.lists("comprehensive_years", lambda ids: results.all_years(scope, ids), "student_id")

    @cached_property
    def failed_course(self) -> BatchLoader[tuple[int, str], bool]:
        """Loads failed courses, by (student, academic year)."""

        async def load(keys: list[tuple[int, str]]) -> list[bool]:
            async with self.database.read() as db:
                failed = await results.failed_in(db, keys)
            return [key in failed for key in keys]

        return BatchLoader(load)

    @cached_property
    def quality_lists(self) -> BatchLoader[int, qualities.Lists]:
        """Loads the lists of all batches, whatever the key."""

        async def load(keys: list[int]) -> list[qualities.Lists]:
            async with self.database.read() as db:
                return [await qualities.fetch_lists(db)] * len(keys)

        return BatchLoader(load)

    @cached_property
    def has_results(self) -> BatchLoader[int, bool]:
        """Loads whether there are comprehensive results, by batch."""

        async def load(batch_ids: list[int]) -> list[bool]:
            async with self.database.read() as db:
                found = await sheets.batches_with_results(db, batch_ids)
            return [one in found for one in batch_ids]

        return BatchLoader(load)

    @cached_property
    def missing_classes(self) -> BatchLoader[results.Grade, int]:
        async def load(grades: list[results.Grade]) -> list[int]:
            async with self.database.read() as db:
                missing = await results.missing_classes(db, grades)
            return [missing.get(grade, 0) for grade in grades]

        return BatchLoader(load)
