"""查看各学院进度: R1.4, and who sees how much of a batch's colleges (R1.6, R8.2, R8.3)."""

from typing import Any

import pytest

from tests.campus import Campus, Person
from tests.graph.academic_acts import compute
from tests.graph.batch_acts import CREATE, batch_form, days, move_batch, move_phase, opened, press, schedule
from tests.graph.library import EARLIER
from tests.statements import counted

PROGRESS = """query Progress($batch: ID!, $college: ID) {
  batch(id: $batch) { name status colleges(collegeId: $college) { college { name } classesTotal participantsTotal
    phases { module status startsOn bonusRatio done total classesDone classesTotal } } } }"""
WINDOWS = """query Windows($batch: ID!) { batch(id: $batch) { colleges { college { name }
  phases { module status startsOn endsOn bonusRatio monitorWindow { startsOn endsOn }
           counsellorWindow { startsOn endsOn } } } } }"""
ALL_COLLEGES = "{ batches { nodes { academicYear colleges { college { name } } } } }"
ALL = """query All { batches { nodes { name windows { module } cohorts colleges { college { name }
  classesTotal participantsTotal phases { module status done total classesDone classesTotal college { name }
  batch { name } } } } } }"""


async def progress(campus: Campus, person: Person, **given: Any) -> dict[str, dict]:
    answer = await campus.ask(person, PROGRESS, batch=campus.batch, **given)
    assert not answer.errors, answer.errors
    return {one["college"]["name"]: one for one in answer.data["batch"]["colleges"]}


def module(college: dict, name: str) -> dict:
    return next(one for one in college["phases"] if one["module"] == name)


async def test_each_college_shows_what_there_is_and_what_is_done(campus: Campus) -> None:
    """R1.4: status, classes and participants in all, and how many are done."""
    await opened(campus)
    await compute(campus, campus.counsellor_li, "cs1")
    colleges = await progress(campus, campus.student_affairs)
    info, lang = colleges["信息学院"], colleges["外语学院"]
    assert [one["module"] for one in info["phases"]] == ["RATING", "ACADEMIC", "COMPREHENSIVE"]
    assert (info["classesTotal"], info["participantsTotal"], lang["participantsTotal"]) == (3, 10, 2)
    told = {key: module(info, "ACADEMIC")[key] for key in ("status", "done", "total", "classesDone", "classesTotal")}
    assert told == {"status": "OPEN", "done": 5, "total": 10, "classesDone": 1, "classesTotal": 3}
    assert (module(lang, "ACADEMIC")["status"], module(lang, "ACADEMIC")["done"]) == ("NOT_OPENED", 0)
    assert module(info, "RATING")["done"] == module(info, "COMPREHENSIVE")["classesDone"] == 0


async def test_only_those_who_take_part_are_counted(campus: Campus) -> None:
    """R1.4: a student who does not take part is not counted, nor is a class in which nobody does."""
    await campus.execute("update participant set participating = false where class_id = :se1", se1=campus.ids["se1"])
    await campus.execute("update participant set participating = false where student_id = :jia", jia=campus.jia.id)
    info = (await progress(campus, campus.college_admin))["信息学院"]
    assert (info["classesTotal"], info["participantsTotal"]) == (2, 7)


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("super_admin", ["信息学院", "外语学院"]),
        ("student_affairs", ["信息学院", "外语学院"]),
        ("college_admin", ["信息学院"]),
        ("deputy_secretary", ["信息学院"]),
        ("other_deputy_secretary", ["外语学院"]),
    ],
)
async def test_a_college_sees_its_own_progress_alone(campus: Campus, who: str, names: list[str]) -> None:
    """Rule 8: progress of colleges."""
    assert list(await progress(campus, campus.people[who])) == names
    foreign = await progress(campus, campus.people[who], college=campus.lang)
    assert list(foreign) == [name for name in names if name == "外语学院"]


@pytest.mark.parametrize("who", ["counsellor_li", "head_teacher_chen", "monitor", "yi"])
async def test_others_see_windows_and_no_progress(campus: Campus, who: str) -> None:
    """R8.3: the field is null, with one error for each coordinate; rows are the colleges of the viewer's own
    classes."""
    await schedule(campus, bonusRatio="0.10", monitorWindow=days(0, 2))
    answer = await campus.ask(campus.people[who], WINDOWS, batch=campus.batch)
    assert not answer.errors
    (college,) = answer.data["batch"]["colleges"]
    phase = module(college, "ACADEMIC")
    assert (college["college"]["name"], phase["bonusRatio"], phase["monitorWindow"]) == ("信息学院", "0.10", days(0, 2))
    hidden = await campus.ask(campus.people[who], PROGRESS, batch=campus.batch)
    (college,) = hidden.data["batch"]["colleges"]
    numbers = [college["classesTotal"], college["participantsTotal"]]
    numbers += [one[key] for one in college["phases"] for key in ("done", "total", "classesDone", "classesTotal")]
    assert set(numbers) == {None}
    assert {error["extensions"]["coordinate"] for error in hidden.errors} == {
        *(f"BatchCollege.{key}" for key in ("classesTotal", "participantsTotal")),
        *(f"Phase.{key}" for key in ("done", "total", "classesDone", "classesTotal")),
    }
    assert len(hidden.errors) == 6


async def test_a_counsellor_elsewhere_sees_that_college_alone(campus: Campus) -> None:
    """R8.1."""
    answer = await campus.ask(campus.counsellor_ma, WINDOWS, batch=campus.batch)
    assert [one["college"]["name"] for one in answer.data["batch"]["colleges"]] == ["外语学院"]
    answer = await campus.ask(campus.bystander, WINDOWS, batch=campus.batch)
    assert answer.data["batch"] is None


async def test_a_class_in_another_batch_opens_its_college_there_alone(campus: Campus) -> None:
    """R8.1: 马老师 counsels a class of the other college in this batch, and had one of this college a year before."""
    await campus.execute(EARLIER, batch=campus.ids["batch"])
    assigned = """insert into counsellor (batch_id, class_id, staff_id)
                  select id, :class, :staff from batch where status = 'ENDED'"""
    await campus.execute(assigned, **{"class": campus.ids["cs1"], "staff": campus.counsellor_ma.id})
    answer = await campus.ask(campus.counsellor_ma, ALL_COLLEGES)
    found = {one["academicYear"]: one["colleges"] for one in answer.data["batches"]["nodes"]}
    assert found == {
        "2018-2019": [{"college": {"name": "外语学院"}}], "2017-2018": [{"college": {"name": "信息学院"}}]
    }  # fmt: skip


async def test_a_batch_not_opened_yet_has_no_phases(campus: Campus) -> None:
    batch = (await press(campus, campus.student_affairs, CREATE, **batch_form()))["batch"]["id"]
    answer = await campus.ask(campus.student_affairs, PROGRESS, batch=batch)
    assert [(one["phases"], one["classesTotal"]) for one in answer.data["batch"]["colleges"]] == [([], 0), ([], 0)]


async def test_any_number_of_batches_costs_as_many_statements(campus: Campus) -> None:
    costs = []
    for number in range(3):
        with counted(campus.database) as seen:
            answer = await campus.ask(campus.student_affairs, ALL)
        assert not answer.errors
        assert len(answer.data["batches"]["nodes"]) == number + 1
        costs.append(len(seen))
        batch = (await press(campus, campus.student_affairs, CREATE, **batch_form(f"批次{number}")))["batch"]["id"]
        await move_batch(campus, "open", batch)
    assert len(set(costs)) == 1
    assert costs[0] <= 9, "viewer, batches, windows, cohorts, colleges twice, phases, progress, batch"


async def test_the_phase_of_an_act_tells_its_progress_too(campus: Campus) -> None:
    await opened(campus)
    payload = await move_phase(campus, "stop")
    assert payload["phase"]["batch"]["name"] == "2018-2019学年综合测评"
