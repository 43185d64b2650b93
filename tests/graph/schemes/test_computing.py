"""A scheme makes the imported stage of chapter 6: inputs by workbook, whole classes or nothing, each result explained
(R11).
"""

from decimal import Decimal
from typing import Any

from db.tables import Module, RaterKind
from tests.campus import STUDENTS, YEAR, Campus, Person
from tests.core.rules.schemes.packs import text
from tests.graph.comprehensive_acts import SUBMIT, bring_in, of_class, submit, workbook
from tests.graph.rating_acts import compute as compute_ratings
from tests.graph.scheme_acts import ITEMS, TEXT, bring, compute, ready, save, who_is
from tests.graph.steps.asking import step, tasks

__all__ = ["ready"]


RESULTS = """query($batch: ID!) { comprehensiveResults(filter: {batchId: $batch}, first: 50) { nodes {
  student { number } computed qualities { quality { code } score level classRank { label } }
  explanation { name value calculation } } } }"""
FROZEN = "query($batch: ID!) { schemes(batchId: $batch) { nodes { frozen frozenReason } } }"
OF_SHEETS = "query($batch: ID!) { resultSheets(batchId: $batch) { nodes { scheme { inForce frozen } } } }"


async def test_a_class_is_computed_from_inputs_ranked_and_explained(ready: Campus) -> None:
    """R11.5, R11.7: what was imported by workbook and computed before becomes results; each one tells its steps."""
    members = [key for key, _ in STUDENTS["cs1"]]
    values: list[list[Any]] = [[*who_is(ready, key), 80] for key in members]
    brought = await bring(ready, ready.counsellor_li, "VALUES", ("学号", "姓名", "体质测试"), values)
    assert (brought["userErrors"], brought["rowCount"]) == ([], len(members))
    items: list[list[Any]] = [
        [*who_is(ready, members[0]), "发展项目", "数学建模", None, 6],
        [*who_is(ready, members[0]), "发展项目", "数学建模", None, 4],
        [*who_is(ready, members[1]), "处分", "违纪", "警告", None],
    ]
    assert (await bring(ready, ready.counsellor_li, "ITEMS", ITEMS, items))["userErrors"] == []
    done = await compute(ready, ready.counsellor_li, "cs1")
    assert (done["userErrors"], done["studentCount"], done["created"]) == ([], len(members), len(members))
    assert [one["status"] for one in done["resultSheets"]] == ["IMPORTED"]
    assert done["resultSheets"][0]["scheme"] == {"version": 1}
    nodes = (await ready.ask(ready.counsellor_li, RESULTS, batch=ready.batch)).data["comprehensiveResults"]["nodes"]
    first, second = nodes[:2]
    [(score,)] = await ready.rows(
        "select academic_score from academic_result where student_id = :s", s=ready.people[members[0]].id
    )
    scores = [Decimal(one["score"]) for one in first["qualities"]]
    overall = (60 * 20 + score * 60 + 54 * 20) / 100
    assert scores == [60, score, 48 + 6, overall.quantize(Decimal("0.01"))]
    assert [one["level"] for one in second["qualities"]][:1] == ["不合格"]
    assert Decimal(second["qualities"][0]["score"]) == 55
    assert first["computed"]
    told = {one["name"]: one for one in first["explanation"]}
    assert told["发展加分"] == {
        "name": "发展加分",
        "value": "6",
        "calculation": "数学建模 6；数学建模 4 不计 = 6",
    }
    assert told["素质综合测评"]["value"] == first["qualities"][3]["score"]
    again = await compute(ready, ready.college_admin, "cs1")
    assert (again["unchanged"], again["replaced"]) == (len(members), 0)


async def test_importing_instead_and_submitting_stay_as_they_are(ready: Campus) -> None:
    """R11.5, R6.4: a workbook may still be imported, and says so; what is submitted is not computed again."""
    await compute(ready, ready.counsellor_li, "cs1")
    await bring_in(ready, ready.counsellor_li, of_class(ready, "cs1"))
    nodes = (await ready.ask(ready.counsellor_li, RESULTS, batch=ready.batch)).data["comprehensiveResults"]["nodes"]
    assert [(one["computed"], one["explanation"]) for one in nodes] == [(False, None)] * len(nodes)
    await compute(ready, ready.counsellor_li, "cs1")
    await submit(ready, ready.counsellor_li, "cs1")
    assert [one["code"] for one in (await compute(ready, ready.counsellor_li, "cs1"))["userErrors"]] == [
        "SHEET_SUBMITTED"
    ]
    frozen = await save(ready, ready.college_admin, text=TEXT + "# 改\n", follows=1)
    [refusal] = frozen.data["saveScheme"]["userErrors"]
    assert refusal["code"] == "SCHEME_FROZEN"
    reasons = [(ready.college_admin, refusal["message"]), (ready.counsellor_zhao, "另有 1 个班级")]
    for person, reason in reasons:
        [read] = (await ready.ask(person, FROZEN, batch=ready.batch)).data["schemes"]["nodes"]
        assert (read["frozen"], reason in read["frozenReason"]) == (True, True), read
    [sheet] = (await ready.ask(ready.counsellor_li, OF_SHEETS, batch=ready.batch)).data["resultSheets"]["nodes"][:1]
    assert sheet["scheme"] == {"inForce": True, "frozen": True}


async def test_levels_by_share_of_the_grade_ask_for_the_whole_grade(ready: Campus) -> None:
    """R11.6: the other class of the grade is named."""
    await save(ready, ready.college_admin, text=text("four-qualities"), follows=1)
    refused = await compute(ready, ready.college_admin, "cs1")
    [fault] = refused["userErrors"]
    assert fault["code"] == "GRADES_INCOMPLETE"


TRY = """mutation($input: TrySchemeInput!) { tryScheme(input: $input) {
  studentCount lackingCount withheldCount unseenCount leftOut { number why }
  comparedCount changedCount changed { code score level classPlace gradePlace }
  groups { code ofGrade name students up down most } moves { code ofGrade places students }
  students { number className changes {
    code oldScore newScore oldLevel newLevel oldClassPlace newClassPlace oldGradePlace newGradePlace } }
  userErrors { code message } } }"""
CHECK = """mutation($input: CheckSchemeInput!) { checkScheme(input: $input) {
  studentCount comparedCount equalCount cellCount cells { number code workbook computed } userErrors { code } } }"""


async def test_a_draft_is_tried_beside_what_is_stored_and_checked_by_a_workbook(ready: Campus) -> None:
    """R11.8: who moves from where to where, which cells differ, and nothing is stored."""
    await compute(ready, ready.counsellor_li, "cs1")
    stored = await ready.rows("select * from comprehensive_result order by id")
    draft = TEXT.replace("scholastic: 60, development: 20", "scholastic: 20, development: 60")
    hidden = (await ready.ask(ready.college_admin, TRY, input={"batchId": ready.batch, "text": draft})).data[
        "tryScheme"
    ]
    assert (hidden["comparedCount"], hidden["students"]) == (0, []), "the college does not see them before submission"
    await submit(ready, ready.counsellor_li, "cs1")
    tried = (await ready.ask(ready.college_admin, TRY, input={"batchId": ready.batch, "text": draft})).data["tryScheme"]
    assert (tried["userErrors"], tried["comparedCount"]) == ([], len(STUDENTS["cs1"]))
    assert tried["lackingCount"] == tried["studentCount"] - tried["comparedCount"]
    assert {one["code"] for student in tried["students"] for one in student["changes"]} == {"overall"}
    first = tried["students"][0]["changes"][0]
    assert (first["oldScore"], first["newScore"]) == (str(stored[0].overall_score), "51.66")
    everybody = len(STUDENTS["cs1"])
    for of_grade, name in ((False, "计科1901"), (True, "2019级计算机")):
        [group] = [one for one in tried["groups"] if one["code"] == "overall" and one["ofGrade"] == of_grade]
        assert (group["name"], group["students"]) == (name, everybody)
        moved = {one["places"]: one["students"] for one in tried["moves"]
                 if one["code"] == "overall" and one["ofGrade"] == of_grade}  # fmt: skip
        assert sum(moved.values()) == everybody
        assert sum(count for places, count in moved.items() if places > 0) == group["up"]
    [overall] = [one for one in tried["changed"] if one["code"] == "overall"]
    assert overall["score"] == everybody
    same = (await ready.ask(ready.college_admin, TRY, input={"batchId": ready.batch})).data["tryScheme"]
    assert (same["changedCount"], {one["places"] for one in same["moves"]}) == (0, {0})
    rows = await ready.rows(
        "select number, name, scores, levels, overall_score, overall_level from comprehensive_result"
        " join student on student.id = student_id where participating order by number"
    )
    book: list[list[Any]] = []
    for row in rows:
        pairs = zip([*row.scores, row.overall_score], [*row.levels, row.overall_level], strict=True)
        book.append([row.number, row.name, *(cell for pair in pairs for cell in pair)])
    book[0][2] = Decimal("77.00")
    files = {"variables.input.file": ("去年.xlsx", workbook(book))}
    answer = await ready.upload(ready.college_admin, CHECK, files, input={"batchId": ready.batch})
    checked = answer.data["checkScheme"]
    assert (checked["comparedCount"], checked["equalCount"], checked["cellCount"]) == (len(book), len(book) - 1, 1)
    assert checked["cells"] == [{"number": book[0][0], "code": "political", "workbook": "77.00", "computed": "60.00"}]
    assert await ready.rows("select * from scheme_version where version > 1") == []


async def test_a_trial_tells_no_single_item_to_the_college(ready: Campus) -> None:
    """R11.8, R5.7: the scores of single rating items are not the college admin's to see."""
    [(item,)] = await ready.rows("select min(name) from rating_item where college_id = :c", c=ready.ids["info"])
    draft = TEXT.replace("{from: ratingScore, missing: 60}", f"{{from: ratingItem, item: {item}, missing: 60}}")
    answer = await ready.ask(ready.college_admin, TRY, input={"batchId": ready.batch, "text": draft})
    assert [one["code"] for one in answer.data["tryScheme"]["userErrors"]] == ["ITEM_SCORES_HIDDEN"]


SAMPLE = """query($b: ID!, $t: String!, $s: ID, $v: [SampleValueInput!], $i: [SampleItemInput!]) {
  schemeSample(batchId: $b, text: $t, studentId: $s, values: $v, items: $i) {
    values { name value typed hidden } categories { name facts } items { category item points worth }
    lacks { name item } qualities { code score level } steps { name code value calculation }
    userErrors { code path row message } } }"""


async def test_a_sample_student_is_reckoned_while_one_writes(ready: Campus) -> None:
    """R11.8: from the student's data or from typed ones, with every step; nothing is stored, and no rating is told."""
    logged = await ready.rows("select count(*) from audit_entry")

    async def sample(text: str = TEXT, **more: Any) -> Any:
        return (await ready.ask(ready.college_admin, SAMPLE, b=ready.batch, t=text, **more)).data["schemeSample"]

    made_up = await sample(v=[{"name": "体质测试", "value": "88.5"}, {"name": "别的", "value": "1"}])
    assert (made_up["userErrors"], made_up["lacks"], made_up["qualities"]) == (
        [],
        [{"name": "学业成绩", "item": None}],
        [],
    )
    member = str(ready.jia.id)
    stored = await sample(s=member)
    assert stored["qualities"][2]["score"] == "36.00", "what stands in for a value is no lack"
    typed: Any = {"v": [{"name": "体质测试", "value": "80"}]}
    items = [{"category": "发展项目", "item": "数学建模", "points": "6"}]
    found = await sample(s=member, **typed, i=items)
    values = {one["name"]: (one["value"], one["typed"]) for one in found["values"]}
    assert values["体质测试"] == ("80", True)
    assert values["学业成绩"] == ("90", False) or not values["学业成绩"][1]
    assert found["items"] == [{**items[0], "worth": "6"}]
    assert {"name": "发展项目", "facts": ["points"]} in found["categories"]
    assert [(one["code"], one["score"]) for one in found["qualities"]][2] == ("development", "54.00")
    steps = {one["name"]: one["code"] for one in found["steps"]}
    assert (steps["发展加分"], steps["素质综合测评"]) == (None, "overall")
    others = next(one for one in found["qualities"] if one["level"] is None)
    assert others["score"], "a level by share of the class depends on the others"
    unpriced = await sample(s=member, **typed, i=[{"category": "发展项目", "item": "数学建模", "points": "99"}])
    assert unpriced["lacks"] == [{"name": "发展项目", "item": "数学建模"}]
    [(item,)] = await ready.rows("select min(name) from rating_item where college_id = :c", c=ready.ids["info"])
    by_item = TEXT.replace("{from: ratingScore, missing: 60}", f"{{from: ratingItem, item: {item}, missing: 60}}")
    assert [one["hidden"] for one in (await sample(text=by_item, s=member, **typed))["values"]].count(True) == 1
    [wrong] = (await sample(s=member, v=[{"name": "体质测试", "value": "八十"}]))["userErrors"]
    assert (wrong["code"], wrong["path"]) == ("INVALID", "values")
    [fault] = (await sample(text=TEXT.replace("scholastic: 60", "scholastic: 50")))["userErrors"]
    assert (fault["code"], fault["row"]) == ("SCHEME_FAULTY", 37)
    refused = await ready.ask(ready.counsellor_li, SAMPLE, b=ready.batch, t=TEXT)
    assert (refused.data["schemeSample"], refused.codes) == (None, ["FORBIDDEN"])
    assert await ready.rows("select count(*) from audit_entry") == logged


async def test_steps_lead_from_the_inputs_over_the_computation_to_the_submission(ready: Campus) -> None:
    """R1.7: of a college with a scheme, for the counsellor and the college admin; a new version asks for it again."""
    await ready.open_phases(*Module)
    inputless = "尚未导入方案数据（方案不需要的，可直接计算）"
    li, admin = ready.counsellor_li, ready.college_admin

    async def of(person: Person) -> tuple[str, bool, str]:
        [one] = [each for each in await tasks(ready, person) if each["kind"] == "COMPREHENSIVE"]
        assert one["title"] == "按方案计算并提交综合测评成绩"
        return one["state"], one["mine"], one["advice"]

    first = f"{inputless}：计科1901、计科1902；待计算：计科1901、计科1902"
    assert await of(li) == ("OPEN", True, first)
    names = "计科1901、计科1902、软工1901"
    lacking = f"未提交：{names}；{inputless}：{names}；3 个班级待计算"
    assert await of(admin) == ("OPEN", True, lacking)
    assert not (await step(ready, "COMPREHENSIVE", ready.deputy_secretary))["mine"]
    values: list[list[Any]] = [[*who_is(ready, key), 80] for key, _ in STUDENTS["cs1"]]
    await bring(ready, li, "VALUES", ("学号", "姓名", "体质测试"), values)
    assert (await of(li))[2] == f"{inputless}：计科1902；待计算：计科1901、计科1902"
    await compute(ready, li, "cs1")
    assert (await of(li))[2] == f"{inputless}：计科1902；待计算：计科1902；已有成绩，待提交：计科1901"
    await save(ready, admin, text=TEXT + "# 改\n", follows=1)
    assert "；计算之后有变动，须重新计算：计科1901" in (await of(li))[2]
    assert "；2 个班级待计算；计算之后有变动，须重新计算：计科1901" in (await of(admin))[2]
    await compute(ready, li, "cs1")
    await submit(ready, li, "cs1")
    one = await step(ready, "COMPREHENSIVE")
    assert (one["done"], one["total"], one["advice"]) == (
        1,
        3,
        f"未提交：计科1902、软工1901；{inputless}：计科1902、软工1901；2 个班级待计算",
    )


SHEETS = """query($batch: ID!) { resultSheets(batchId: $batch, first: 20) { nodes { schoolClass { code } stale } }
  viewer { tasks { step { kind advice } } } }"""
ACADEMIC = "mutation($b: ID!) { computeAcademicScores(input: {batchId: $b}) { userErrors { code } } }"
VALUES = ("学号", "姓名", "体质测试")
ADD = "mutation($input: AddCourseScoreInput!) { addCourseScore(input: $input) { userErrors { code message } } }"


async def stale(campus: Campus, who: Person) -> tuple[list[str], str]:
    """Returns what has changed since class cs1 was computed, and the advice of the step."""
    data = (await campus.ask(who, SHEETS, batch=campus.batch)).data
    [reasons] = [one["stale"] for one in data["resultSheets"]["nodes"] if one["schoolClass"]["code"] == "J1901"]
    steps = [one["step"] for one in data["viewer"]["tasks"]]
    said = [one["advice"] or "" for one in steps if one["kind"] == "COMPREHENSIVE"]
    return sorted(reasons), "".join(said)


def another_course(student: Person) -> dict[str, Any]:
    course = {"courseCode": "B", "courseName": "新课", "courseKind": "必修", "credit": "3", "score": "59"}
    return {"studentNumber": student.username, "academicYear": YEAR, "term": 1, **course}


async def refused(campus: Campus, code: str = "SHEET_OUT_OF_DATE") -> str:
    """Submits class cs1, which is refused, and returns the message."""
    ids = [str(campus.ids["cs1"])]
    answer = await campus.ask(campus.counsellor_li, SUBMIT, input={"batchId": campus.batch, "classIds": ids})
    [fault] = answer.data["submitResultSheets"]["userErrors"]
    assert fault["code"] == code
    return str(fault["message"])


async def test_changed_inputs_make_a_computed_class_stale_until_it_is_computed_again(ready: Campus) -> None:
    """R11.5: a value, a course, the academic score, the scheme: each is told, and submitting is refused with it."""
    li, jia = ready.counsellor_li, who_is(ready, STUDENTS["cs1"][0][0])
    await compute(ready, li, "cs1")
    assert (await stale(ready, li))[0] == []
    value: list[list[Any]] = [[*jia, 80]]
    await bring(ready, li, "VALUES", VALUES, value)
    reasons, advice = await stale(ready, li)
    assert (reasons, "须重新计算：计科1901" in advice) == (["INPUTS"], True)
    assert "计科1901（方案数据有变动）" in await refused(ready)
    await compute(ready, li, "cs1")
    await bring(ready, li, "VALUES", VALUES, value)
    assert (await stale(ready, li))[0] == [], "nothing has changed"

    course = another_course(ready.jia)
    answer = await ready.ask(ready.college_admin, ADD, input=course)
    assert answer.data["addCourseScore"]["userErrors"] == []
    assert (await stale(ready, li))[0] == ["ACADEMIC"]
    [early] = (await compute(ready, li, "cs1"))["userErrors"]
    assert (early["code"], "重新计算学业成绩：计科1901" in early["message"]) == ("INPUTS_OUT_OF_DATE", True)
    await ready.ask(ready.college_admin, ACADEMIC, b=ready.batch)
    assert "课程成绩或学业成绩有变动" in await refused(ready)
    await compute(ready, li, "cs1")

    await save(ready, ready.college_admin, text=TEXT + "# 改\n", follows=1)
    assert "方案已修改" in await refused(ready)
    await bring_in(ready, li, of_class(ready, "cs1"))
    assert (await stale(ready, li))[0] == [], "what is imported follows from a workbook"


async def test_ballots_and_the_share_of_the_grade_make_a_class_stale(ready: Campus) -> None:
    """R11.5: new rating scores; and where levels go by share of the grade, a change in its other class."""
    by_grade = await save(ready, ready.college_admin, text=text("four-qualities"), follows=1)
    assert by_grade.data["saveScheme"]["userErrors"] == []
    li = ready.counsellor_li
    for key, _ in STUDENTS["cs2"]:
        await ready.give(ready.people[key], ("A", "3", "80"))
    await ready.ask(ready.college_admin, ACADEMIC, b=ready.batch)
    assert (await compute(ready, li, "cs1", "cs2"))["userErrors"] == []
    await ready.ask(ready.college_admin, ADD, input=another_course(ready.ji))
    assert (await stale(ready, li))[0] == ["GRADE"]
    assert "计科1901（同年级其他班级有变动）" in await refused(ready)

    await ready.fill(li, "cs1", RaterKind.COUNSELLOR, 3)
    assert (await compute_ratings(ready, li, "cs1", "cs2"))["userErrors"] == []
    assert (await stale(ready, li))[0] == ["GRADE", "RATING"]
    await ready.ask(ready.college_admin, ACADEMIC, b=ready.batch)
    assert (await compute(ready, li, "cs1", "cs2"))["userErrors"] == []
    assert (await stale(ready, li))[0] == []
    await ready.fill(ready.head_teacher_chen, "cs1", RaterKind.HEAD_TEACHER, 3)
    [fault] = (await compute(ready, li, "cs1", "cs2"))["userErrors"]
    assert (fault["code"], "重新计算评分成绩：计科1901" in fault["message"]) == ("INPUTS_OUT_OF_DATE", True)
    assert "重新计算评分成绩" in await refused(ready, "INPUTS_OUT_OF_DATE")


async def test_the_text_in_force_changes_nobody_and_who_is_left_out_is_said(ready: Campus) -> None:
    """R11.8, R5.7: a counsellor tries for the own classes; the college is not told ratings that rest on one ballot."""
    li, admin = ready.counsellor_li, ready.college_admin
    await ready.fill(li, "cs1", RaterKind.COUNSELLOR, 3)
    await compute_ratings(ready, li, "cs1")
    await ready.execute("update rating_result set rests_on_one = true where class_id = :c", c=ready.ids["cs1"])
    assert (await compute(ready, li, "cs1"))["userErrors"] == []
    mine = (await ready.ask(li, TRY, input={"batchId": ready.batch})).data["tryScheme"]
    size, others = len(STUDENTS["cs1"]), len(STUDENTS["cs2"])
    assert (mine["comparedCount"], mine["changedCount"], mine["lackingCount"]) == (size, 0, others)
    await submit(ready, li, "cs1")
    told = (await ready.ask(admin, TRY, input={"batchId": ready.batch})).data["tryScheme"]
    assert (told["comparedCount"], told["withheldCount"], told["changedCount"]) == (0, size, 0)
    reasons = {one["number"]: one["why"] for one in told["leftOut"]}
    assert reasons[ready.jia.username] == "WITHHELD"
    assert reasons[ready.ji.username] == "LACKING"


async def test_a_score_below_zero_is_refused_with_the_name_of_its_quality(ready: Campus) -> None:
    """R11.5: nothing is stored, and the college reads 发展性素质 and not `development`."""
    below = TEXT.replace("发展加分], cap: 100}", "发展加分, -500], cap: 100}")
    assert (await save(ready, ready.college_admin, text=below, follows=1)).data["saveScheme"]["userErrors"] == []
    refused = (await compute(ready, ready.counsellor_li, "cs1"))["userErrors"]
    assert {one["code"] for one in refused} == {"SCORES_OUT_OF_RANGE"}
    assert "的“发展性素质”小于 0" in refused[0]["message"]
    assert await ready.rows("select 1 from comprehensive_result") == []
