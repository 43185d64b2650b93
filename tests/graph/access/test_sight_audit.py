"""Chapter 8 once more, written down a second time and asked of two batches in which people hold different roles.

The facts (who counsels whom in which batch, who takes part in which class) are this test's own; nothing of
`core.access` is used. People hold several roles, a student has moved between the batches, the older batch is ended,
and every class stands at another stage.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from db.tables import Module, RaterKind, Stage
from tests.campus import STUDENTS, TODAY, Campus
from tests.conftest import Cluster, Template, campus_on
from tests.graph.batch_acts import CREATE, batch_form, move_batch
from tests.graph.results import bring

ROLES = (
    "superAdmin",
    "studentAffairs",
    "collegeAdmin",
    "deputySecretary",
    "counsellor",
    "headTeacher",
    "monitor",
    "student",
)
COURSES = ("school", "-", "college", "college", "class", "class", "class", "own")
COURSE_SCORE = ("school", "-", "college", "college", "class", "class", "own", "own")
ACADEMIC = ("school", "-", "college", "college", "class", "class", "own", "own")
MAJOR_GRADE_RANK = ("school", "-", "college", "college", "class", "-", "-", "-")
RATING = ("school", "-", "college", "college", "class", "class", "-", "-")
ITEM_SCORES = ("school", "-", "-", "-", "class", "class", "-", "-")
SINGLE_MARKS = ("-", "-", "-", "-", "class", "class", "-", "-")
PROGRESS = ("school", "-", "college", "college", "class", "class", "own", "own")
RESULT = {
    Stage.IMPORTED: ("school", "-", "-", "-", "class", "-", "-", "-"),
    Stage.SUBMITTED: ("school", "-", "college", "college", "class", "class", "-", "-"),
    Stage.PUBLISHED: ("school", "-", "college", "college", "class", "class", "own", "own"),
    Stage.APPROVED: ("school", "school", "college", "college", "class", "class", "own", "own"),
}
GRADE_RANK = {
    Stage.IMPORTED: ("school", "-", "-", "-", "class", "-", "-", "-"),
    Stage.SUBMITTED: ("school", "-", "-", "college", "class", "-", "-", "-"),
    Stage.PUBLISHED: ("school", "-", "-", "college", "class", "-", "-", "-"),
    Stage.APPROVED: ("school", "school", "-", "college", "class", "-", "-", "-"),
}
FIRST, SECOND = "2018-2019", "2019-2020"
STAGES = {
    FIRST: {"cs1": Stage.IMPORTED, "cs2": Stage.SUBMITTED, "se1": Stage.PUBLISHED, "en1": Stage.APPROVED},
    SECOND: {"cs1": Stage.PUBLISHED, "cs2": Stage.IMPORTED, "se1": Stage.APPROVED, "en1": Stage.SUBMITTED},
}
COUNSELS = {
    FIRST: {"counsellor_li": {"cs1", "cs2"}, "counsellor_zhao": {"se1"}, "counsellor_ma": {"en1"},
            "other_college_admin": {"cs2"}, "student_affairs": {"se1"}},
    SECOND: {"counsellor_zhao": {"cs1"}, "counsellor_li": {"se1"}, "counsellor_ma": {"en1"}},
}  # fmt: skip
HEADS = {
    FIRST: {"head_teacher_chen": {"cs1"}, "counsellor_zhao": {"cs2"}},
    SECOND: {"head_teacher_chen": {"cs1"}, "counsellor_zhao": {"cs2"}, "deputy_secretary": {"en1"}},
}
COLLEGE = {"cs1": "info", "cs2": "info", "se1": "info", "en1": "lang"}
GRANTED = {
    "super_admin": ("superAdmin", None),
    "student_affairs": ("studentAffairs", None),
    "college_admin": ("collegeAdmin", "info"),
    "deputy_secretary": ("deputySecretary", "info"),
    "other_college_admin": ("collegeAdmin", "lang"),
    "other_deputy_secretary": ("deputySecretary", "lang"),
}
MONITORS = {"jia": "cs1", "ji": "cs2", "ren": "se1", "mei": "en1"}
PERSONAS = [
    *GRANTED,
    "counsellor_li",
    "counsellor_zhao",
    "counsellor_ma",
    "head_teacher_chen",
    "bystander",
    "jia",
    "yi",
]
PERSONAS += ["ji", "geng", "mei", "lei"]
MOVED = "geng"
"""This student is in 计科1902 for the first batch, and in 计科1901 since."""


def class_in(year: str, key: str) -> str:
    if key == MOVED and year == SECOND:
        return "cs1"
    return next(klass for klass, members in STUDENTS.items() if key in dict(members))


EVERYBODY = [key for members in STUDENTS.values() for key, _ in members]


@dataclass(frozen=True)
class Row:
    """Says whose row it is, and in which batch, by the batch's academic year."""

    year: str
    student: str

    @property
    def klass(self) -> str:
        return class_in(self.year, self.student)


def may(who: str, right: tuple[str, ...], row: Row) -> bool:
    """R8.1: whether any role that reaches the row has the right."""
    return any(_reaches(who, role, reach, row) for role, reach in zip(ROLES, right, strict=True))


def _reaches(who: str, role: str, reach: str, row: Row) -> bool:
    granted, college = GRANTED.get(who, ("", None))
    if role == granted:
        return reach == "school" or (reach == "college" and COLLEGE[row.klass] == college)
    held = {
        "counsellor": row.klass in COUNSELS[row.year].get(who, ()),
        "headTeacher": row.klass in HEADS[row.year].get(who, ()),
        "monitor": MONITORS.get(who) == row.klass == class_in(row.year, who) if who in MONITORS else False,
        "student": who in EVERYBODY and row.klass == class_in(row.year, who),
    }
    own = who == row.student
    return (reach == "class" and held.get(role, False)) or (reach == "own" and own and role in ("monitor", "student"))


@pytest.fixture(scope="module")
async def years(cluster: Cluster, template: Template) -> AsyncIterator[Campus]:
    name, people, ids = template
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        yield await _two_years(campus)


async def _two_years(campus: Campus) -> Campus:
    for key in EVERYBODY:
        for year in (FIRST, SECOND, "2016-2017"):
            await campus.give(campus.people[key], ("A", "3", "80"), year=year)
    await campus.execute("update course_score set remark = '备注'")
    first = campus.ids["batch"]
    await campus.execute(
        "update student set class_id = :c where id = :s", c=campus.ids["cs1"], s=campus.people[MOVED].id
    )
    answer = await campus.ask(campus.student_affairs, CREATE, input=batch_form(academicYear=SECOND))
    second = int(answer.data["createBatch"]["batch"]["id"])
    await move_batch(campus, "open", str(second))
    for year, batch in ((FIRST, first), (SECOND, second)):
        campus.ids[year] = campus.ids["batch"] = batch
        await _one_year(campus, year)
    await campus.execute("update batch set status = 'ENDED' where id = :first", first=first)
    return campus


async def _one_year(campus: Campus, year: str) -> None:
    await campus.open_phases(*Module)
    for table, assigned in (("counsellor", COUNSELS[year]), ("head_teacher", HEADS[year])):
        await campus.execute(f"delete from {table} where batch_id = :b", b=campus.ids["batch"])
        for who, classes in assigned.items():
            for klass in classes:
                put = f"insert into {table} (batch_id, class_id, staff_id) values (:b, :c, :s)"
                await campus.execute(put, b=campus.ids["batch"], c=campus.ids[klass], s=campus.people[who].id)
    for klass, members in STUDENTS.items():
        for points, who in enumerate((members[0][0], members[1][0], "student_affairs", "bystander", "counsellor_ma")):
            for kind in (RaterKind.PEER,) if points < 3 else (RaterKind.COUNSELLOR, RaterKind.HEAD_TEACHER):
                await campus.fill(campus.people[who], klass, kind, points)
        await bring(campus, klass, STAGES[year][klass])
    for act in ("computeAcademicScores", "computeRatingScores", "rankMajorGrade"):
        document = f"mutation($b: ID!) {{ {act}(input: {{batchId: $b}}) {{ userErrors {{ code }} }} }}"
        answer = await campus.ask(campus.super_admin, document, b=campus.batch)
        assert answer.data[act] == {"userErrors": []}, (act, answer.body)


def by(right: tuple[str, ...]) -> Callable[[str, Row], bool]:
    return lambda who, row: may(who, right, row)


def by_stage(rights: Mapping[Stage, tuple[str, ...]]) -> Callable[[str, Row], bool]:
    return lambda who, row: may(who, rights[STAGES[row.year][row.klass]], row)


LISTS = {
    "courseScores(batchId: $batch, first: 200)": (by(COURSES), "score remark", {
        "score": by(COURSE_SCORE), "remark": by(COURSE_SCORE)}),
    "academicResults(batchId: $batch, first: 200)": (
        by(ACADEMIC),
        "creditAverage academicScore classRank { label } majorGradeRank { label } explanation { __typename }",
        {"creditAverage": by(ACADEMIC), "academicScore": by(ACADEMIC), "classRank": by(ACADEMIC),
         "majorGradeRank": by(MAJOR_GRADE_RANK), "explanation": by(ACADEMIC)}),
    "ratingResults(batchId: $batch, first: 200)": (
        by(RATING), "ratingScore marks { kind } explanation { sentence }",
        {"ratingScore": by(RATING), "marks": by(SINGLE_MARKS), "explanation.sentence": by(ITEM_SCORES)}),
    "studentRatingProgress(batchId: $batch, first: 200)": (
        by(PROGRESS), "itemScores { score }", {"itemScores": by(ITEM_SCORES)}),
    "comprehensiveResults(filter: {batchId: $batch}, first: 200)": (
        by_stage(RESULT), "overall { score gradeRank { label } } gradeClassesMissing",
        {"overall.score": by_stage(RESULT), "overall.gradeRank": by_stage(GRADE_RANK),
         "gradeClassesMissing": by_stage(GRADE_RANK)}),
}  # fmt: skip
ONE_EACH = {
    "courseScores(batchId: $batch)": "courseScores(batchId: $batch, first: 200)",
    "academicResult(batchId: $batch)": "academicResults(batchId: $batch, first: 200)",
    "ratingResult(batchId: $batch)": "ratingResults(batchId: $batch, first: 200)",
    "ratingProgress(batchId: $batch)": "studentRatingProgress(batchId: $batch, first: 200)",
    "comprehensiveResult(batchId: $batch)": "comprehensiveResults(filter: {batchId: $batch}, first: 200)",
}
"""The same through a student, whoever finds that student by whatever way."""


def value(node: dict[str, Any], path: str) -> Any:
    found: Any = node
    for key in path.split("."):
        found = found and found[key]
    return found


async def asked(campus: Campus, who: str, year: str, query: str) -> Any:
    answer = await campus.ask(campus.people[who], f"query($batch: ID!) {{ {query} }}", batch=str(campus.ids[year]))
    assert set(answer.codes) <= {"FORBIDDEN"}, answer.errors
    return answer.data


def judge(
    campus: Campus, who: str, year: str, nodes: list[Any], fields: dict[str, Callable[[str, Row], bool]]
) -> set[str]:
    """Returns whose rows they are; checks that each field of each is seen or withheld as written down."""
    names = {campus.people[key].username: key for key in EVERYBODY}
    found = set()
    for node in nodes:
        row = Row(year, names[node["student"]["number"]])
        found.add(row.student)
        for path, right in fields.items():
            assert (value(node, path) is not None) == right(who, row), (who, row, path, node)
    return found


@pytest.mark.parametrize("year", [FIRST, SECOND])
@pytest.mark.parametrize("who", PERSONAS)
async def test_each_list_of_each_batch_holds_what_chapter_8_says(years: Campus, who: str, year: str) -> None:
    """R8.1 - R8.4, R8.6: rows, fields, totals and pages; and the same through each student."""
    for path, (rows, selected, fields) in LISTS.items():
        page = f"totalCount pageInfo {{ hasNextPage }} nodes {{ student {{ number }} {selected} }}"
        found = next(iter((await asked(years, who, year, f"{path} {{ {page} }}")).values()))
        wanted = {key for key in EVERYBODY if rows(who, Row(year, key))}
        assert judge(years, who, year, found["nodes"], fields) == wanted, (path, who)
        assert (found["totalCount"], found["pageInfo"]["hasNextPage"]) == (len(wanted), False), path
    names = {years.people[key].username: key for key in EVERYBODY}
    for one, path in ONE_EACH.items():
        rows, selected, fields = LISTS[path]
        query = f"students(first: 200) {{ nodes {{ number found: {one} {{ student {{ number }} {selected} }} }} }}"
        for node in (await asked(years, who, year, query))["students"]["nodes"]:
            nodes = [one for one in (node["found"] if isinstance(node["found"], list) else [node["found"]]) if one]
            owner = names[node["number"]]
            assert judge(years, who, year, nodes, fields) == ({owner} if rows(who, Row(year, owner)) else set()), one


@pytest.mark.parametrize("who", PERSONAS)
async def test_without_a_batch_no_other_year_is_opened(years: Campus, who: str) -> None:
    """R8.6, R7.8: the first batch is ended; courses of its year, and of a year without a batch, are for few."""
    names = {years.people[key].username: key for key in EVERYBODY}
    fields = "nodes { academicYear student { number } }"
    found = await asked(years, who, FIRST, f"courseScores(first: 200) {{ {fields} }} _: batch(id: $batch) {{ id }}")
    rows = {(names[one["student"]["number"]], one["academicYear"]) for one in found["courseScores"]["nodes"]}
    always = ("school", "-", "college", "college", "-", "-", "-", "own")
    assert rows == {
        (key, year)
        for key in EVERYBODY
        for year in (FIRST, SECOND, "2016-2017")
        if may(who, always, Row(SECOND, key)) or (year == SECOND and may(who, COURSES, Row(SECOND, key)))
    }
    query = "comprehensiveResults(first: 200) { totalCount nodes { batch { id } student { number } } }"
    found = (await asked(years, who, FIRST, f"{query} _: batch(id: $batch) {{ id }}"))["comprehensiveResults"]
    rows = {(names[one["student"]["number"]], one["batch"]["id"]) for one in found["nodes"]}
    sees = by_stage(RESULT)
    wanted = {(key, str(years.ids[year])) for key in EVERYBODY for year in STAGES if sees(who, Row(year, key))}
    assert (rows, found["totalCount"]) == (wanted, len(wanted))


OF_ONE = 'QUALITY_{}, quality: "scholastic"'
ORDERS: dict[str, dict[str, Callable[[str, Row], bool]]] = {
    "courseScores(batchId: $batch, first: 200": {"SCORE": by(COURSE_SCORE)},
    "academicResults(batchId: $batch, first: 200": {
        **dict.fromkeys(("CREDIT_AVERAGE", "ACADEMIC_SCORE", "CLASS_RANK"), by(ACADEMIC)),
        "MAJOR_GRADE_RANK": by(MAJOR_GRADE_RANK),
    },
    "comprehensiveResults(filter: {batchId: $batch}, first: 200": {
        **dict.fromkeys((OF_ONE.format("SCORE"), "OVERALL_SCORE", OF_ONE.format("CLASS_RANK")), by_stage(RESULT)),
        **dict.fromkeys((OF_ONE.format("GRADE_RANK"), "OVERALL_GRADE_RANK"), by_stage(GRADE_RANK)),
    },
}


@pytest.mark.parametrize("who", PERSONAS)
async def test_nobody_orders_by_what_is_hidden_on_any_row(years: Campus, who: str) -> None:
    """R8.3: the order would give it away; a viewer who sees it on all rows of one class may order that class."""
    names = {years.people[key].username: key for key in EVERYBODY}
    for path, orders in ORDERS.items():
        for name, right in orders.items():
            query = f"{path}, orderBy: {{field: {name}, direction: DESC}}) {{ nodes {{ student {{ number }} }} }}"
            answer = await years.ask(
                years.people[who], f"query($batch: ID!) {{ found: {query} }}", batch=str(years.ids[FIRST])
            )
            if answer.codes:
                assert (answer.codes, answer.data) == (["FORBIDDEN"], None), (query, answer.body)
                assert who != "super_admin"
                continue
            for node in answer.data["found"]["nodes"]:
                assert right(who, Row(FIRST, names[node["student"]["number"]])), (query, node)


async def test_who_is_hidden_is_not_found_by_any_value(years: Campus) -> None:
    """R8.2: number, name, class, major and college of another college as filters: no row, no count, no page."""
    mei = years.people["mei"]
    filters = (
        f'number: "{mei.username}"',
        f'name: "{mei.name}"',
        f'classId: "{years.en1}"',
        f'collegeId: "{years.lang}"',
    )
    for who in ("college_admin", "counsellor_zhao"):
        for path in ("students(", "participants(batchId: $batch, ", *(one.split("first")[0] for one in LISTS)):
            for fits in filters:
                inside = path.replace("filter: {", f"filter: {{{fits}, ")
                given = f"{inside.rstrip(', ')})" if inside != path else f"{path}filter: {{{fits}}})"
                query = f"found: {given} {{ totalCount nodes {{ __typename }} pageInfo {{ hasNextPage endCursor }} }}"
                found = (await asked(years, who, FIRST, f"{query} _: batch(id: $batch) {{ id }}"))["found"]
                nothing = {"hasNextPage": False, "endCursor": None}
                assert found == {"totalCount": 0, "nodes": [], "pageInfo": nothing}, (who, query)


async def test_a_role_that_is_lost_in_the_middle_of_a_session_shows_nothing_more(years: Campus) -> None:
    """R8.5: the loss takes effect with the next request; and a role that is given back shows its rows again."""
    [(grant,)] = await years.rows("select id from role_grant where role = 'DEPUTY_SECRETARY' and college_id = 1")
    lost = "update role_grant set college_id = :to where id = :id"
    counts = []
    for college in ("info", "lang", "info"):
        await years.execute(lost, to=years.ids[college], id=grant)
        found = await asked(years, "deputy_secretary", FIRST, "academicResults(batchId: $batch) { totalCount }")
        counts.append(found["academicResults"]["totalCount"])
    assert counts == [10, 2, 10]


async def test_a_token_that_reads_sees_what_its_owner_sees(years: Campus) -> None:
    """R9.1, R8.4: the token sees neither more nor less, field by field."""
    until = TODAY + timedelta(days=30)
    token = f'mutation {{ createAccessToken(input: {{name: "报表", expiresOn: "{until}"}}) {{ token }} }}'
    paths = " ".join(f"l{n}: {path} {{ totalCount nodes {{ {LISTS[path][1]} }} }}" for n, path in enumerate(LISTS))
    query = f"query($batch: ID!) {{ {paths} }}"
    for who in ("counsellor_zhao", "other_college_admin", "ji"):
        own = await years.ask(years.people[who], query, batch=str(years.ids[FIRST]))
        made = (await years.ask(years.people[who], token)).data["createAccessToken"]["token"]
        headers = {"authorization": f"Bearer {made}"}
        body = {"query": query, "variables": {"batch": str(years.ids[FIRST])}}
        answer = await years.client.post("/graphql", json=body, headers=headers)
        assert answer.json() == own.body, who
