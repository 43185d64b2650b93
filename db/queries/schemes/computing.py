"""Computes a college's results by its scheme into the staging table of an import, whose checks and storing follow
(R11). A computation calls `compute`, then `count_faults`; after the import has stored the results, `store_given`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    Insert,
    Row,
    Subquery,
    and_,
    any_,
    case,
    cast,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.ext.asyncio import AsyncConnection

from db.qualities import Qualities
from db.queries.batches.batches import batch_class, participant, somebody_takes_part
from db.queries.classes import klass
from db.queries.comprehensive.imports import staged
from db.queries.comprehensive.ranking import of_same_grades
from db.queries.comprehensive.sheets import sheet
from db.queries.computations.compiled import BATCH, compiled
from db.queries.schemes.inputs import given_of, items_of, students_of
from db.queries.schemes.reckoning import input_label, lacks_of, reckoned
from db.queries.schemes.versions import given
from db.queries.students import student
from db.schemes import COUNTED, Category, Scheme, bests_in

SCORES_BELOW = 1_000
_LACKING = staged.c.overall_score.is_(None)
_SCORES = func.array_append(staged.c.scores, staged.c.overall_score)
_OUTSIDE = or_(literal(0) > any_(_SCORES), literal(SCORES_BELOW) <= any_(_SCORES))


class Computing:
    """Holds the statements of one college's computation.

    Args:
        text: the text of the scheme, by which its statements are known again.
    """

    def __init__(self, scheme: Scheme, text: str, batch: Any, class_ids: Sequence[int]) -> None:
        self.scheme, self.text, self.batch, self.class_ids = scheme, text, batch, class_ids
        self.values = {"batch_id": batch.id, "academic_year": batch.academic_year, "class_ids": list(class_ids)}

    def given(self) -> tuple[CTE, Subquery]:
        """Selects the students, who are read once, and the items: those of a university would not stay in memory."""
        return students_of(self.scheme).cte("students"), items_of().subquery("items")

    async def compute(self, db: AsyncConnection, qualities: Qualities) -> None:
        """Stages the results, in the order of the batch's list, and what they were computed from; whom something is
        lacking to has no scores.
        """
        codes = tuple(one.code for one in qualities)
        await compiled(("scheme", self.text, codes), lambda: self._computation(codes)).execute(db, self.values)

    def _computation(self, codes: Sequence[str]) -> Insert:
        students, items = self.given()
        found = reckoned(self.scheme, students, items, bests=True).cte("found")
        known = given_of(self.scheme, students, items, found if bests_in(self.scheme) else None).subquery("known")
        *others, last = map(list(self.scheme.qualities).index, codes)
        values = (
            cast(array([found.c[f"score_{place}"] for place in others]), staged.c.scores.type),
            cast(array([found.c[f"level_{place}"] for place in others]), staged.c.levels.type),
            found.c[f"score_{last}"],
            found.c[f"level_{last}"],
        )
        query = (
            select(
                literal_column("0"),
                student.c.number,
                student.c.name,
                *(case((~found.c.lacking, value)) for value in values),
                known.c.given,
                known.c["items"],
            )
            .join(found, found.c.student_id == student.c.id)
            .join(known, known.c.student_id == found.c.student_id)
        )
        return insert(staged).from_select(list(staged.c.keys()), query)

    async def count_faults(self, db: AsyncConnection) -> tuple[int, int]:
        """Counts the students to whom something is lacking, and those with a score that can't be stored."""
        counts = select(func.count().filter(_LACKING), func.count().filter(_OUTSIDE)).select_from(staged)
        lacking, outside = (await db.execute(counts)).one()
        return lacking, outside

    async def missing(self, db: AsyncConnection) -> Sequence[Row[Any]]:
        """Counts, class by class, the students without each input that has no stand-in (`input_label`)."""
        students, _ = self.given()
        counts = (func.count().filter(students.c[label].is_(None)).label(label) for label in self.needed.values())
        query = (
            select(klass.c.id, klass.c.name, func.count().label("total"), *counts)
            .join(students, students.c.class_id == klass.c.id)
            .group_by(klass.c.id)
            .order_by(klass.c.code)
        )
        return list(await db.execute(query, self.values))

    @property
    def needed(self) -> dict[str, str]:
        """Returns the labels of the inputs that may be missing and have no stand-in, by name."""
        return {
            name: input_label(self.scheme, name)
            for name, one in self.scheme.inputs.items()
            if not isinstance(one, Category) and one.source not in COUNTED and one.missing is None
        }

    async def lacking(self, db: AsyncConnection, told: Mapping[str, Sequence[int]], most: int) -> Sequence[Row[Any]]:
        """Reads the first students to whom something is lacking, each with all that there is of it.

        Args:
            told: inputs that whole classes lack, with these classes; whom nothing else is lacking is left out.
        """
        students, items = self.given()
        query = (
            select(
                student.c.number,
                student.c.name,
                klass.c.name.label("class_name"),
                klass.c.id,
                staged.c.given,
                staged.c["items"],
            )
            .join(staged, staged.c.student_number == student.c.number)
            .join(students, students.c.student_id == student.c.id)
            .join(klass, klass.c.id == students.c.class_id)
            .where(_LACKING, or_(*lacks_of(self.scheme, students, items, told)))
            .order_by(klass.c.code, student.c.number)
        )
        return list(await db.execute(query.limit(most), self.values))

    async def out_of_range(self, db: AsyncConnection, most: int) -> Sequence[Row[Any]]:
        """Reads the first students with a score that can't be stored, with all of their scores."""
        place = and_(participant.c.batch_id == BATCH, participant.c.student_id == student.c.id)
        query = (
            select(student.c.number, student.c.name, klass.c.name.label("class_name"), _SCORES.label("scores"))
            .join(staged, staged.c.student_number == student.c.number)
            .join(participant, place)
            .join(klass, klass.c.id == participant.c.class_id)
            .where(_OUTSIDE)
            .order_by(klass.c.code, student.c.number)
        )
        return list(await db.execute(query.limit(most), {"batch_id": self.batch.id}))


async def store_given(db: AsyncConnection, batch_id: int) -> None:
    """Stores what each staged result was computed from; the sheets know the version. What stays is not written."""
    await compiled("store given", _storing).execute(db, {"batch_id": batch_id})


def _storing() -> Insert:
    placed = and_(participant.c.batch_id == BATCH, participant.c.student_id == student.c.id)
    of_class = and_(sheet.c.batch_id == BATCH, sheet.c.class_id == participant.c.class_id)
    before = and_(given.c.batch_id == BATCH, given.c.student_id == student.c.id)
    fresh = {"scheme_id": sheet.c.scheme_id, "given": staged.c.given, "items": staged.c["items"]}
    rows = (
        select(BATCH, student.c.id, *fresh.values())
        .join_from(staged, student, student.c.number == staged.c.student_number)
        .join(participant, placed)
        .join(sheet, of_class)
        .outerjoin(given, before)
        .where(tuple_(*(given.c[name] for name in fresh)).is_distinct_from(tuple_(*fresh.values())))
    )
    storing = postgresql.insert(given).from_select(["batch_id", "student_id", *fresh], rows)
    changed = {name: storing.excluded[name] for name in fresh}
    return storing.on_conflict_do_update(index_elements=["batch_id", "student_id"], set_=changed)


async def left_out_of_grades(db: AsyncConnection, batch_id: int, class_ids: Sequence[int]) -> Sequence[str]:
    """Reads the names of the participating classes of the same grades that are not among these."""
    query = (
        select(klass.c.name)
        .join(batch_class, batch_class.c.class_id == klass.c.id)
        .where(
            batch_class.c.batch_id == batch_id,
            of_same_grades(batch_id, class_ids),
            batch_class.c.class_id.not_in(class_ids),
            somebody_takes_part(),
        )
    )
    return list((await db.execute(query.order_by(klass.c.code))).scalars())
