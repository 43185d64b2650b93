from core.access import SEE_RATING_PROGRESS, SEE_RATING_RESULT
from core.viewer import Viewer
from db.queries.ratings import items, progress, results, totals
from graph.loaders.kinds import NounLoaders, Result, in_batch, many


class RatingLoaders(NounLoaders):
    """Loads rating items, results, single marks and the progress of raters."""

    rating_items = in_batch(items.of_batch, "batch_id", "college_id")
    raters = in_batch(totals.raters, "of_batch", "of_class")
    rating_totals = in_batch(totals.totals, "batch_id", "college_id")
    single_marks = many(results.single_marks)

    def rating_result(self, viewer: Viewer) -> Result:
        """Loads the results that the viewer may see, by (batch, student)."""
        return self.results("rating_result", results.of_students, viewer.scope(SEE_RATING_RESULT))

    def rating_progress(self, viewer: Viewer) -> Result:
        """Loads the progress that the viewer may see, by (batch, student)."""
        return self.results("rating_progress", progress.of_students, viewer.scope(SEE_RATING_PROGRESS))
