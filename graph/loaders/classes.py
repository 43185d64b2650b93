from collections.abc import Sequence

from core.access import SEE_STUDENTS
from core.viewer import Viewer
from db.nested_paging import counts, pages
from db.paging import Key, Page, Slice, ordering_name
from db.queries import classes, students
from graph.loaders.kinds import NounLoaders, one
from graph.server.engine.batching import BatchLoader


class ClassLoaders(NounLoaders):
    """Loads colleges, majors, classes and students by id, and the students of classes."""

    college = one(classes.colleges, classes.college.c.id)
    major = one(classes.majors, classes.major.c.id)
    school_class = one(classes.classes, classes.klass.c.id)
    student = one(students.students, students.student.c.id)

    def students_of_class(self, viewer: Viewer, keys: Sequence[Key], part: Slice) -> BatchLoader[int, Page]:
        """Loads the same page of students for many classes, limited to those that the viewer may see."""
        cache_key = ("students_of_class", ordering_name(keys), part)
        return self.of_viewer.get(cache_key) or self.of_viewer.setdefault(
            cache_key, self._students_of_class(viewer, keys, part)
        )

    def _students_of_class(self, viewer: Viewer, keys: Sequence[Key], part: Slice) -> BatchLoader[int, Page]:
        query = students.matching_students(viewer.scope(SEE_STUDENTS), students.StudentFilter())
        owner = students.student.c.class_id

        async def count(class_ids: list[int]) -> list[int]:
            return await counts(self.database, query, owner, class_ids)

        counting = self.of_viewer.setdefault("students_of_class.count", BatchLoader(count))

        async def load(class_ids: list[int]) -> list[Page]:
            return await pages(self.database, query, owner, class_ids, keys, part, counting.load)

        return BatchLoader(load)
