from typing import Any

from core.access import SEE_BATCHES, SEE_COURSES
from core.viewer import Viewer
from db.queries.courses import lists
from graph.loaders.kinds import NounLoaders
from graph.server.engine.batching import BatchLoader


class CourseLoaders(NounLoaders):
    """Loads the courses of students."""

    def courses(self, viewer: Viewer) -> BatchLoader[tuple[int | None, int], list[Any]]:
        """Loads the courses of a student that the viewer may see, by (batch or None, student)."""

        async def load(keys: list[tuple[int | None, int]]) -> list[list[Any]]:
            found: dict[tuple[int | None, int], list[Any]] = {key: [] for key in keys}
            async with self.database.read() as db:
                for batch_id in {batch_id for batch_id, _ in keys}:
                    seen = lists.Seen(viewer.scope(SEE_COURSES), viewer.scope(SEE_BATCHES), batch_id)
                    students = [student_id for batch, student_id in keys if batch == batch_id]
                    for row in await lists.courses_of_students(db, seen, students):
                        found[batch_id, row.student_id].append(row)
            return [found[key] for key in keys]

        return self.of_viewer.setdefault("courses", BatchLoader(load))
