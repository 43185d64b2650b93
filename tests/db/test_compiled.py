"""Statements of computations are compiled once; each execution brings its own batch, classes and author."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Select, any_, literal, select

from db.queries.audit import Author
from db.queries.batches.batches import batch_class
from db.queries.computations.compiled import BATCH, CLASSES, Compiled, compiled
from tests.campus import Campus

WHO = {name: value.label(name) for name, value in Author.binds().items()}


def chosen() -> Select[Any]:
    """Selects the classes with who asks, and with a word that was settled when it was built."""
    of_them = batch_class.c.batch_id == BATCH, batch_class.c.class_id == any_(CLASSES)
    return select(batch_class.c.class_id, literal("甲").label("word"), *WHO.values()).where(*of_them)


async def test_each_execution_has_its_own_values(campus: Campus) -> None:
    """R9.3: nobody's entry gets the author of the one who came first."""
    first, second = campus.ids["cs1"], campus.ids["cs2"]
    at = datetime(2026, 9, 1, tzinfo=UTC)
    async with campus.database.read() as db:
        for class_id, name in ((first, "李莉"), (second, "王五"), (first, "")):
            values = {"batch_id": campus.ids["batch"], "class_ids": [class_id]}
            author = Author(at, None, name, None).bound("computeAcademicScores")
            rows = await compiled("test of own values", chosen).execute(db, {**values, **author})
            assert [*map(tuple, rows)] == [(class_id, "甲", at, None, name, "computeAcademicScores", None)]


async def test_a_value_that_is_not_given_is_never_anothers(campus: Campus) -> None:
    async with campus.database.read() as db:
        with pytest.raises(KeyError):
            await Compiled(chosen()).execute(db, {"batch_id": 1, "class_ids": [1]})


def test_a_statement_is_built_at_its_first_use_alone() -> None:
    assert compiled("test of one building", chosen) is compiled("test of one building", lambda: 1 / 0)  # type: ignore[arg-type,return-value]
