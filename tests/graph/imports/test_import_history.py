"""The history of imports, as each person sees it (R10.9)."""

from tests.campus import Campus, Person
from tests.graph.results import IMPORTS
from tests.statements import counted

LIST = """query($kind: ImportKind, $year: AcademicYear, $college: ID, $batch: ID, $first: Int! = 20, $after: String) {
  imports(kind: $kind, academicYear: $year, collegeId: $college, batchId: $batch, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { id kind fileName importedBy academicYear term batch { name } college { code } obstacles undoneAt } } }"""


async def listed(campus: Campus, who: Person, **asked: object) -> list[str]:
    answer = await campus.ask(who, LIST, **asked)
    assert not answer.errors, answer.errors
    found = answer.data["imports"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["fileName"] for node in found["nodes"]]


async def test_a_person_sees_the_imports_whose_every_place_they_may_import(campus: Campus) -> None:
    """R10.9, R8.2: an import that concerns two colleges is not there for the admin of one, and the roster's is the
    school's."""
    await campus.execute(IMPORTS)
    await campus.execute("update import_record set imported_by = null where file_name = '外国语学院.xlsx'")
    [(both,)] = await campus.rows(
        "insert into import_record (kind, file_name, sha256, imported_at, created, replaced, unchanged)"
        " values ('COURSE_SCORES', '两院.xlsx', '', now(), 1, 0, 0) returning id"
    )
    for college in ("info", "lang"):
        await campus.execute(
            "insert into import_place values (:import, :college, 0)", **{"import": both, "college": campus.ids[college]}
        )
    await campus.execute(
        "insert into import_record (kind, file_name, sha256, imported_at, created, replaced, unchanged)"
        " values ('ROSTER', '名册.xlsx', '', now(), 1, 0, 0)"
    )
    names = dict(await campus.rows("select code, name || '.xlsx' from college"))
    classes = {key: f"{campus.ids[key]}.xlsx" for key in ("cs1", "cs2", "se1", "en1")}
    assert set(await listed(campus, campus.super_admin)) == {*names.values(), "两院.xlsx", "名册.xlsx"}
    assert await listed(campus, campus.college_admin) == [names["01"]]
    assert set(await listed(campus, campus.counsellor_li)) == {classes["cs1"], classes["cs2"]}
    for who in (campus.student_affairs, campus.deputy_secretary, campus.head_teacher_chen, campus.jia, campus.yi):
        answer = await campus.ask(who, LIST)
        assert (answer.codes, answer.data) == (["FORBIDDEN"], {"imports": None})


async def test_the_history_is_filtered_and_read_in_pages_newest_first(campus: Campus) -> None:
    """R10.9: by kind, year, college and batch."""
    await campus.execute(IMPORTS)
    ids = {"college": campus.ids["info"], "batch": campus.batch}
    assert len(await listed(campus, campus.super_admin, kind="COURSE_SCORES", year="2018-2019")) == 2
    assert len(await listed(campus, campus.super_admin, college=str(ids["college"]))) == 1
    assert await listed(campus, campus.super_admin, kind="ROSTER") == []
    assert await listed(campus, campus.super_admin, year="2017-2018") == []
    assert len(await listed(campus, campus.counsellor_li, batch=ids["batch"])) == 2
    first = (await campus.ask(campus.super_admin, LIST, first=1)).data["imports"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (2, True)
    rest = (await campus.ask(campus.super_admin, LIST, after=first["pageInfo"]["endCursor"])).data["imports"]
    both = [*first["nodes"], *rest["nodes"]]
    assert [node["id"] for node in both] == sorted((node["id"] for node in both), key=int, reverse=True)
    assert {node["importedBy"] for node in both} == {campus.super_admin.name}


async def test_a_page_with_obstacles_costs_a_fixed_number_of_statements(campus: Campus) -> None:
    """R10.9: what stands in the way of all imports of a page is found together."""
    await campus.execute(IMPORTS)
    with counted(campus.database) as for_few:
        await listed(campus, campus.super_admin)
    for _ in range(5):
        await campus.execute(IMPORTS)
    with counted(campus.database) as for_many:
        assert len(await listed(campus, campus.super_admin)) == 12
    assert len(for_many) == len(for_few)
