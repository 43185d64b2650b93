"""The few batch loaders: what nested objects need, one statement for all of a list.

They look up by id what a visible row points at; what of it may be read, the fields' own rules decide.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Select
from strawberry.dataloader import DataLoader

from core.access import SEE_ACADEMIC_RESULT, SEE_BATCHES, SEE_COURSES, SEE_STUDENTS, Viewer
from db.pages import counts, pages
from db.paging import Key, Page, Slice
from db.queries import academic, batches, classes, courses, participants, people, phases, progress, roles, students
from db.session import Database

One = DataLoader[int, Any]
Many = DataLoader[int, list[Any]]
InBatch = DataLoader[tuple[int, int], list[Any]]


class Loaders:
    """Made for one request, so that nothing is remembered longer than it is true."""

    def __init__(self, database: Database) -> None:
        def one(query: Callable[[], Select[Any]], column: Any) -> One:
            async def load(ids: list[int]) -> Sequence[Any]:
                async with database.read() as db:
                    rows = (await db.execute(query().where(column.in_(ids)))).all()
                known = {row.id: row for row in rows}
                return [known.get(key) for key in ids]

            return DataLoader(load_fn=load)

        def many(query: Callable[[list[int]], Select[Any]]) -> Many:
            async def load(ids: list[int]) -> list[list[Any]]:
                found: dict[int, list[Any]] = {key: [] for key in ids}
                async with database.read() as db:
                    for row in await db.execute(query(ids)):
                        found[row.owner_id].append(row)
                return [found[key] for key in ids]

            return DataLoader(load_fn=load)

        def in_batch(query: Callable[[set[int], set[int]], Any], *key: str) -> InBatch:
            async def load(keys: list[tuple[int, int]]) -> list[list[Any]]:
                found: dict[tuple[int, int], list[Any]] = {pair: [] for pair in keys}
                async with database.read() as db:
                    for row in await db.execute(query({one for one, _ in keys}, {other for _, other in keys})):
                        found.get((getattr(row, key[0]), getattr(row, key[1])), []).append(row)
                return [found[pair] for pair in keys]

            return DataLoader(load_fn=load)

        self.college = one(classes.colleges, classes.college.c.id)
        self.major = one(classes.majors, classes.major.c.id)
        self.school_class = one(classes.classes, classes.klass.c.id)
        self.student = one(students.students, students.student.c.id)
        self.batch = one(batches.batches, batches.batch.c.id)
        self.staff = one(people.staff_members, people.staff.c.id)
        self.account = one(people.accounts, people.account.c.id)
        self.academic_courses = one(academic.explanations, academic.result.c.id)
        self.grants = many(roles.grants)
        self.windows = many(batches.windows)
        self.cohorts = many(batches.cohorts)
        self.phases = in_batch(phases.of_colleges, "batch_id", "college_id")
        self.progress = in_batch(progress.progress, "batch_id", "college_id")
        self.counsellors = in_batch(participants.counsellors, "of_batch", "of_class")
        self.head_teachers = in_batch(participants.head_teachers, "of_batch", "of_class")
        self._database = database
        self._own: dict[str, DataLoader[Any, Any]] = {}

    def academic_result(self, viewer: Viewer) -> DataLoader[tuple[int, int], Any]:
        """By (batch, student), as far as the viewer may see it."""

        async def load(keys: list[tuple[int, int]]) -> Sequence[Any]:
            async with self._database.read() as db:
                rows = (await db.execute(academic.of_students(viewer.scope(SEE_ACADEMIC_RESULT), keys))).all()
            known = {(row.batch_id, row.student_id): row for row in rows}
            return [known.get(key) for key in keys]

        return self._own.setdefault("academic_result", DataLoader(load_fn=load))

    def students_of_class(self, viewer: Viewer, keys: Sequence[Key], part: Slice) -> DataLoader[int, Page]:
        """The same page of the students of many classes, as far as the viewer may see them."""
        query = students.wanted_students(viewer.scope(SEE_STUDENTS), students.StudentFilter())
        owner = students.student.c.class_id

        async def count(class_ids: list[int]) -> list[int]:
            return await counts(self._database, query, owner, class_ids)

        counting = self._own.setdefault("students_of_class.count", DataLoader(load_fn=count))

        async def load(class_ids: list[int]) -> list[Page]:
            return await pages(self._database, query, owner, class_ids, keys, part, counting.load)

        return self._own.setdefault(f"students_of_class {keys} {part}", DataLoader(load_fn=load))

    def courses(self, viewer: Viewer) -> DataLoader[tuple[int | None, int], list[Any]]:
        """The courses of a student, by (batch or None, student), as far as the viewer may see them."""

        async def load(keys: list[tuple[int | None, int]]) -> list[list[Any]]:
            found: dict[tuple[int | None, int], list[Any]] = {key: [] for key in keys}
            async with self._database.read() as db:
                for batch_id in {batch_id for batch_id, _ in keys}:
                    seen = courses.Seen(viewer.scope(SEE_COURSES), viewer.scope(SEE_BATCHES), batch_id)
                    students = [student_id for batch, student_id in keys if batch == batch_id]
                    for row in await courses.courses_of_students(db, seen, students):
                        found[batch_id, row.student_id].append(row)
            return [found[key] for key in keys]

        return self._own.setdefault("courses", DataLoader(load_fn=load))

    def batch_colleges(self, viewer: Viewer) -> Many:
        """By batch, the colleges that the viewer may see in it."""

        async def load(batch_ids: list[int]) -> list[list[Any]]:
            found: dict[int, list[Any]] = {batch_id: [] for batch_id in batch_ids}
            async with self._database.read() as db:
                for row in await db.execute(progress.batch_colleges(viewer.scope(SEE_BATCHES), batch_ids)):
                    found[row.batch_id].append(row)
            return [found[batch_id] for batch_id in batch_ids]

        return self._own.setdefault("batch_colleges", DataLoader(load_fn=load))
