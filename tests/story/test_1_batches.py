"""1.1.1 素质测评批次管理: student affairs sets the batch, the college who takes part and who looks after them."""

from tests.campus import Campus
from tests.graph.batch_acts import batch_form, days
from tests.story.acts import done, ids, may_not, read, told
from tests.story.views import CLASSES, classes

BATCHES = "{ batches(first: 50) { totalCount nodes { id name status } } }"
PROGRESS = """query($batch: ID!) { batch(id: $batch) { name status levels colleges { college { name } classesTotal
  participantsTotal phases { module status done total classesDone classesTotal } } } }"""
PEOPLE = """query($batch: ID!, $filter: ParticipantFilter) { participants(batchId: $batch, filter: $filter, first: 50) {
  totalCount nodes { student { name } schoolClass { name } participating } } }"""


async def test_1_1_1_1_student_affairs_sets_the_batch(campus: Campus) -> None:
    """R1.1 - R1.6: last year's is ended; this year's is seen by colleges once it is open, and stays for ever."""
    affairs, college = campus.student_affairs, campus.college_admin
    await done(campus, affairs, "endBatch", id=campus.batch)
    form = batch_form(levels=["优秀", "良好", "合格"], note="2020 年 9 月")
    others = (college, campus.deputy_secretary, campus.counsellor_li, campus.head_teacher_chen, campus.jia)
    await may_not(campus, others, "createBatch", **form)
    backwards = {**form, "ratingWindow": days(10, 1)}
    assert await told(campus, affairs, "createBatch", **backwards) == "结束日期必须晚于开始日期"
    taken = {**form, "name": "2018-2019学年综合测评"}
    assert "已存在" in await told(campus, affairs, "createBatch", **taken)
    batch = (await done(campus, affairs, "createBatch", "batch { id status }", **form))["batch"]
    campus.ids["batch"] = int(batch["id"])
    assert (batch["status"], (await read(campus, college, BATCHES))["totalCount"]) == ("NOT_OPENED", 1)
    await done(campus, affairs, "openBatch", id=batch["id"])
    assert await told(campus, affairs, "openBatch", id=batch["id"]) == "当前状态为“已开启”，不能开启"
    assert await told(campus, affairs, "deleteBatch", id=batch["id"]) == "开启过的批次不能删除"
    assert (await read(campus, college, BATCHES))["nodes"][0]["name"] == "2019-2020学年综合测评"
    far = await read(campus, affairs, PROGRESS)
    assert [(one["college"]["name"], one["participantsTotal"]) for one in far["colleges"]] == [
        ("信息学院", 10), ("外语学院", 2)
    ]  # fmt: skip
    assert {phase["status"] for one in far["colleges"] for phase in one["phases"]} == {"NOT_OPENED"}


async def test_1_1_1_2_the_college_says_who_takes_part_by_class_and_by_student(campus: Campus) -> None:
    """R2.1, R2.2: everybody is ticked at first; before the college opens anything it changes freely."""
    college, wu = campus.college_admin, str(campus.people["wu"].id)
    everybody = {"计科1901": (5, 5), "计科1902": (3, 3), "软工1901": (2, 2)}
    assert await classes(campus) == everybody
    assert await classes(campus, majorId=campus.software, grade=2019) == {"软工1901": (2, 2)}
    others = (campus.student_affairs, campus.deputy_secretary, campus.counsellor_li, campus.head_teacher_chen)
    await may_not(campus, (*others, campus.jia), "setParticipants", participating=False, studentIds=[wu])
    await done(campus, college, "setParticipants", participating=False, classIds=ids(campus, "se1"))
    await done(campus, college, "setParticipants", participating=False, studentIds=[wu])
    assert await classes(campus) == everybody | {"计科1901": (5, 4), "软工1901": (2, 0)}
    idle = await read(campus, college, PEOPLE, filter={"participating": False})
    assert [one["student"]["name"] for one in idle["nodes"]] == ["钱戊", "郑壬", "冯癸"]
    foreign = await told(campus, college, "setParticipants", participating=False, classIds=ids(campus, "en1"))
    assert foreign == "找不到班级"
    await done(campus, college, "setParticipants", participating=True, classIds=ids(campus, "cs1", "se1"))
    assert await classes(campus) == everybody


async def test_1_1_1_2_the_college_assigns_counsellors_and_head_teachers(campus: Campus) -> None:
    """R2.6, R2.7: any number a class; head teachers start as the roster has them."""
    college, staff = campus.college_admin, campus.people
    found = await read(campus, college, CLASSES)
    assert [[one["name"] for one in row["headTeachers"]] for row in found["nodes"]] == [["陈静"], ["赵敏"], []]
    assert not any(row["counsellors"] for row in found["nodes"])

    async def assign(kind: str, classes: list[str], *whom: str) -> None:
        chosen = [str(staff[one].id) for one in whom]
        await done(campus, college, f"assign{kind}", classIds=ids(campus, *classes), staffIds=chosen)

    await assign("Counsellors", ["cs1", "cs2"], "counsellor_li")
    await assign("Counsellors", ["se1"], "counsellor_zhao", "bystander")
    await assign("HeadTeachers", ["se1"], "head_teacher_chen")
    found = await read(campus, campus.counsellor_li, CLASSES)
    assert [row["schoolClass"]["name"] for row in found["nodes"]] == ["计科1901", "计科1902"]
    foreign = {"classIds": ids(campus, "se1"), "staffIds": [str(staff["counsellor_ma"].id)]}
    assert await told(campus, college, "assignCounsellors", **foreign) == "找不到教职工"
    await may_not(campus, (campus.counsellor_li, campus.student_affairs), "assignCounsellors", **foreign)
