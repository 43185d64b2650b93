"""The few batch loaders: what nested objects need, one statement for all of a list.

They look up by id what a visible row points at; what of it may be read, the fields' own rules decide.
"""

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence, Set
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import Select

from core.access import (
    SEE_ACADEMIC_RESULT,
    SEE_BATCHES,
    SEE_COMPREHENSIVE,
    SEE_COURSES,
    SEE_RATING_PROGRESS,
    SEE_RATING_RESULT,
    SEE_STUDENTS,
    Viewer,
)
from db.driver import column_of
from db.pages import counts, pages
from db.paging import Key, Page, Slice, ordering_name
from db.prepared import Asked, all_rows, rows_with_ids
from db.queries import approvals, classes, notices, progress, students
from db.queries.academic import results as academic
from db.queries.ballots import ballots
from db.queries.batches import batches, phases
from db.queries.comprehensive import results as comprehensive
from db.queries.courses import courses
from db.queries.operations import operations
from db.queries.participants import participants
from db.queries.people import accounts, roles
from db.queries.ratings import items as rating_items
from db.queries.ratings import progress as rating_progress
from db.queries.ratings import results as ratings
from db.queries.ratings import totals as rating_totals
from db.scopes import Scope, StagedScope
from db.session import Database
from graph.server.engine.batching import Gathering

One = Gathering[int, Any]
Many = Gathering[int, list[Any]]
InBatch = Gathering[tuple[int, int], list[Any]]
S = TypeVar("S", Scope, StagedScope)


class ById:
    """Rows by id, each read once for a request; of the directory, once for as long as it does not change."""

    def __init__(
        self, database: Database, query: Callable[[], Asked], column: Any, known: dict[int, Any], own: Mapping[int, Any]
    ) -> None:
        """`own` came with the viewer: no row of the driver, so it goes alone."""
        self.database, self.query, self.column, self.known, self.own = database, query, column, known, own
        self._one_at_a_time = asyncio.Lock()

    @cached_property
    def _loader(self) -> One:
        async def load(ids: list[int]) -> Sequence[Any]:
            known = await self.by_id(set(ids))
            return [known.get(key) for key in ids]

        return Gathering(load)

    async def load(self, id_: int) -> Any:
        """The row, None where there is none; those that are asked for at once are read at once."""
        known = self.own.get(id_) or self.known.get(id_)
        return await self._loader.load(id_) if known is None else known

    async def load_many(self, ids: Sequence[int]) -> list[Any]:
        known = await self.by_id(set(ids))
        return [known.get(key) for key in ids]

    async def by_id(self, ids: Set[int]) -> Mapping[int, Any]:
        """All of these, in one statement for what is not known yet."""
        if ids == self.own.keys():
            return self.own
        if ids - self.known.keys():
            async with self._one_at_a_time:  # who asks for the same meanwhile need not read it again
                missing = list(ids - self.known.keys())
                rows = await rows_with_ids(self.database, self.query(), self.column, missing) if missing else []
                self.known |= zip(column_of(rows, "id"), rows, strict=True)
        return self.known


def _one(query: Callable[[], Select[Any]], column: Any) -> cached_property[ById]:
    """Rows by id."""
    name = f"{column.table.name} by id"

    def made(self: "Loaders") -> ById:
        own = self.own if column is students.student.c.id else {}
        known = self.directory.get(column.table.name, {})
        return ById(self.database, lambda: Asked(name, query, {}), column, known, own)

    return cached_property(made)


def _many(query: Callable[[list[int]], Select[Any]]) -> cached_property[Many]:
    """Lists of rows by the id of their owner."""

    def made(self: "Loaders") -> Many:
        async def load(ids: list[int]) -> list[list[Any]]:
            found: dict[int, list[Any]] = {key: [] for key in ids}
            async with self.database.read() as db:
                for row in await db.execute(query(ids)):
                    found[row.owner_id].append(row)
            return [found[key] for key in ids]

        return Gathering(load)

    return cached_property(made)


def _in_batch(query: Callable[[set[int], set[int]], Any], *key: str) -> cached_property[InBatch]:
    """Lists of rows by a batch and something in it."""

    def made(self: "Loaders") -> InBatch:
        async def load(keys: list[tuple[int, int]]) -> list[list[Any]]:
            found: dict[tuple[int, int], list[Any]] = {pair: [] for pair in keys}
            async with self.database.read() as db:
                for row in await db.execute(query({one for one, _ in keys}, {other for _, other in keys})):
                    found.get((getattr(row, key[0]), getattr(row, key[1])), []).append(row)
            return [found[pair] for pair in keys]

        return Gathering(load)

    return cached_property(made)


class Loaders:
    """Made for one request, so that nothing is remembered longer than it is true; each loader when first asked for."""

    college = _one(classes.colleges, classes.college.c.id)
    major = _one(classes.majors, classes.major.c.id)
    school_class = _one(classes.classes, classes.klass.c.id)
    student = _one(students.students, students.student.c.id)
    batch = _one(batches.batches, batches.batch.c.id)
    staff = _one(accounts.staff_members, accounts.staff.c.id)
    account = _one(accounts.accounts, accounts.account.c.id)
    academic_courses = _one(academic.explanations, academic.result.c.id)
    grants = _many(roles.grants)
    single_marks = _many(ratings.single_marks)
    windows = _many(batches.windows)
    cohorts = _many(batches.cohorts)
    approvals = _in_batch(approvals.of_colleges, "batch_id", "college_id")
    phases = _in_batch(phases.of_colleges, "batch_id", "college_id")
    progress = _in_batch(progress.progress, "batch_id", "college_id")
    rating_items = _in_batch(rating_items.of_batch, "batch_id", "college_id")
    raters = _in_batch(rating_totals.raters, "of_batch", "of_class")
    rating_totals = _in_batch(rating_totals.totals, "batch_id", "college_id")
    counsellors = _in_batch(participants.counsellors, "of_batch", "of_class")
    head_teachers = _in_batch(participants.head_teachers, "of_batch", "of_class")

    def __init__(
        self,
        database: Database,
        viewer: Viewer | None = None,
        directory: Mapping[str, dict[int, Any]] | None = None,
    ) -> None:
        """With what is known already: the viewer's own row, and what is remembered of the directory."""
        self.database = database
        self.directory = directory or {}
        self.own = {viewer.student.id: viewer.student} if viewer and viewer.student is not None else {}
        self._own: dict[Hashable, Gathering[Any, Any]] = {}

    @cached_property
    def ballot_rows(self) -> Gathering[ballots.RowsKey, list[Any]]:
        async def load(keys: list[ballots.RowsKey]) -> list[list[Any]]:
            async with self.database.driver() as db:
                return await ballots.rows(db, keys)

        return Gathering(load)

    @cached_property
    def download_token(self) -> One:
        """By operation: where its file waits, as long as it does."""

        async def load(ids: list[int]) -> list[str | None]:
            tokens = await operations.download_tokens(self.database, ids, datetime.now(UTC))
            return [tokens.get(one) for one in ids]

        return Gathering(load)

    def academic_result(self, viewer: Viewer) -> Gathering[tuple[int, int], Any]:
        """By (batch, student), as far as the viewer may see it."""
        return self._result("academic_result", academic.of_students, viewer.scope(SEE_ACADEMIC_RESULT))

    def rating_result(self, viewer: Viewer) -> Gathering[tuple[int, int], Any]:
        """By (batch, student), as far as the viewer may see it."""
        return self._result("rating_result", ratings.of_students, viewer.scope(SEE_RATING_RESULT))

    def rating_progress(self, viewer: Viewer) -> Gathering[tuple[int, int], Any]:
        """By (batch, student), as far as the viewer may see it."""
        return self._result("rating_progress", rating_progress.of_students, viewer.scope(SEE_RATING_PROGRESS))

    def comprehensive_result(self, viewer: Viewer) -> Gathering[tuple[int, int], Any]:
        """By (batch, student), as far as the viewer may see it."""
        return self._result("comprehensive_result", comprehensive.of_students, viewer.scope(SEE_COMPREHENSIVE))

    def comprehensive_years(self, viewer: Viewer) -> Many:
        """By student, every year's as far as the viewer may see it."""

        async def load(student_ids: list[int]) -> list[list[Any]]:
            found: dict[int, list[Any]] = {student_id: [] for student_id in student_ids}
            async with self.database.read() as db:
                for row in await db.execute(comprehensive.all_years(viewer.scope(SEE_COMPREHENSIVE), student_ids)):
                    found[row.student_id].append(row)
            return [found[student_id] for student_id in student_ids]

        return self._own.setdefault("comprehensive_years", Gathering(load))

    @cached_property
    def failed_course(self) -> Gathering[tuple[int, str], bool]:
        """By (student, academic year)."""

        async def load(keys: list[tuple[int, str]]) -> list[bool]:
            async with self.database.read() as db:
                failed = await comprehensive.failed_in(db, keys)
            return [key in failed for key in keys]

        return Gathering(load)

    @cached_property
    def missing_classes(self) -> Gathering[comprehensive.Grade, int]:
        async def load(grades: list[comprehensive.Grade]) -> list[int]:
            async with self.database.read() as db:
                missing = await comprehensive.missing_classes(db, grades)
            return [missing.get(grade, 0) for grade in grades]

        return Gathering(load)

    def _result(
        self, name: str, query: Callable[[S, list[tuple[int, int]]], Select[Any] | Asked], scope: S
    ) -> Gathering[tuple[int, int], Any]:
        async def load(keys: list[tuple[int, int]]) -> Sequence[Any]:
            rows = await all_rows(self.database, query(scope, keys))
            places = zip(column_of(rows, "batch_id"), column_of(rows, "student_id"), strict=True)
            known = dict(zip(places, rows, strict=True))
            return [known.get(key) for key in keys]

        return self._own.setdefault(name, Gathering(load))

    def students_of_class(self, viewer: Viewer, keys: Sequence[Key], part: Slice) -> Gathering[int, Page]:
        """The same page of the students of many classes, as far as the viewer may see them."""
        asked = ("students_of_class", ordering_name(keys), part)
        return self._own.get(asked) or self._own.setdefault(asked, self._students_of_class(viewer, keys, part))

    def _students_of_class(self, viewer: Viewer, keys: Sequence[Key], part: Slice) -> Gathering[int, Page]:
        query = students.wanted_students(viewer.scope(SEE_STUDENTS), students.StudentFilter())
        owner = students.student.c.class_id

        async def count(class_ids: list[int]) -> list[int]:
            return await counts(self.database, query, owner, class_ids)

        counting = self._own.setdefault("students_of_class.count", Gathering(count))

        async def load(class_ids: list[int]) -> list[Page]:
            return await pages(self.database, query, owner, class_ids, keys, part, counting.load)

        return Gathering(load)

    def notice(self, seen: notices.Seen) -> Gathering[tuple[int, int], Any]:
        """The newest of a (batch, college), where the viewer sees it."""

        async def load(keys: list[tuple[int, int]]) -> Sequence[Any]:
            async with self.database.read() as db:
                rows = (await db.execute(notices.last_of_colleges(seen, keys))).all()
            known = {(row.batch_id, row.college_id): row for row in rows}
            return [known.get(key) for key in keys]

        return self._own.setdefault("notice", Gathering(load))

    def notice_entries(self, seen: notices.Seen, class_id: int | None, part: Slice) -> Gathering[int, Page]:
        """The same page of the lists of many notices, as far as the viewer may read them."""
        query = notices.entries(seen, class_id)
        owner, keys = notices.notice.c.id, notices.ENTRY_KEYS

        async def count(notice_ids: list[int]) -> list[int]:
            return await counts(self.database, query, owner, notice_ids)

        counting = self._own.setdefault(f"notice_entries.count {class_id}", Gathering(count))

        async def load(notice_ids: list[int]) -> list[Page]:
            return await pages(self.database, query, owner, notice_ids, keys, part, counting.load)

        return self._own.setdefault(f"notice_entries {class_id} {part}", Gathering(load))

    def courses(self, viewer: Viewer) -> Gathering[tuple[int | None, int], list[Any]]:
        """The courses of a student, by (batch or None, student), as far as the viewer may see them."""

        async def load(keys: list[tuple[int | None, int]]) -> list[list[Any]]:
            found: dict[tuple[int | None, int], list[Any]] = {key: [] for key in keys}
            async with self.database.read() as db:
                for batch_id in {batch_id for batch_id, _ in keys}:
                    seen = courses.Seen(viewer.scope(SEE_COURSES), viewer.scope(SEE_BATCHES), batch_id)
                    students = [student_id for batch, student_id in keys if batch == batch_id]
                    for row in await courses.courses_of_students(db, seen, students):
                        found[batch_id, row.student_id].append(row)
            return [found[key] for key in keys]

        return self._own.setdefault("courses", Gathering(load))

    def batch_colleges(self, viewer: Viewer) -> Many:
        """By batch, the colleges that the viewer may see in it."""

        async def load(batch_ids: list[int]) -> list[list[Any]]:
            found: dict[int, list[Any]] = {batch_id: [] for batch_id in batch_ids}
            async with self.database.read() as db:
                for row in await db.execute(progress.batch_colleges(viewer.scope(SEE_BATCHES), batch_ids)):
                    found[row.batch_id].append(row)
            return [found[batch_id] for batch_id in batch_ids]

        return self._own.setdefault("batch_colleges", Gathering(load))
