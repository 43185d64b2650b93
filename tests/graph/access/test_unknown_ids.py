"""An id of what somebody may not see answers as one that never was, byte for byte: every act, every argument (R8.2)."""

import re

import pytest

from tests.campus import Answer, Campus, Person
from tests.graph.access.attempts import MADE, everything, workbook
from tests.graph.access.calls import Call, calls
from tests.graph.access.deeds import DEEDS

OUTSIDERS = ("other_college_admin", "mei")
"""Both are of 外语学院; the acts are tried on rows of 信息学院."""
ID = re.compile(r'(?<=")\d+(?=")')
NEVER = "987654321"
MOST = 4
"""So many ids of a sheet are enough: the class, and a student and an item of the first mark."""
OWN = {"school": "school", "college": "lang", "class": "en1", "own": "own"}
FOREIGN = {"school": "school", "college": "info", "class": "cs1", "own": "own"}


def swapped(document: str, place: int, value: str) -> str:
    """The document with another value in place of one of its ids."""
    found = list(ID.finditer(document))[place]
    return document[: found.start()] + value + document[found.end() :]


def documents(campus: Campus, act: str) -> list[tuple[str, str]]:
    """Returns pairs that differ in one id: of somebody or something in 信息学院, and of nothing.

    One document asks for the foreign thing alone, the others for the asker's own one with one foreign id in it.
    """
    deed = DEEDS[act]
    own, foreign = (deed.document(campus, targets[deed.targets]) for targets in (OWN, FOREIGN))
    here, there = ID.findall(own), ID.findall(foreign)
    places = [place for place, (one, other) in enumerate(zip(here, there, strict=False)) if one != other][:MOST]
    pairs = [(swapped(own, place, there[place]), swapped(own, place, NEVER)) for place in places]
    never = foreign
    for place in places:
        never = swapped(never, place, str(int(NEVER) + place))
    return [*pairs, (foreign, never)] if places else pairs


async def tried(campus: Campus, who: Person, act: str, field: str) -> Answer:
    selected = f"{{ done: {field} {{ userErrors {{ code message path row column }} }} }}"
    if "$file" not in field:
        return await campus.ask(who, f"mutation {selected}")
    file = {"variables.file": ("scores.xlsx", MADE.get(act, workbook)(campus, OWN[DEEDS[act].targets]))}
    return await campus.upload(who, f"mutation($file: Upload!) {selected}", file)


async def test_an_act_on_what_is_not_seen_answers_as_on_what_never_was(working: Campus) -> None:
    """R8.2: everybody outside gets this answer, and nothing changes. A new act joins by the matrix."""
    compared = 0
    for act, deed in DEEDS.items():
        await working.execute(deed.prepared or "select 1")
        before = await everything(working, act)
        for foreign, never in documents(working, act):
            compared += 1
            for who in OUTSIDERS:
                answers = [await tried(working, working.people[who], act, field) for field in (foreign, never)]
                assert answers[0].body == answers[1].body, (who, foreign)
                assert answers[0].errors or answers[0].data["done"]["userErrors"], (who, foreign)
        assert await everything(working, act) == before, act
    assert compared > 60


async def test_whoever_counsels_elsewhere_too_finds_no_more_by_id_than_in_lists(working: Campus) -> None:
    """R8.1, R8.2, R8.6: an admin of 外语学院 who counsels 计科1902: its scores of the batch's year, and no others."""
    who, ji = working.other_college_admin, working.people["ji"]
    assigned = "insert into counsellor (batch_id, class_id, staff_id) values (:batch, :class, :staff)"
    await working.execute(assigned, batch=working.ids["batch"], staff=who.id, **{"class": working.ids["cs2"]})
    await working.give(ji, ("OLD", "2", "70"), year="2016-2017")
    [(old,)] = await working.rows("select id from course_score where course_code = 'OLD'")
    before = await everything(working)
    codes = {}
    for name, one in (
        ("seen", working.ids["score_cs2"]),
        ("old", old),
        ("cs1", working.ids["score_cs1"]),
        ("no", NEVER),
    ):
        answer = await tried(working, who, "deleteCourseScores", f'deleteCourseScores(input: {{ids: ["{one}"]}})')
        codes[name] = [*answer.codes, *(one["code"] for one in (answer.data["done"] or {}).get("userErrors", ()))]
    assert codes == {"seen": ["FORBIDDEN"], "old": ["NOT_FOUND"], "cs1": ["NOT_FOUND"], "no": ["NOT_FOUND"]}
    assert await everything(working) == before


async def test_who_sees_a_college_and_keeps_another_decides_nothing_of_the_first(working: Campus) -> None:
    """R8.1: an admin of 外语学院 who is the deputy secretary of 信息学院 sees its scores and decisions, no more."""
    who, (info, lang) = working.other_college_admin, (working.ids[one] for one in ("info", "lang"))
    granted = "insert into role_grant (account_id, role, college_id) select id, 'DEPUTY_SECRETARY', :info from account"
    await working.execute(f"{granted} where username = :name", info=info, name=who.username)
    before = await everything(working)
    decision = f'{{courseScoreId: "{working.ids["score_cs1"]}", outcome: ZERO, reason: "旷考"}}'
    for act, given in (
        ("decideScores", f'academicYear: "2018-2019", collegeId: "{lang}", decisions: [{decision}]'),
        ("undoDecisions", f'ids: ["{working.ids["decision_info"]}"]'),
    ):
        assert (await tried(working, who, act, f"{act}(input: {{{given}}})")).codes == ["FORBIDDEN"], act
    assert await everything(working) == before


HIDDEN = {"classId": "cs1", "studentId": "jia", "collegeId": "info", "majorId": "computing", "batchId": "draft"}
OF_FIELD = {"Query.batch": "draft", "Query.schoolClass": "cs1", "Query.student": "jia", "Query.operation": "operation"}
FOR_EVERYBODY = {"Query.colleges", "Query.majors"}
"""Names of colleges and majors are for everybody who is signed in (R8)."""


@pytest.fixture
async def asked(working: Campus) -> Campus:
    """An operation of somebody else, too."""
    await working.ask(
        working.college_admin, "mutation { requestTemplate(input: {kind: COURSE_SCORES}) { __typename } }"
    )
    [(working.ids["operation"],)] = await working.rows("select id from operation order by id limit 1")
    return working


async def test_a_question_about_what_is_not_seen_answers_as_about_what_never_was(asked: Campus) -> None:
    """R8.2: every id among the arguments and filters of every query, at any depth."""
    wanted = 0
    for call in calls():
        if call.name.startswith("Mutation.") or call.name in FOR_EVERYBODY:
            continue
        for path, scalar in call.leaves():
            name = OF_FIELD.get(call.name) if path == ("id",) else HIDDEN.get(path[-1])
            if scalar == "ID" and name:
                wanted += 1
                await _alike(asked, call, path, name)
    assert wanted > 40


async def _alike(campus: Campus, call: Call, path: tuple[str, ...], name: str) -> None:
    hidden = campus.people[name].id if name in campus.people else campus.ids[name]
    document = call.document.replace("BATCH", f'"{campus.batch}"')
    for who in ("other_college_admin", "mei"):
        answers = [
            await campus.ask(campus.people[who], document, **call.variables(campus, {path: value}))
            for value in (str(hidden), NEVER)
        ]
        assert answers[0].body == answers[1].body, (call.name, path, who)
