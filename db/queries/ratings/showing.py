"""Records the peer ballots of a class's shown results, so that no two results reveal one rater's marks (R15.3)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, cast, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.queries.ballots.ballots import ballot
from db.queries.batches.batches import batch, phase
from db.queries.batches.phases import phases
from db.tables import Module, RaterKind, RatingShown, table

rating_shown = table(RatingShown)
Versions = dict[int, int]
"""The digest of each ballot, by rater."""

_SUBMITTED_AT = cast(func.extract("epoch", ballot.c.submitted_at) * 1_000_000, BigInteger)
VERSION = func.coalesce(ballot.c.digest, _SUBMITTED_AT)


async def fetch_submitted(db: AsyncConnection, batch_id: int, class_ids: Iterable[int]) -> dict[int, Versions]:
    """Reads the peer ballots that are submitted now, by class."""
    query = (
        select(
            ballot.c.class_id,
            func.array_agg(ballot.c.rater_id).label("rater_ids"),
            func.array_agg(VERSION).label("versions"),
        )
        .where(
            ballot.c.batch_id == batch_id,
            ballot.c.class_id.in_(class_ids),
            ballot.c.kind == RaterKind.PEER,
            ballot.c.submitted_at.is_not(None),
        )
        .group_by(ballot.c.class_id)
    )
    return {row.class_id: _versions(row) for row in await db.execute(query)}


async def fetch_shown(
    db: AsyncConnection, batch_id: int, class_ids: Iterable[int]
) -> dict[int, list[tuple[Versions, bool]]]:
    """Reads the ballots of each shown result, and whether it was whole: by class, the oldest first."""
    query = select(rating_shown).where(rating_shown.c.batch_id == batch_id, rating_shown.c.class_id.in_(class_ids))
    found: dict[int, list[tuple[Versions, bool]]] = {}
    for row in await db.execute(query.order_by(rating_shown.c.id)):
        found.setdefault(row.class_id, []).append((_versions(row), row.whole))
    return found


async def store_shown(
    db: AsyncConnection, batch_id: int, shown: Mapping[int, tuple[Versions, bool]], at: datetime
) -> None:
    """Stores the ballots that results show from now on, by class."""
    rows = [
        {
            "batch_id": batch_id,
            "class_id": class_id,
            "shown_at": at,
            "whole": whole,
            "rater_ids": list(versions),
            "versions": list(versions.values()),
        }
        for class_id, (versions, whole) in shown.items()
    ]
    if rows:
        await db.execute(insert(rating_shown), rows)


async def rating_phases(db: AsyncConnection, batch_id: int, college_ids: Iterable[int]) -> Sequence[Any]:
    """Reads the columns that decide whether ballots can still be submitted, by college."""
    conditions = (phase.c.batch_id == batch_id, phase.c.college_id.in_(college_ids), phase.c.module == Module.RATING)
    return (await db.execute(phases().add_columns(batch.c.status.label("batch_status")).where(*conditions))).all()


def _versions(row: Any) -> Versions:
    return dict(zip(row.rater_ids, row.versions, strict=True))
