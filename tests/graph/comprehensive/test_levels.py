"""等次: a list that student affairs sets for each batch (R1.1)."""

import pytest

from tests.campus import Campus
from tests.graph.batch_acts import CREATE, UPDATE, batch_form, press

LEVELS = "query($id: ID!) { batch(id: $id) { levels } }"


async def levels_of(campus: Campus, batch: str) -> list[str]:
    return (await campus.ask(campus.student_affairs, LEVELS, id=batch)).data["batch"]["levels"]


async def test_five_levels_unless_others_are_set(campus: Campus) -> None:
    """R1.1: and a change that names none leaves them alone."""
    batch = (await press(campus, campus.student_affairs, CREATE, **batch_form()))["batch"]["id"]
    assert await levels_of(campus, batch) == ["优秀", "良好", "中等", "合格", "不合格"]
    form = batch_form(levels=[" 甲 ", "乙", "丙"])
    assert (await press(campus, campus.student_affairs, UPDATE, id=batch, **form))["userErrors"] == []
    assert await levels_of(campus, batch) == ["甲", "乙", "丙"]
    await press(campus, campus.student_affairs, UPDATE, id=batch, **batch_form())
    assert await levels_of(campus, batch) == ["甲", "乙", "丙"]


@pytest.mark.parametrize("levels", [[], ["甲", "甲"], [" "], ["长" * 21], [str(n) for n in range(21)]])
async def test_levels_are_few_different_words(campus: Campus, levels: list[str]) -> None:
    payload = await press(campus, campus.student_affairs, CREATE, **batch_form(levels=levels))
    assert [(one["code"], one["path"]) for one in payload["userErrors"]] == [("INVALID", "input.levels")]
    assert await campus.rows("select 1 from batch where name = :name", name=batch_form()["name"]) == []
