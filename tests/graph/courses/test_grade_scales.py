"""A college's grade scale: R10.3, R10.4, R10.5, R8.1, R8.2, R9.3."""

from typing import Any

import pytest

from tests.campus import YEAR, Campus, Person
from tests.graph.results import APPROVALS
from tests.graph.scale_acts import READ_SCALE, asked, set_scale

ENTRIES = """select subject, college_id, old, new from audit_entry
  where action = 'setGradeScale' and new ? 'retakeRule' order by id"""
STORED = "select college_id, academic_year, levels::text, treatments::text, retake_rule, changed_by from grade_scale"
FIVE = [
    {"word": "A+", "points": "97"},
    {"word": "A", "points": "92.5"},
    {"word": "合 格"},
]


def words(scale: Any) -> dict[str, str | None]:
    return {one["word"]: one["points"] for one in scale["levels"]}


def treated(scale: Any) -> dict[str, str]:
    return {one["word"]: one["treatment"] for one in scale["treatments"]}


async def refused(campus: Campus, person: Person, **changes: Any) -> list[tuple[str, str]]:
    """The codes and places of the refusals; nothing was written."""
    before = await campus.rows(STORED), await campus.rows(ENTRIES)
    done = await set_scale(campus, person, **changes)
    assert (done["gradeScale"], done["rescored"], done["staleClasses"]) == (None, None, None)
    assert (await campus.rows(STORED), await campus.rows(ENTRIES)) == before
    return [(one["code"], one["path"]) for one in done["userErrors"]]


async def test_a_college_that_has_laid_down_nothing_has_the_default_scale(campus: Campus) -> None:
    """R10.3, R10.4, R10.5: 优秀 counts as 95, 缺考 as 0, 缓考 is undecided, and the first attempt counts."""
    scale = await asked(campus, campus.college_admin, READ_SCALE)
    assert (scale["college"], scale["academicYear"], scale["retakeRule"]) == ({"name": "信息学院"}, YEAR, "FIRST")
    assert (scale["isDefault"], scale["changedBy"]) == (True, None)
    assert list(words(scale).items())[:2] == [("优", "95.00"), ("优秀", "95.00")]
    assert (words(scale)["不及格"], words(scale)["合格"]) == ("0.00", None)
    assert (treated(scale)["缺考"], treated(scale)["免修"], treated(scale)["缓考"]) == ("ZERO", "LEFT_OUT", "UNDECIDED")


async def test_a_scale_is_replaced_as_a_whole_and_the_log_holds_old_and_new(campus: Campus) -> None:
    """R10.3, R9.3: words are kept in their form for comparison, and other years stay as they are."""
    treatments = [{"word": "缓考", "treatment": "LEFT_OUT"}]
    done = await set_scale(campus, campus.college_admin, levels=FIVE, treatments=treatments, retakeRule="BEST")
    assert done["userErrors"] == []
    scale = await asked(campus, campus.college_admin, READ_SCALE)
    assert scale == done["gradeScale"]
    assert list(words(scale).items()) == [("A+", "97.00"), ("A", "92.50"), ("合格", None)]
    assert (treated(scale), scale["retakeRule"]) == ({"缓考": "LEFT_OUT"}, "BEST")
    assert (scale["isDefault"], scale["changedBy"]) == (False, "周老师")
    other = await asked(campus, campus.college_admin, READ_SCALE, year="2017-2018")
    assert other["isDefault"]
    [entry] = await campus.rows(ENTRIES)
    assert (entry.subject, entry.college_id) == (f"信息学院 {YEAR}", campus.ids["info"])
    assert (entry.old["levels"]["优秀"], entry.old["treatments"]["缓考"]) == ("95", "UNDECIDED")
    assert entry.new == {
        "levels": {"A+": "97", "A": "92.5", "合格": None},
        "treatments": {"缓考": "LEFT_OUT"},
        "retakeRule": "BEST",
        "rescored": 0,
    }


async def test_saving_the_same_again_changes_nothing(campus: Campus) -> None:
    """R9.3: no entry is written, and who set the scale stays."""
    await set_scale(campus, campus.college_admin, levels=FIVE)
    before = await campus.rows(STORED), await campus.rows(ENTRIES)
    other_order = [{"word": "Ａ", "points": "92.50"}, *(one for one in FIVE if one["word"] != "A")]
    done = await set_scale(campus, campus.super_admin, collegeId=campus.info, levels=other_order)
    assert (done["userErrors"], done["rescored"], done["gradeScale"]["changedBy"]) == ([], 0, "周老师")
    assert (await campus.rows(STORED), await campus.rows(ENTRIES)) == before


async def test_what_is_left_out_takes_its_default_and_all_of_it_is_the_way_back(campus: Campus) -> None:
    """R10.3: a scale that equals the default one is stored no more."""
    await set_scale(campus, campus.college_admin, levels=FIVE, retakeRule="LAST")
    half = await set_scale(campus, campus.college_admin, retakeRule="LAST")
    assert (words(half["gradeScale"])["优秀"], half["gradeScale"]["retakeRule"]) == ("95.00", "LAST")
    back = await set_scale(campus, campus.college_admin)
    assert (back["gradeScale"]["isDefault"], back["gradeScale"]["changedBy"]) == (True, None)
    assert await campus.rows(STORED) == []
    assert len(await campus.rows(ENTRIES)) == 3


REFUSED = ("-5分", "1e2", "85%", "2019-5-6", "nan", "#N/A", "true")
"""An import refuses these, so they can never be asked for."""


async def test_everything_that_is_wrong_with_a_scale_is_said_at_once(campus: Campus) -> None:
    """R10.3, R10.4: no number, no mark, no word twice, no word both level and state, points from 0 to 100."""
    levels = [
        {"word": " 85分 ", "points": "85"},
        {"word": "优(补考)", "points": "60"},
        {"word": "甲"},
        {"word": "甲 ", "points": "90"},
        {"word": " ", "points": "1"},
        {"word": "很" * 17, "points": "1"},
        {"word": "乙", "points": "100.01"},
        {"word": "丙", "points": "-1"},
        *({"word": word} for word in REFUSED),
    ]
    treatments = [{"word": "乙", "treatment": "ZERO"}, {"word": "缓考", "treatment": "ZERO"}]
    found = await refused(campus, campus.college_admin, levels=levels, treatments=treatments)
    assert {code for code, _ in found} == {"INVALID"}
    assert {path for _, path in found} == {
        "input.levels.0.word",
        "input.levels.1.word",
        "input.levels.3.word",
        "input.levels.4.word",
        "input.levels.5.word",
        "input.levels.6.points",
        "input.levels.7.points",
        *(f"input.levels.{8 + n}.word" for n in range(len(REFUSED))),
        "input.treatments.0.word",
    }
    state = [{"word": "缺考", "points": "0"}]
    assert await refused(campus, campus.college_admin, levels=state) == [("INVALID", "input.levels.0.word")]
    many = [{"word": f"级{n}", "points": "1"} for n in range(195)]
    assert await refused(campus, campus.college_admin, levels=many) == [("INVALID", "input.levels")]


async def test_a_scale_stays_as_it_is_once_the_college_is_approved_in_a_batch_of_the_year(campus: Campus) -> None:
    """R7.6: other years, other colleges and withdrawn approvals do not stand in the way."""
    await campus.execute(f"with every as ({APPROVALS} returning id) select count(*) from every")
    await campus.execute("delete from approval where college_id = :lang", lang=campus.ids["lang"])
    assert await refused(campus, campus.college_admin, retakeRule="BEST") == [("RESULTS_APPROVED", "input")]
    done = await set_scale(campus, campus.college_admin, academicYear="2017-2018", retakeRule="BEST")
    assert done["userErrors"] == []
    done = await set_scale(campus, campus.other_college_admin, retakeRule="BEST")
    assert done["userErrors"] == []
    await campus.execute("update approval set withdrawn_at = now(), withdrawal_reason = '有误'")
    assert (await set_scale(campus, campus.college_admin, retakeRule="BEST"))["userErrors"] == []


async def test_everybody_of_a_college_reads_its_scale_and_nobody_else_does(campus: Campus) -> None:
    """R8.1, R8.2: another college's scale answers as that of a college that never was."""
    await set_scale(campus, campus.college_admin, retakeRule="BEST")
    own = (campus.counsellor_li, campus.head_teacher_chen, campus.jia, campus.yi, campus.deputy_secretary)
    for person in own:
        scale = await asked(campus, person, READ_SCALE)
        assert (scale["college"]["name"], scale["retakeRule"]) == ("信息学院", "BEST")
    for person in (campus.other_college_admin, campus.counsellor_ma, campus.mei, campus.student_affairs):
        hidden = await campus.ask(person, READ_SCALE, year=YEAR, college=campus.info)
        never = await campus.ask(person, READ_SCALE, year=YEAR, college="987654321")
        assert hidden.body == never.body == {"data": {"gradeScale": None}}
    assert await asked(campus, campus.bystander, READ_SCALE) is None


async def test_a_class_of_an_ended_batch_opens_the_scale_of_its_year(campus: Campus) -> None:
    """R8.6: a counsellor reads the scale of every year while the batch goes on; students always."""
    for ended in (False, True):
        if ended:
            await campus.execute("update batch set status = 'ENDED'")
        for year, seen in ((YEAR, True), ("2017-2018", not ended)):
            scale = await asked(campus, campus.counsellor_li, READ_SCALE, year=year)
            assert (scale is not None) == seen
        assert (await asked(campus, campus.yi, READ_SCALE, year="2017-2018"))["college"]["name"] == "信息学院"
    await campus.execute("update batch set opened_at = null")
    assert await asked(campus, campus.counsellor_li, READ_SCALE, year=YEAR) is None


@pytest.mark.parametrize("who", ["super_admin", "two_colleges"])
async def test_whoever_reaches_several_colleges_names_one(campus: Campus, who: str) -> None:
    """R8.1: the scale is that of one college."""
    campus.people["two_colleges"] = campus.people["other_college_admin"]
    assigned = "insert into counsellor (batch_id, class_id, staff_id) values (:batch, :class, :staff)"
    staff = campus.people["other_college_admin"].id
    await campus.execute(assigned, batch=campus.ids["batch"], staff=staff, **{"class": campus.ids["cs2"]})
    answer = await campus.ask(campus.people[who], READ_SCALE, year=YEAR)
    assert answer.codes == ["BAD_REQUEST"]
    assert (await asked(campus, campus.people[who], READ_SCALE, college=campus.info))["college"]["name"] == "信息学院"
