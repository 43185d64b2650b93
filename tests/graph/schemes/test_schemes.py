"""A college keeps its scheme for a batch: checked, in versions, copied, and told who was first (R11)."""

from tests.campus import Campus
from tests.core.rules.schemes.packs import text
from tests.graph.scheme_acts import save

LIST = """query($batch: ID!) { schemes(batchId: $batch) { totalCount nodes { version inForce title savedBy text } } }"""
UNUSED = """mutation($input: SaveSchemeInput!) { saveScheme(input: $input) {
  scheme { version } unused { name total message } userErrors { code } } }"""
FOUR = text("four-qualities")


async def test_a_college_admin_saves_versions_and_the_newest_is_in_force(campus: Campus) -> None:
    """R11.4: versions with who and when; saving what stands already makes none."""
    for follows, title in ((0, "第一版"), (1, "第二版"), (1, "第二版")):
        answer = await save(campus, campus.college_admin, text=FOUR.replace("手册的四项成绩", title), follows=follows)
        assert answer.data["saveScheme"]["userErrors"] == [], answer.data
        assert answer.data["saveScheme"]["scheme"]["title"] == title
    listed = (await campus.ask(campus.college_admin, LIST, batch=campus.batch)).data["schemes"]
    assert [(one["version"], one["inForce"], one["title"]) for one in listed["nodes"]] == [
        (2, True, "第二版"),
        (1, False, "第一版"),
    ]
    assert listed["totalCount"] == 2
    logged = await campus.rows("select action, subject from audit_entry where action = 'saveScheme' order by id")
    assert [row.subject for row in logged] == ["第一版", "第二版"]


async def test_of_two_who_save_at_once_one_hears_of_the_other(campus: Campus) -> None:
    """R11.4: nobody overwrites a version that he or she has not seen."""
    await save(campus, campus.college_admin, text=FOUR, follows=0)
    late = await save(
        campus, campus.super_admin, text=FOUR + "# 另一份\n", follows=0, collegeId=str(campus.ids["info"])
    )
    [refused] = late.data["saveScheme"]["userErrors"]
    assert (refused["code"], refused["path"]) == ("SCHEME_CHANGED", "input.follows")
    assert "第 1 版" in refused["message"]
    assert await campus.rows("select count(*) from scheme_version") == [(1,)]


async def test_a_faulty_scheme_is_refused_with_every_fault_and_a_check_stores_nothing(campus: Campus) -> None:
    """R11.4: line, column, and what would be right."""
    faulty = FOUR.replace("scholastic: 60", "scholastic: 50").replace("cap: 120", "cup: 120")
    refused = await save(campus, campus.college_admin, text=faulty.replace("cup: 120", "cap: 120"))
    [fault] = refused.data["saveScheme"]["userErrors"]
    assert (fault["code"], fault["path"], fault["row"]) == ("SCHEME_FAULTY", "input.text", 37)
    assert "权重合计应为 100，现在是 90" in fault["message"]
    misspelt = await save(campus, campus.college_admin, text=faulty)
    assert "是否为“cap”？" in misspelt.data["saveScheme"]["userErrors"][0]["message"]
    checked = await save(campus, campus.college_admin, text=FOUR, dryRun=True)
    assert checked.data["saveScheme"] == {"scheme": None, "userErrors": []}
    assert await campus.rows("select count(*) from scheme_version") == [(0,)]


async def test_a_scheme_is_copied_from_another_batch_that_one_may_see(campus: Campus) -> None:
    """R11.4; R8.2: the scheme of another college does not exist for this one."""
    first = (await save(campus, campus.college_admin, text=FOUR)).data["saveScheme"]["scheme"]
    place = {"collegeId": str(campus.ids["lang"])}
    copied = await save(campus, campus.super_admin, copyOf=first["id"], **place)
    assert copied.data["saveScheme"]["scheme"]["college"]["code"] != first["college"]["code"]
    [(source,)] = await campus.rows("select copied_from from scheme_version where copied_from is not null")
    assert str(source) == first["id"]
    for table, changed in (
        ("batch", '{"id": 0, "name": "未开启", "opened_at": null}'),
        ("batch_college", '{"batch_id": 0}'),
        ("scheme_version", '{"id": 0, "batch_id": 0}'),
    ):
        await campus.execute(
            f"insert into {table} select (jsonb_populate_record(one, :changed)).* from {table} one"
            " on conflict do nothing",
            changed=changed,
        )
    for other in (copied.data["saveScheme"]["scheme"]["id"], "0"):
        foreign = await save(campus, campus.college_admin, copyOf=other, follows=1)
        told = [(one["code"], one["path"]) for one in foreign.data["saveScheme"]["userErrors"]]
        assert told == [("NOT_FOUND", "input.copyOf")], other
        answer = await campus.ask(campus.college_admin, "query($id: ID!) { scheme(id: $id) { text } }", id=other)
        assert answer.data == {"scheme": None}, other


async def test_saving_says_which_imported_inputs_the_text_does_not_read(campus: Campus) -> None:
    """R11.4: whoever renames a category hears of its items, in the check while writing already."""
    admin, ids = campus.college_admin, campus.ids
    await campus.execute(
        "insert into scheme_item (batch_id, student_id, category, item)"
        " values (:b, :s, '发展项目', '歌手'), (:b, :s, '处分', '违纪')",
        b=ids["batch"],
        s=campus.jia.id,
    )
    await campus.execute(
        "insert into scheme_value (batch_id, student_id, heading, value) values (:b, :s, '体质测试', 80)",
        b=ids["batch"],
        s=campus.jia.id,
    )
    renamed = FOUR.replace("发展项目", "文体活动").replace("体质测试", "体能测试")
    for text_, dry in ((FOUR, True), (renamed, True), (renamed, False)):
        given = {"batchId": campus.batch, "text": text_, "follows": 0, "dryRun": dry}
        answer = await campus.ask(admin, UNUSED, input=given)
        told = answer.data["saveScheme"]
        assert (told["userErrors"], told["scheme"] is None) == ([], dry)
        names = [(one["name"], one["total"]) for one in told["unused"]]
        assert names == ([] if text_ is FOUR else [("体质测试", 1), ("发展项目", 1)])
    assert told["unused"][1]["message"].startswith("已导入“发展项目”的 1 个项目，方案不再用到：")
