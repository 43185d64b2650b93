"""学业成绩 through the API: R4.3 - R4.9, R4.11, R9.4."""

import asyncio
from dataclasses import asdict, replace
from decimal import Decimal
from operator import add

from hypothesis import given, settings
from hypothesis import strategies as st

from tests import oracle
from tests.campus import Campus, Person
from tests.graph.academic_acts import NUMBERS, compute, leave_out, rank, table
from tests.graph.library import EARLIER

RANKINGS = "query($batch: ID!) { majorGradeRankings(batchId: $batch) { major { name } classesTotal } }"
RANK_ALL = """
mutation RankAll($batch: ID!, $grade: Int) {
  rankMajorGrade(input: {batchId: $batch, grade: $grade}) { studentCount userErrors { code message } } }
"""


async def test_the_manuals_example_shares_the_second_place(campus: Campus) -> None:
    """R4.8: 100, 99.34, 99.34, 80.12, 80.01 -> 1/5, 2/5, 2/5, 4/5, 5/5."""
    await campus.open_phases()
    await campus.execute("update phase set bonus_ratio = 0")
    scores = ("100", "99.34", "99.34", "80.12", "80.01")
    for student, score in zip((campus.jia, campus.yi, campus.bing, campus.ding, campus.wu), scores, strict=True):
        await campus.give(student, ("A", "3", score))
    done = await compute(campus, campus.counsellor_li, "cs1")
    assert done["studentCount"] == 5
    assert done["operation"] == {
        "kind": "COMPUTE_ACADEMIC_SCORES",
        "status": "SUCCEEDED",
        "progress": {"done": 5, "total": 5},
    }
    rows = await table(campus, campus.counsellor_li, "cs1")
    assert [row["classRank"]["label"] for row in rows.values()] == ["1/5", "2/5", "2/5", "4/5", "5/5"]
    assert [row["academicScore"] for row in rows.values()] == [f"{Decimal(score):.2f}" for score in scores]


async def test_the_bonus_counts_passed_courses_and_the_average_all_of_them(campus: Campus) -> None:
    """R4.3 - R4.5: (91.23*3 + 60*2 + 59.99*1) / 6 + (3 + 2) * 0.10."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "91.23"), ("B", "2", "60"), ("C", "1", "59.99"))
    await compute(campus, campus.counsellor_li, "cs1")
    row = (await table(campus, campus.counsellor_li, "cs1"))["张甲"]
    assert (row["creditAverage"], row["academicScore"]) == ("75.61", "76.11")


async def test_ranks_go_by_the_rounded_score(campus: Campus) -> None:
    """R4.4: 91.235 and 91.24 are both shown as 91.24, and share a place."""
    await campus.open_phases()
    await campus.execute("update phase set bonus_ratio = 0")
    await campus.give(campus.jia, ("A", "1", "91.23"), ("B", "1", "91.24"))
    await campus.give(campus.yi, ("A", "1", "91.24"))
    await compute(campus, campus.counsellor_li, "cs1")
    rows = await table(campus, campus.counsellor_li, "cs1")
    assert [rows[name]["academicScore"] for name in ("张甲", "李乙")] == ["91.24", "91.24"]
    assert [rows[name]["classRank"]["label"] for name in ("张甲", "李乙")] == ["1/2", "1/2"]


async def test_no_counted_course_gives_no_score_and_no_rank_and_says_so(campus: Campus) -> None:
    """R4.4: and no division by zero; the divisor counts those who have a score."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "80"))
    await compute(campus, campus.counsellor_li, "cs1")
    rows = await table(campus, campus.counsellor_li, "cs1")
    assert rows["张甲"]["classRank"]["label"] == "1/1"
    assert (rows["李乙"]["academicScore"], rows["李乙"]["classRank"]) == (None, None)
    answer = await campus.ask(
        campus.yi,
        """query($b: ID!) { academicResults(batchId: $b) { nodes {
             explanation { sentence courses { courseCode } } } } }""",
        b=campus.batch,
    )
    assert answer.data["academicResults"]["nodes"] == [
        {"explanation": {"sentence": "没有参评课程：无成绩、无排名", "courses": []}}
    ]


async def test_scores_of_another_year_do_not_count(campus: Campus) -> None:
    """R4.3: the courses of the batch's academic year, both terms."""
    await campus.open_phases()
    await campus.execute("update phase set bonus_ratio = 0")
    await campus.give(campus.jia, ("A", "3", "80"))
    await campus.give(campus.jia, ("B", "3", "90"), term=2)
    await campus.give(campus.jia, ("C", "3", "10"), year="2017-2018")
    await compute(campus, campus.counsellor_li, "cs1")
    assert (await table(campus, campus.counsellor_li, "cs1"))["张甲"]["academicScore"] == "85.00"


async def test_only_participants_are_computed_and_ranked(campus: Campus) -> None:
    """R4.8."""
    await campus.open_phases()
    await campus.execute("update participant set participating = false where student_id = :s", s=campus.yi.id)
    for student in (campus.jia, campus.yi):
        await campus.give(student, ("A", "3", "80"))
    assert (await compute(campus, campus.counsellor_li, "cs1"))["studentCount"] == 4
    rows = await table(campus, campus.counsellor_li, "cs1")
    assert "李乙" not in rows
    assert rows["张甲"]["classRank"]["label"] == "1/1"


async def test_computing_again_replaces_the_last_run_and_keeps_who_and_when(campus: Campus) -> None:
    """R4.7."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "80"))
    await compute(campus, campus.counsellor_li, "cs1")
    await campus.execute("update course_score set score = 90")
    await compute(campus, campus.college_admin, "cs1")
    assert (await table(campus, campus.counsellor_li, "cs1"))["张甲"]["creditAverage"] == "90.00"
    assert len(await campus.rows("select 1 from academic_result")) == 5
    [(who,)] = await campus.rows(
        "select account.name from batch_class join account on account.id = academic_computed_by where class_id = :c",
        c=campus.ids["cs1"],
    )
    assert who == "周老师"


async def test_a_college_computes_all_its_classes_and_a_counsellor_the_own_ones(campus: Campus) -> None:
    """R4.7: a request without a list computes everything that one may compute."""
    await campus.open_phases()
    names = [one["name"] for one in (await compute(campus, campus.college_admin))["classes"]]
    assert sorted(names) == ["计科1901", "计科1902", "软工1901"]
    names = [one["name"] for one in (await compute(campus, campus.counsellor_ma))["classes"]]
    assert names == ["英语1901"]


async def test_a_major_grade_is_ranked_once_every_class_of_it_is_computed(campus: Campus) -> None:
    """R4.9: refused before, naming the missing classes, and nothing changes."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "80"))
    await campus.give(campus.ji, ("A", "3", "90"))
    await compute(campus, campus.counsellor_li, "cs1")
    [refusal] = (await rank(campus, campus.college_admin))["userErrors"]
    assert refusal["code"] == "CLASSES_NOT_COMPUTED"
    assert "计科1902" in refusal["message"]
    assert "软工1901" not in refusal["message"]
    assert not await campus.rows("select 1 from major_grade_ranking")
    await compute(campus, campus.counsellor_li, "cs2")
    assert (await rank(campus, campus.college_admin))["studentCount"] == 2
    rows = await table(campus, campus.college_admin)
    assert rows["孙己"]["majorGradeRank"]["label"] == "1/2"
    assert rows["张甲"]["majorGradeRank"]["label"] == "2/2"


async def test_every_majors_grade_is_ranked_at_once_by_whom_it_is_for(campus: Campus) -> None:
    """R4.9, R9.3: a request without a major ranks all that one may rank, each by itself and with an entry of its
    own; or none."""
    await campus.open_phases()
    for student, score in ((campus.jia, "80"), (campus.ji, "90"), (campus.ren, "70"), (campus.mei, "60")):
        await campus.give(student, ("A", "3", score))
    await compute(campus, campus.counsellor_ma)
    await compute(campus, campus.college_admin, "cs1", "cs2")
    [refusal] = (await campus.ask(campus.college_admin, RANK_ALL, batch=campus.batch)).data["rankMajorGrade"][
        "userErrors"
    ]
    assert (refusal["code"], "软工1901" in refusal["message"]) == ("CLASSES_NOT_COMPUTED", True)
    assert not await campus.rows("select 1 from major_grade_ranking")
    await compute(campus, campus.college_admin, "se1")
    answer = await campus.ask(campus.college_admin, RANK_ALL, batch=campus.batch, grade=2019)
    assert answer.data["rankMajorGrade"] == {"studentCount": 3, "userErrors": []}
    rows = await table(campus, campus.super_admin)
    ranks = {name: row["majorGradeRank"] for name, row in rows.items() if row["academicScore"]}
    labels = {name: rank and rank["label"] for name, rank in ranks.items()}
    assert labels == {"张甲": "2/2", "孙己": "1/2", "郑壬": "1/1", "韩梅": None}
    await campus.execute(EARLIER, batch=campus.ids["batch"])
    await campus.execute("update participant set participating = false where class_id = :c", c=campus.ids["se1"])
    answer = await campus.ask(campus.college_admin, RANKINGS, batch=campus.batch)
    found = [(one["major"]["name"], one["classesTotal"]) for one in answer.data["majorGradeRankings"]]
    assert found == [("计算机", 2)], "of this batch, and of classes in which somebody takes part"
    entries = await campus.rows("select subject, new, college_id from audit_entry where action = 'rankMajorGrade'")
    info = campus.ids["info"]
    assert sorted((one.subject, one.new["students"], one.new["classes"], one.college_id) for one in entries) == [
        ("计算机 2019", 2, 2, info),
        ("软件工程 2019", 1, 1, info),
    ]


async def test_computing_a_class_again_makes_the_majors_ranks_stale(campus: Campus) -> None:
    """R4.9: the ranks stay stale until somebody ranks again."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "80"))
    await compute(campus, campus.college_admin)
    await rank(campus, campus.college_admin)
    assert (await table(campus, campus.college_admin))["张甲"]["majorGradeStale"] is False
    await compute(campus, campus.counsellor_li, "cs2")
    row = (await table(campus, campus.college_admin))["张甲"]
    assert (row["majorGradeStale"], row["majorGradeRank"]["label"]) == (True, "1/1")
    await rank(campus, campus.college_admin)
    assert (await table(campus, campus.college_admin))["张甲"]["majorGradeStale"] is False


async def test_a_class_without_participants_is_not_waited_for(campus: Campus) -> None:
    """R4.9: every participating class."""
    await campus.open_phases()
    await campus.execute("update participant set participating = false where class_id = :c", c=campus.ids["cs2"])
    await campus.give(campus.jia, ("A", "3", "80"))
    await compute(campus, campus.counsellor_li, "cs1")
    assert (await rank(campus, campus.college_admin))["userErrors"] == []


async def test_the_explanation_adds_up_to_the_score(campus: Campus) -> None:
    """R9.4: the explanation has each course with score, credit, counted, ratio, bonus, and who adjusted it."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "91.23"), ("B", "2", "60"), ("C", "1", "59.99"))
    await campus.execute(
        """insert into course_adjustment
           (batch_id, student_id, term, course_code, counted, ratio, adjusted_at, adjusted_by)
           select :b, :s, 1, 'B', true, 0.25, now(), id from account where username = :who""",
        b=campus.ids["batch"],
        s=campus.jia.id,
        who=campus.counsellor_li.username,
    )
    await compute(campus, campus.counsellor_li, "cs1")
    answer = await campus.ask(
        campus.jia,
        """query($b: ID!) { academicResults(batchId: $b) { nodes { academicScore explanation {
             weightedSum creditSum bonusSum sentence
             courses { courseCode score credit counted ratio bonus adjustedBy } } } } }""",
        b=campus.batch,
    )
    [row] = answer.data["academicResults"]["nodes"]
    told = row["explanation"]
    assert (told["weightedSum"], told["creditSum"], told["bonusSum"]) == ("453.6800", "6.00", "0.8000")
    assert told["sentence"].endswith(f"= {row['academicScore']}")
    assert [(c["courseCode"], c["ratio"], c["bonus"], c["adjustedBy"]) for c in told["courses"]] == [
        ("A", "0.10", "0.3000", None),
        ("B", "0.25", "0.5000", "李莉"),
        ("C", "0.00", "0.0000", None),
    ]


async def test_an_explanation_is_that_of_the_last_run_and_written_where_it_is_another(campus: Campus) -> None:
    """R9.4: the inputs as they were when it was computed, however they came to be others."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "80"), ("B", "2", "50"))
    await campus.give(campus.yi, ("A", "3", "80"))
    await compute(campus, campus.counsellor_li, "cs1")
    stored = "select student_id, xmin::text, course_codes, course_scores, course_ratios from academic_explanation"
    before = {row.student_id: row for row in await campus.rows(stored)}
    await campus.execute(
        "update course_score set score = 80.5 where course_code = 'A' and student_id = :s", s=campus.jia.id
    )
    await campus.execute("delete from course_score where course_code = 'B'")
    assert {row.student_id: row for row in await campus.rows(stored)} == before
    await compute(campus, campus.counsellor_li, "cs1")
    after = {row.student_id: row for row in await campus.rows(stored)}
    told = after.pop(campus.jia.id)
    assert (told.course_codes, told.course_scores, told.course_ratios) == (["A"], [Decimal("80.50")], [Decimal("0.10")])
    assert before.pop(campus.jia.id).course_codes == ["A", "B"]
    assert after == before


OTHERWISE = (
    "update course_score set score = 70 where course_code = 'A'",
    "update course_score set credit = 4 where course_code = 'A'",
    "update course_score set course_name = '又名' where course_code = 'A'",
    """update course_score set course_name = other.course_name from course_score other
       where other.student_id = course_score.student_id and other.course_code <> course_score.course_code""",
    "update course_score set term = 2 where course_code = 'A'",
    "update course_score set course_code = 'C' where course_code = 'A'",
    "update course_score set text = '良好', rule = 'LEVEL' where course_code = 'B'",
    "update course_score set rule = 'DECISION' where course_code = 'B'",
    "update course_score set attempts = '[{\"score\": \"50\"}]' where course_code = 'B'",
    "update course_score set score = null, question = '良好' where course_code = 'B'",
    "update course_score set question = null where course_code = 'B'",
    """insert into course_adjustment (batch_id, student_id, term, course_code, counted, adjusted_at, adjusted_by)
       select batch.id, course_score.student_id, term, course_code, true, now(), account.id
       from course_score join batch using (academic_year), account where course_code = 'C' and username = :who""",
    "update course_adjustment set ratio = 0.3",
    "update course_adjustment set counted = false",
    "update account set name = '李丽' where username = :who",
)


async def test_whatever_is_otherwise_of_a_course_its_explanation_is_written_anew(campus: Campus) -> None:
    """R9.4: all that an explanation shows has a part in its fingerprint; others' explanations stay."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "80"), ("B", "2", "50"))
    await campus.give(campus.yi, ("D", "3", "80"))
    stored = "select student_id, xmin::text as version from academic_explanation"
    await compute(campus, campus.counsellor_li, "cs1")
    before = {row.student_id: row.version for row in await campus.rows(stored)}
    for change in OTHERWISE:
        await campus.execute(change, **({"who": campus.counsellor_li.username} if ":who" in change else {}))
        await compute(campus, campus.counsellor_li, "cs1")
        after = {row.student_id: row.version for row in await campus.rows(stored)}
        assert {one for one in after if after[one] != before[one]} == {campus.jia.id}, change
        before = after


async def test_two_people_who_compute_at_once_leave_one_result(campus: Campus) -> None:
    """R4.7: the two run one after the other, in either order."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "80"))
    people = (campus.counsellor_li, campus.college_admin) * 3
    done = await asyncio.gather(*(compute(campus, person, "cs1") for person in people))
    assert [one["userErrors"] for one in done] == [[]] * 6
    assert len(await campus.rows("select 1 from academic_result")) == 5
    assert len(await campus.rows("select 1 from audit_entry where action = 'computeAcademicScores'")) == 6


async def test_a_computation_is_audited_with_old_and_new(campus: Campus) -> None:
    """R9.3."""
    await campus.open_phases()
    await campus.give(campus.jia, ("A", "3", "80"))
    await compute(campus, campus.counsellor_li, "cs1")
    await campus.execute("update course_score set score = 90")
    await compute(campus, campus.counsellor_li, "cs1")
    first, second = await campus.rows(
        "select actor_name, subject, old, new from audit_entry where action = 'computeAcademicScores' order by id"
    )
    assert (first.actor_name, first.subject, first.old) == ("李莉", "计科1901", None)
    assert second.old["20190101"] == "80.30"
    assert second.new["scores"]["20190101"] == "90.30"


numbers = st.decimals(min_value=0, max_value=100, places=2)
courses = st.builds(
    oracle.Course,
    score=numbers | st.sampled_from([Decimal("59.99"), Decimal(60), Decimal(0), Decimal(100)]),
    credit=st.decimals(min_value="0.5", max_value=8, places=1),
    counted=st.booleans(),
    adjusted=st.none() | st.decimals(min_value=0, max_value=2, places=2),
)
left_out = courses.map(lambda course: replace(course, score=None))
undecided = left_out.map(lambda course: replace(course, undecided=True))
taken_courses = st.lists(courses | left_out, max_size=6)
waiting_courses = st.builds(add, taken_courses, st.lists(undecided, min_size=1, max_size=2))


def test_the_oracle_knows_the_manuals_example() -> None:
    """R4.8, so that the oracle itself is held against the manual."""
    scores = {
        "A": Decimal(100),
        "B": Decimal("99.34"),
        "C": Decimal("99.34"),
        "D": Decimal("80.12"),
        "E": Decimal("80.01"),
    }
    assert oracle.places(scores) == {"A": "1/5", "B": "2/5", "C": "2/5", "D": "4/5", "E": "5/5"}


async def test_any_class_agrees_with_exact_decimals(campus: Campus) -> None:
    """R4.3 - R4.8, R10.4, R10.6: random classes with scores, with courses that are left out and with undecided ones,
    each held against the oracle."""
    await campus.open_phases()
    students = (campus.jia, campus.yi, campus.bing, campus.ding, campus.wu)
    examples: list[list[list[oracle.Course]]] = []

    @settings(max_examples=25, deadline=None, database=None, derandomize=True)
    @given(st.lists(taken_courses | waiting_courses, min_size=5, max_size=5))
    def collect(example: list[list[oracle.Course]]) -> None:
        examples.append(example)

    collect()
    for example in examples:
        await campus.execute("delete from course_adjustment")
        await campus.execute("delete from course_score")
        for student, taken in zip(students, example, strict=True):
            await _take(campus, student, taken)
        await compute(campus, campus.counsellor_li, "cs1")
        rows = await table(campus, campus.counsellor_li, "cs1")
        expected = {
            one.name: oracle.score(taken, Decimal("0.10")) for one, taken in zip(students, example, strict=True)
        }
        labels = oracle.places({name: scored.academic_score for name, scored in expected.items()})
        for name, scored in expected.items():
            row = rows[name]
            assert {key: _decimal(row[shown]) for key, shown in NUMBERS.items()} == asdict(scored)
            assert (row["classRank"] or {}).get("label") == labels[name]


async def _take(campus: Campus, student: Person, taken: list[oracle.Course]) -> None:
    if taken:
        await campus.give(student, *((f"K{n}", str(one.credit), str(one.score or 0)) for n, one in enumerate(taken)))
    for number, one in enumerate(taken):
        if one.score is None:
            await leave_out(campus, student, f"K{number}", "缓考", undecided=one.undecided)
        if one.adjusted is not None or not one.counted:
            await campus.execute(
                """insert into course_adjustment
                   (batch_id, student_id, term, course_code, counted, ratio, adjusted_at, adjusted_by)
                   select :b, :s, 1, :c, :counted, :ratio, now(), min(id) from account""",
                b=campus.ids["batch"],
                s=student.id,
                c=f"K{number}",
                counted=one.counted,
                ratio=one.adjusted,
            )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
