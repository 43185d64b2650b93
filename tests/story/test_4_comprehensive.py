"""1.1.4 综合测评成绩管理: imported, submitted, shown to each class, approved, and read for ever."""

from typing import Any

from tests.campus import Campus, Person
from tests.graph.batch_acts import days
from tests.graph.notice_acts import ENTRY
from tests.story.acts import asks, done, ids, may_not, read, refused, told
from tests.story.papers import cells, fetched, filled, taken
from tests.story.views import LIBRARY, MY_YEAR, THIRD, seen

SHEETS = """query($batch: ID!) { resultSheets(batchId: $batch) {
  nodes { schoolClass { name } status importedBy submittedBy reopenReason } } }"""
NOTICES = f"""query($batch: ID!) {{ publicNotices(batchId: $batch) {{ nodes {{ id title open entries {{
  totalCount nodes {{ {ENTRY} }} }} }} }} }}"""
TITLES = "query($batch: ID!) { publicNotices(batchId: $batch) { nodes { id title open } } }"
COLLEGES = """query($batch: ID!) { batch(id: $batch) { colleges { college { name } approvedBy withdrawalReason
  phases { module status } } } }"""
GOOD = {
    "张甲": (95.5, "优秀"), "李乙": (90, "优秀"), "王丙": (90, "优秀"), "赵丁": (71, "合格"),
    "孙己": (85, "良好"), "周庚": (92, "优秀"), "吴辛": (70, "合格"),
}  # fmt: skip
NOTICE = "2019-2020学年综合测评 信息学院综合测评成绩公示"
OPEN_NOTICE, REASON = f"公示“{NOTICE}”正在进行，请先结束公示", "周庚的加分有误"


async def template(campus: Campus, person: Person) -> bytes:
    _, content = await taken(campus, person, "requestTemplate", kind="COMPREHENSIVE_RESULTS")
    return content


async def bring_in(campus: Campus, person: Person, content: bytes, **more: Any) -> dict[str, Any]:
    file = ("综测成绩.xlsx", content)
    payload = await done(campus, person, "importComprehensiveResults", "created replaced rowCount", file=file, **more)
    return dict(payload)


async def statuses(campus: Campus) -> dict[str, str]:
    found = await read(campus, campus.college_admin, SHEETS)
    return {one["schoolClass"]["name"]: one["status"] for one in found["nodes"]}


async def end_notice(campus: Campus) -> None:
    notice = (await read(campus, campus.college_admin, TITLES))["nodes"][0]
    await done(campus, campus.college_admin, "endPublicNotice", id=notice["id"])


async def test_1_1_4_1_the_template_holds_those_to_be_imported(campus: Campus) -> None:
    """R6.1: it is there in the window alone; number and name filled, the rest blank."""
    module, li = {"module": "COMPREHENSIVE"}, campus.counsellor_li
    closed = await told(campus, li, "requestTemplate", kind="COMPREHENSIVE_RESULTS")
    assert closed == "本学院的素质测评成绩批次未开启，如须办理请联系学院管理员"
    await done(campus, campus.college_admin, "schedulePhase", window=days(-1, 20), noticeDays=0, **module)
    await done(campus, campus.college_admin, "openPhase", **module)
    rows = [row for row in cells(await template(campus, li))[1:] if row[0]]
    assert [row[1] for row in rows] == list(GOOD)
    assert all(cell is None for row in rows for cell in row[2:])
    others = (campus.student_affairs, campus.college_admin, campus.head_teacher_chen, campus.jia)
    await may_not(campus, others, "requestTemplate", kind="COMPREHENSIVE_RESULTS")


async def test_1_1_4_1_a_wrong_workbook_comes_back_with_its_faults(campus: Campus) -> None:
    """R6.2, R6.4: all or nothing; corrected in that copy it comes in, as often as one likes before submitting."""
    li = campus.counsellor_li
    wrong = filled(await template(campus, li), GOOD | {"李乙": (90, "很好"), "赵丁": ("缺考", "合格")})
    file = ("综测成绩.xlsx", wrong)
    back = await refused(campus, li, "importComprehensiveResults", "operation { downloadUrl }", file=file)
    assert {(one["row"], one["column"]) for one in back["userErrors"]} >= {
        (3, "思想政治素质等次"), (5, "思想政治素质成绩")
    }  # fmt: skip
    name, copy = await fetched(campus, li, back["operation"]["downloadUrl"])
    assert name == "综测成绩（错误）.xlsx"
    corrected = filled(copy, {"李乙": (89, "良好"), "赵丁": GOOD["赵丁"]})
    assert (await bring_in(campus, li, corrected, dryRun=True))["created"] == 7
    assert await campus.rows("select 1 from comprehensive_result") == []
    assert (await bring_in(campus, li, corrected))["created"] == 7
    assert (await bring_in(campus, li, filled(corrected, GOOD)))["replaced"] == 1
    assert await seen(campus, campus.college_admin) == []
    table = await read(campus, li, LIBRARY, filter={"classId": ids(campus, "cs1")[0]}, order=None)
    assert [one["overall"]["classRank"]["label"] for one in table["nodes"]] == ["1/4", "2/4", "2/4", "4/4"]
    others = (campus.student_affairs, campus.college_admin, campus.head_teacher_chen, campus.jia)
    await may_not(campus, others, "importComprehensiveResults", file=file)


async def test_1_1_4_1_what_is_submitted_counts_until_it_is_set_back(campus: Campus) -> None:
    """R6.4: no import after it; the college and student affairs set it back, for a reason."""
    li, zhao = campus.counsellor_li, campus.counsellor_zhao
    await done(campus, li, "submitResultSheets")
    assert await statuses(campus) == {"计科1901": "SUBMITTED", "计科1902": "SUBMITTED", "软工1901": "NOT_IMPORTED"}
    assert await told(campus, zhao, "submitResultSheets") == "以下班级尚未导入综合测评成绩，不能提交：—"
    third = filled(await template(campus, zhao), THIRD)
    await bring_in(campus, zhao, third)
    await done(campus, zhao, "submitResultSheets")
    submitted = await told(campus, campus.bystander, "importComprehensiveResults", file=("软工.xlsx", third))
    assert submitted == "软工1901的综合测评成绩已提交，不能再修改；如需重新导入，请联系学院管理员改为未提交"
    chosen: dict[str, Any] = {"classIds": ids(campus, "cs1")}
    words = "请填写退回的原因，最多200字"
    assert await told(campus, campus.college_admin, "reopenResultSheets", reason=" ", **chosen) == words
    await may_not(campus, (li, campus.deputy_secretary, campus.jia), "reopenResultSheets", reason="有误", **chosen)
    await done(campus, campus.college_admin, "reopenResultSheets", reason="学院核对后需重报", **chosen)
    await done(campus, campus.student_affairs, "reopenResultSheets", reason="学生处抽查", counsellorId=str(zhao.id))
    assert await statuses(campus) == {"计科1901": "IMPORTED", "计科1902": "SUBMITTED", "软工1901": "IMPORTED"}
    again = filled(await template(campus, li), GOOD)
    assert [row[1] for row in cells(again)[1:] if row[0]] == ["张甲", "李乙", "王丙", "赵丁"]
    await bring_in(campus, li, again)
    await done(campus, li, "submitResultSheets", classIds=ids(campus, "cs1"))


async def test_1_1_4_2_a_notice_waits_for_every_class_and_is_for_each_class_alone(campus: Campus) -> None:
    """R7.1, R7.7, R6.4: a student reads the student's class, and then the student's result; nothing is set back
    meanwhile."""
    college = campus.college_admin
    assert await told(campus, college, "openPublicNotice") == "以下班级尚未提交综合测评成绩：软工1901"
    own = MY_YEAR.replace("academicResult(batchId: $batch) { creditAverage academicScore classRank { label } }", "")
    assert (await read(campus, campus.yi, own))["student"]["comprehensiveResult"] is None
    await done(campus, campus.counsellor_zhao, "submitResultSheets")
    others = (campus.student_affairs, campus.deputy_secretary, campus.counsellor_li, campus.jia)
    await may_not(campus, others, "openPublicNotice")
    await done(campus, college, "openPublicNotice")
    for person, names in ((campus.yi, list(GOOD)[:4]), (campus.people["ren"], list(THIRD))):
        (notice,) = (await read(campus, person, NOTICES))["nodes"]
        assert (notice["title"], [one["name"] for one in notice["entries"]["nodes"]]) == (NOTICE, names)
    overall = notice["entries"]["nodes"][0]["qualities"][-1]
    assert (overall["score"], overall["level"], overall["classRank"]["label"]) == ("88.00", "良好", "1/2")
    assert (await read(campus, campus.people["mei"], TITLES))["nodes"] == []
    for person in (college, campus.student_affairs):
        chosen = {"classIds": ids(campus, "cs2"), "reason": REASON}
        assert await told(campus, person, "reopenResultSheets", **chosen) == OPEN_NOTICE
    assert await told(campus, campus.deputy_secretary, "approveResults") == OPEN_NOTICE


async def test_1_1_4_2_once_ended_only_its_title_is_left_and_results_may_be_corrected(campus: Campus) -> None:
    """R7.2 - R7.4: a corrected result needs another notice; every notice is kept."""
    li = campus.counsellor_li
    chosen: dict[str, Any] = {"classIds": ids(campus, "cs2")}
    await end_notice(campus)
    ended = await asks(campus, campus.yi, NOTICES)
    assert ended.codes == ["FORBIDDEN"]
    assert [(one["title"], one["entries"]) for one in ended.data["publicNotices"]["nodes"]] == [(NOTICE, None)]
    await done(campus, campus.college_admin, "reopenResultSheets", reason=REASON, **chosen)
    assert (await read(campus, li, SHEETS))["nodes"][1]["reopenReason"] == REASON
    await bring_in(campus, li, filled(await template(campus, li), GOOD | {"周庚": (91.24, "优秀")}))
    await done(campus, li, "submitResultSheets", **chosen)
    words = "以下班级的综合测评成绩提交后尚未公示，不能审核通过：计科1902"
    assert await told(campus, campus.deputy_secretary, "approveResults") == words
    await done(campus, campus.college_admin, "openPublicNotice", title="第二次公示")
    await end_notice(campus)
    found = await read(campus, campus.yi, TITLES)
    assert [(one["title"], one["open"]) for one in found["nodes"]] == [("第二次公示", False), (NOTICE, False)]


async def test_1_1_4_2_the_deputy_secretary_approves_and_student_affairs_sees_the_results(campus: Campus) -> None:
    """R7.4 - R7.6: nobody else approves; the college's phases end by themselves, and its results are frozen."""
    affairs, li = campus.student_affairs, campus.counsellor_li
    others = (affairs, campus.super_admin, campus.college_admin, li, campus.head_teacher_chen, campus.jia)
    await may_not(campus, others, "approveResults", collegeId=campus.info)
    foreign = await told(campus, campus.other_deputy_secretary, "approveResults", collegeId=campus.info)
    assert (foreign, await seen(campus, affairs)) == ("找不到学院", [])
    await done(campus, campus.deputy_secretary, "approveResults")
    info, lang = (await read(campus, affairs, COLLEGES))["colleges"]
    assert {phase["status"] for phase in info["phases"]} == {"ENDED"}
    assert ({phase["status"] for phase in lang["phases"]}, lang["approvedBy"]) == ({"NOT_OPENED"}, None)
    assert len(await seen(campus, affairs)) == 9
    frozen = "本学院的测评结果已审核通过并提交，不能再修改；如需修改，请联系学生处撤销审核"
    module = {"module": "COMPREHENSIVE"}
    for act, person, given in (
        ("openPhase", campus.college_admin, module),
        ("reopenResultSheets", affairs, {"classIds": ids(campus, "cs1"), "reason": "有误"}),
        ("computeAcademicScores", li, {}),
        ("computeRatingScores", li, {}),
    ):
        assert await told(campus, person, act, **given) == frozen


async def test_1_1_4_2_student_affairs_takes_an_approval_back(campus: Campus) -> None:
    """R7.6: student affairs gives a reason, which the college reads; then the deputy secretary approves once more."""
    affairs, where = campus.student_affairs, {"collegeId": campus.info}
    assert (await told(campus, affairs, "withdrawApproval", reason="", **where)).startswith("请填写退回的原因")
    await may_not(campus, (campus.college_admin, campus.deputy_secretary), "withdrawApproval", reason="有误", **where)
    await done(campus, affairs, "withdrawApproval", reason="请补充公示材料", **where)
    assert await seen(campus, affairs) == []
    (mine,) = (await read(campus, campus.college_admin, COLLEGES))["colleges"]
    assert (mine["approvedBy"], mine["withdrawalReason"]) == (None, "请补充公示材料")
    await done(campus, campus.deputy_secretary, "approveResults")
    await done(campus, affairs, "endBatch", id=campus.batch)
    assert len(await seen(campus, affairs)) == 9
