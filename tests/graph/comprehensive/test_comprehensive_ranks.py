"""Class and grade ranks equal an independent reckoning after any order of imports, set-backs and re-imports (R6.3)."""

from random import Random
from typing import Any

import pytest

from db.tables import Module
from tests.campus import STUDENTS, Campus
from tests.graph.comprehensive_acts import RESULTS, bring_in, of_class, reopen, row, submit

QUALITIES = ("political", "scholastic", "development", "overall")
CLASSES = ("cs1", "cs2")


def place(score: int, among: list[int]) -> str:
    """R4.8: a place is one more than the number of those who are better; it is out of so many."""
    return f"{sum(other > score for other in among) + 1}/{len(among)}"


def reckoned(standing: dict[str, dict[str, list[int]]]) -> dict[str, dict[str, Any]]:
    """Returns, by student, what each of the four must show; `standing` holds the scores by class and student."""
    everybody = [scores for members in standing.values() for scores in members.values()]
    found: dict[str, dict[str, Any]] = {}
    for members in standing.values():
        for key, scores in members.items():
            found[key] = {
                name: (
                    f"{scores[n]}.00",
                    place(scores[n], [one[n] for one in members.values()]),
                    place(scores[n], [one[n] for one in everybody]) if n in (1, 3) else None,
                )
                for n, name in enumerate(QUALITIES)
            }
    return found


async def shown(campus: Campus) -> dict[str, dict[str, Any]]:
    answer = await campus.ask(campus.super_admin, RESULTS, batch=campus.batch)
    names = {campus.people[key].username: key for members in STUDENTS.values() for key, _ in members}
    return {
        names[node["student"]["number"]]: {
            one["quality"]["code"]: (
                one["score"],
                one["classRank"]["label"],
                one["gradeRank"] and one["gradeRank"]["label"],
            )
            for one in node["qualities"]
        }
        for node in answer.data["comprehensiveResults"]["nodes"]
    }


@pytest.mark.parametrize("seed", range(4))
async def test_ranks_are_as_reckoned_after_any_order_of_acts(campus: Campus, seed: int) -> None:
    """R6.3, R4.8: there are few different scores, so that ties abound."""
    await campus.open_phases(Module.COMPREHENSIVE)
    chance, standing, submitted = Random(seed), dict[str, dict[str, list[int]]](), set[str]()
    for _ in range(8):
        klass = chance.choice(CLASSES)
        scores = {key: [chance.randint(60, 63) for _ in QUALITIES] for key, _ in STUDENTS[klass]}
        rows = [row(campus, key, *map(str, four)) for key, four in scores.items()]
        done = await bring_in(campus, campus.counsellor_li, rows)
        assert bool(done["userErrors"]) == (klass in submitted)
        if klass in submitted:
            await reopen(campus, campus.college_admin, klass)
            submitted.remove(klass)
        else:
            standing[klass] = scores
            if chance.random() < 0.5:
                await submit(campus, campus.counsellor_li, klass)
                submitted.add(klass)
        assert await shown(campus) == reckoned(standing)


async def test_grade_ranks_say_how_many_classes_are_missing(campus: Campus) -> None:
    """R6.3: the classes are of the same college, major and grade; a class in which nobody takes part is not waited
    for."""
    await campus.open_phases(Module.COMPREHENSIVE)
    await bring_in(campus, campus.counsellor_li, of_class(campus, "cs1"))

    async def missing() -> set[int]:
        answer = await campus.ask(campus.counsellor_li, RESULTS, batch=campus.batch)
        return {one["gradeClassesMissing"] for one in answer.data["comprehensiveResults"]["nodes"]}

    assert await missing() == {1}
    await bring_in(campus, campus.counsellor_li, of_class(campus, "cs2"))
    assert await missing() == {0}
    await campus.execute("delete from comprehensive_result where class_id = :cs2", cs2=campus.ids["cs2"])
    await campus.execute("delete from result_sheet where class_id = :cs2", cs2=campus.ids["cs2"])
    await campus.execute("update participant set participating = false where class_id = :cs2", cs2=campus.ids["cs2"])
    assert await missing() == {0}
