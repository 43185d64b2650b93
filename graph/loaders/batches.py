from core.access import SEE_BATCHES
from core.viewer import Viewer
from db.queries import approvals, progress
from db.queries.batches import batches, phases
from graph.loaders.kinds import Many, NounLoaders, in_batch, many, one


class BatchLoaders(NounLoaders):
    """Loads batches with their colleges, phases, approvals and progress."""

    batch = one(batches.batches, batches.batch.c.id)
    windows = many(batches.windows)
    cohorts = many(batches.cohorts)
    phases = in_batch(phases.of_colleges, "batch_id", "college_id")
    approvals = in_batch(approvals.of_colleges, "batch_id", "college_id")
    progress = in_batch(progress.progress, "batch_id", "college_id")

    def batch_colleges(self, viewer: Viewer) -> Many:
        """Loads the colleges of a batch that the viewer may see, by batch."""
        scope = viewer.scope(SEE_BATCHES)
        return self.lists("batch_colleges", lambda ids: progress.batch_colleges(scope, ids), "batch_id")
