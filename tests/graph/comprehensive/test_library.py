"""综合测评成绩库: every year in one list, by every filter and order, seen by stage and role (R7.5 - R7.8)."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from db.tables import Stage
from tests.campus import YEAR, Campus, Person
from tests.conftest import Cluster, Template, campus_on
from tests.graph.library import EARLIER, FILL

LIBRARY = """query($filter: ComprehensiveResultFilter, $order: ComprehensiveResultOrder, $first: Int! = 50,
  $after: String, $offset: Int) {
  comprehensiveResults(filter: $filter, orderBy: $order, first: $first, after: $after, offset: $offset) {
  totalCount pageInfo { endCursor hasNextPage } nodes { id participating batch { academicYear }
    student { number name } overall { score } hasFailedCourse } } }"""
RANKS = """{ comprehensiveResults { totalCount nodes { student { number } overall { gradeRank { label } }
  gradeClassesMissing } } }"""
YEARS = """{ viewer { student { comprehensiveResults { batch { academicYear } status
  overall { score level classRank { label } } } } } }"""


@pytest.fixture(scope="module")
async def library(cluster: Cluster, template: Template) -> AsyncIterator[Campus]:
    """Two years of results, all approved; 王丙 did not take part this year, 赵丁 failed a course. Only for reading."""
    name, people, ids = template
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        batch = campus.ids["batch"]
        await campus.execute(
            "update participant set participating = false where student_id = :bing", bing=campus.people["bing"].id
        )
        await campus.execute(FILL, batch=batch, stage=int(Stage.APPROVED))
        await campus.execute(
            """insert into comprehensive_result (batch_id, student_id, class_id, college_id, major_id, grade, stage,
               participating) select batch_id, student_id, class_id, participant.college_id, major_id, grade, 4, false
               from participant join batch_class using (batch_id, class_id) where not participating"""
        )
        await campus.execute(EARLIER, batch=batch)
        ((earlier,),) = await campus.rows("select id from batch where academic_year = '2017-2018'")
        await campus.execute(FILL, batch=earlier, stage=int(Stage.APPROVED))
        await campus.give(campus.people["ding"], ("A", "3", "59.99"))
        await campus.give(campus.people["jia"], ("A", "3", "30"), year="2017-2018")
        yield campus


async def found(campus: Campus, who: Person, **variables: Any) -> Any:
    answer = await campus.ask(who, LIBRARY, **variables)
    assert not answer.errors, answer.errors
    return answer.data["comprehensiveResults"]


async def test_all_years_are_in_one_list_the_newest_first(library: Campus) -> None:
    """R7.8"""
    page = await found(library, library.student_affairs)
    assert page["totalCount"] == 11 + 12
    years = [one["batch"]["academicYear"] for one in page["nodes"]]
    assert years == sorted(years, reverse=True)


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({"academicYear": YEAR}, 11),
        ({"academicYear": "1999-2000"}, 0),
        ({"collegeId": "lang"}, 4),
        ({"majorId": "software"}, 4),
        ({"grade": 2019}, 23),
        ({"grade": 2018}, 0),
        ({"classId": "cs2"}, 6),
        ({"number": "201901"}, 9),
        ({"number": "901"}, 0),
        ({"name": "丁"}, 2),
        ({"failedCourse": True}, 2),
        ({"failedCourse": False}, 21),
        ({"participating": False}, 1),
        ({"academicYear": YEAR, "failedCourse": True, "classId": "cs1"}, 1),
    ],
)
async def test_every_filter_of_the_manual(library: Campus, wanted: dict[str, Any], count: int) -> None:
    """R7.8: year, college, grade, major, class, number, name, participating or not, failed a course or not."""
    named = {key: getattr(library, value) if key.endswith("Id") else value for key, value in wanted.items()}
    page = await found(library, library.student_affairs, filter=named)
    assert (page["totalCount"], len(page["nodes"])) == (count, count)


async def test_those_who_did_not_take_part_are_a_list_of_their_own(library: Campus) -> None:
    """R7.8: the list has no scores."""
    (one,) = (await found(library, library.student_affairs, filter={"participating": False}))["nodes"]
    assert (one["student"]["name"], one["participating"], one["overall"]) == ("王丙", False, None)


async def test_whether_a_course_was_failed_is_of_that_year(library: Campus) -> None:
    """R7.8 是否挂科"""
    nodes = (await found(library, library.student_affairs))["nodes"]
    failed = {(one["student"]["name"], one["batch"]["academicYear"]) for one in nodes if one["hasFailedCourse"]}
    assert failed == {("赵丁", YEAR), ("张甲", "2017-2018")}


@pytest.mark.parametrize("quality", ["political", "scholastic", "development", "overall", None])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_pages_by_any_score_lose_and_repeat_nobody(library: Campus, quality: str | None, direction: str) -> None:
    """R7.8: many scores are equal; the pages go by cursor and by jump."""
    field = {"field": "QUALITY_SCORE", "quality": quality} if quality else {"field": "OVERALL_SCORE"}
    order = {**field, "direction": direction}
    whole = [one["id"] for one in (await found(library, library.student_affairs, order=order))["nodes"]]
    assert len(set(whole)) == 23
    by_cursor: list[str] = []
    page: Any = {"pageInfo": {"endCursor": None, "hasNextPage": True}}
    while page["pageInfo"]["hasNextPage"]:
        after = page["pageInfo"]["endCursor"]
        page = await found(library, library.student_affairs, order=order, first=5, after=after)
        by_cursor += [one["id"] for one in page["nodes"]]
    assert by_cursor == whole
    jumped = await found(library, library.student_affairs, order=order, first=5, offset=15)
    assert [one["id"] for one in jumped["nodes"]] == whole[15:20]


async def test_scores_are_in_their_order(library: Campus) -> None:
    order = {"field": "OVERALL_SCORE", "direction": "DESC"}
    nodes = (await found(library, library.student_affairs, order=order))["nodes"]
    scores = [float(one["overall"]["score"]) for one in nodes]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ("super_admin", None),
        ("student_affairs", None),
        ("college_admin", "FORBIDDEN"),
        ("deputy_secretary", None),
        ("counsellor_li", None),
        ("head_teacher_chen", "FORBIDDEN"),
        ("counsellor_zhao", "FORBIDDEN"),
        ("jia", "FORBIDDEN"),
    ],
)
async def test_sorting_by_a_grade_rank_needs_the_right_to_see_it(library: Campus, role: str, code: str | None) -> None:
    """R8.3: the right is needed on every row asked for; 赵敏 heads a class whose grade ranks she does not see."""
    order = {"field": "OVERALL_GRADE_RANK", "direction": "ASC"}
    answer = await library.ask(library.people[role], LIBRARY, order=order)
    assert answer.codes == ([code] if code else [])


async def test_a_student_reads_the_own_years_on_the_phone(library: Campus) -> None:
    """R7.7: the newest first."""
    answer = await library.ask(library.people["jia"], YEARS)
    results = answer.data["viewer"]["student"]["comprehensiveResults"]
    assert [one["batch"]["academicYear"] for one in results] == [YEAR, "2017-2018"]
    assert results[0]["overall"]["classRank"] == {"label": "1/5"}


SEES = {
    Stage.IMPORTED: {"super_admin": 11, "counsellor_li": 7},
    Stage.SUBMITTED: {"college_admin": 9, "deputy_secretary": 9, "head_teacher_chen": 4, "other_college_admin": 2},
    Stage.PUBLISHED: {"jia": 1, "yi": 1},
    Stage.APPROVED: {"student_affairs": 11},
}
"""Each person sees so many of this year's results from that stage on."""


@pytest.mark.parametrize("stage", list(Stage))
async def test_each_stage_shows_the_results_to_more_people(campus: Campus, stage: Stage) -> None:
    """R6.4, R7.5, R7.7, R8: this holds in the list, its count, and by way of the student."""
    await campus.execute(
        "update participant set participating = false where student_id = :bing", bing=campus.people["bing"].id
    )
    await campus.execute(FILL, batch=campus.ids["batch"], stage=int(stage))
    for since, people in SEES.items():
        for who, count in people.items():
            page = await found(campus, campus.people[who])
            wanted = count if stage >= since else 0
            assert (page["totalCount"], len(page["nodes"])) == (wanted, wanted), (who, stage)
    for who in ("bystander", "bing"):
        assert (await found(campus, campus.people[who]))["totalCount"] == 0
    nested = "query($b: ID!) { students(first: 50) { nodes { comprehensiveResult(batchId: $b) { id } } } }"
    for who in ("student_affairs", "college_admin", "jia"):
        answer = await campus.ask(campus.people[who], nested, b=campus.batch)
        seen = [one for one in answer.data["students"]["nodes"] if one["comprehensiveResult"]]
        since, count = next((since, people[who]) for since, people in SEES.items() if who in people)
        assert len(seen) == (count if stage >= since else 0), who


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("super_admin", True),
        ("student_affairs", True),
        ("college_admin", False),
        ("deputy_secretary", True),
        ("counsellor_li", True),
        ("head_teacher_chen", False),
        ("jia", False),
    ],
)
async def test_grade_ranks_are_for_few(library: Campus, role: str, shown: bool) -> None:
    """R8.3: ranks are null, with one error that counts the withheld ones; how many classes are missing goes with
    them."""
    answer = await library.ask(library.people[role], RANKS)
    nodes = answer.data["comprehensiveResults"]["nodes"]
    assert nodes
    assert all((one["overall"]["gradeRank"] is not None) == shown for one in nodes)
    told = {error["extensions"]["coordinate"]: error["extensions"]["withheld"] for error in answer.errors}
    wanted = dict.fromkeys(("QualityScore.gradeRank", "ComprehensiveResult.gradeClassesMissing"), len(nodes))
    assert told == ({} if shown else wanted)
