"""Search finds exactly what an oracle in plain Python finds, in its order, for every role and any text (R9.7)."""

from collections.abc import AsyncIterator, Sequence
from random import Random

import pytest

from db.pinyin import name_key
from db.search_words import LONGEST, MOST_READINGS, search_vector
from tests import access
from tests.campus import STUDENTS, Campus
from tests.conftest import Cluster, Template, campus_on
from tests.graph.imports.acts import undone
from tests.graph.people.rosters import NEW_COLLEGE, take_in
from tests.graph.search_oracle import Row, found, random_people, random_texts
from tests.statements import counted

SEARCH = """query($text: String!, $first: Int! = 200) { search(text: $text, first: $first) {
  studentCount classCount students { id number name schoolClass { code name } college { name } }
  classes { id code name } } }"""
PUT = """insert into student (number, name, name_key, class_id, monitor, retired_at, search)
  values (:number, :name, :key, :klass, false, case when :retired then now() end, cast(:words as tsvector))"""
WORDS = """update student set search = cast(given.words as tsvector)
  from unnest(cast(:numbers as text[]), cast(:words as text[])) as given(number, words)
  where student.number = given.number"""


@pytest.fixture(scope="module")
async def crowded(cluster: Cluster, template: Template) -> AsyncIterator[Campus]:
    """A campus to which each test adds the people that it wants."""
    name, people, ids = template
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        yield campus


async def fill(campus: Campus, rows: Sequence[Row]) -> list[Row]:
    """Puts these students into their classes, in place of those of the test before; returns all that are there."""
    await campus.execute("delete from student where number not in (select username from account)")
    for row in rows:
        about = {"number": row.number, "name": row.name, "key": row.key, "retired": row.retired}
        await campus.execute(PUT, **about, klass=campus.ids[row.klass], words=search_vector(row.number, row.name))
    keys = {campus.ids[key]: key for key in STUDENTS}
    stored = await campus.rows("select number, name, class_id, name_key, retired_at is not null as gone from student")
    return [Row(one.number, one.name, keys[one.class_id], one.gone, one.name_key) for one in stored]


async def classes_of(campus: Campus) -> list[Row]:
    keys = {id_: key for key, id_ in campus.ids.items()}
    stored = await campus.rows("select id, code, name from school_class")
    return [Row(one.code, one.name, keys[one.id], key=one.code) for one in stored]


def reach(role: str, name: str) -> str:
    [line] = [line for line in access.lines("rows") if line.name == name]
    return line.cells[role].reach


def in_sight(campus: Campus, role: str, rows: Sequence[Row]) -> list[Row]:
    how = reach(role, "Query.search")
    own, classes = access.person(campus, role).username, access.classes(role, how)
    return [row for row in rows if row.klass in classes or (how == "own" and row.number == own)]


def classes_in_sight(role: str, rows: Sequence[Row]) -> list[Row]:
    """The classes, among them one of 信息学院 that has no students any more."""
    how = reach(role, "SearchResult.classes")
    former = {"old"} if how in ("school", "college") else set()
    return [row for row in rows if row.klass in access.classes(role, how) | former]


@pytest.mark.parametrize("seed", range(4))
async def test_search_finds_what_the_oracle_finds(crowded: Campus, seed: int) -> None:
    """R9.7, R8.2: students, classes, their order and their counts. Three roles ask each text, others each time."""
    random = Random(seed)  # a test that can be repeated
    rows, classes = await fill(crowded, [*random_people(random)]), await classes_of(crowded)
    hits = 0
    for text in random_texts(random, [*rows, *classes]):
        for role in random.sample(access.ROLES, 3):
            answer = await crowded.ask(access.person(crowded, role), SEARCH, text=text)
            assert not answer.errors, (text, answer.errors)
            students = found(text, in_sight(crowded, role, rows))
            codes = found(text, classes_in_sight(role, classes))
            told = answer.data["search"]
            assert [one["number"] for one in told["students"]] == students, (role, text)
            assert [one["code"] for one in told["classes"]] == codes, (role, text)
            assert (told["studentCount"], told["classCount"]) == (len(students), len(codes)), (role, text)
            hits += len(students)
    assert hits > 200


async def test_what_is_out_of_sight_answers_like_what_never_was(crowded: Campus) -> None:
    """R9.7, R8.2: byte for byte, whatever is asked."""
    random = Random(7)  # a test that can be repeated
    rows = await fill(crowded, [*random_people(random)])
    texts = [*random_texts(random, rows)]
    for role in access.ROLES:
        if reach(role, "Query.search") == "school":
            continue  # nothing is hidden
        who = access.person(crowded, role)
        seen = {row.number for row in in_sight(crowded, role, rows)}
        hidden = [row for row in rows if row.number not in seen]
        before = [(await crowded.ask(who, SEARCH, text=text)).body for text in texts]
        numbers = [row.number for row in hidden]
        await crowded.execute(WORDS, numbers=numbers, words=["" for _ in hidden])
        assert [(await crowded.ask(who, SEARCH, text=text)).body for text in texts] == before, role
        await crowded.execute(WORDS, numbers=numbers, words=[search_vector(row.number, row.name) for row in hidden])
        assert hidden, role


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("张三丰", ["张三", "三丰", "zhang", "zhangsanfeng", "ZSF", "sf", "Zhang San", "zhang'san"]),
        ("曾庆", ["ceng", "zeng", "cq", "zq", "zengqing"]),
        ("单雄信", ["shan", "dan", "chan", "sxx", "dxx"]),
        ("解缙", ["xie", "jie", "xj"]),
        ("仇英", ["qiu", "chou", "qy"]),
        ("区大任", ["ou", "qu", "odr"]),
        ("赵重庆", ["chongqing", "zhongqing", "zcq", "zhaochongq"]),
        ("尉迟恭", ["yuchi", "weichi", "ycg"]),
        ("吕布", ["lvbu", "lübu", "lb"]),
        ("阿依·买买提", ["阿依买", "买买提", "aymmt", "ayimaimaiti"]),
        ("John O'Neil", ["john", "o'neil", "oneil", "ｊｏｈｎｏ"]),
        ("100%_x", ["100%", "%_", "_x"]),
    ],
)
async def test_a_name_is_found_by_each_reading(crowded: Campus, name: str, texts: list[str]) -> None:
    """R9.7: as it is written, in pinyin, and by initials."""
    await fill(crowded, [Row("20199001", name, "cs1", key=name_key(name))])
    for text in texts:
        answer = await crowded.ask(crowded.counsellor_li, SEARCH, text=text)
        assert "20199001" in [one["number"] for one in answer.data["search"]["students"]], text


async def test_a_text_is_neither_too_long_nor_too_short(crowded: Campus) -> None:
    """R9.7: fifty characters at most, two letters at least."""
    too_long = await crowded.ask(crowded.super_admin, SEARCH, text="x" * (LONGEST + 1))
    assert too_long.codes == ["BAD_REQUEST"]
    assert not (await crowded.ask(crowded.super_admin, SEARCH, text="x" * LONGEST)).errors
    for first in (0, 201):
        assert (await crowded.ask(crowded.super_admin, SEARCH, text="20", first=first)).codes == ["BAD_REQUEST"]
    for text, finds in (("2", False), ("z", False), ("", False), ("20", True), ("张", True)):
        told = (await crowded.ask(crowded.super_admin, SEARCH, text=text)).data["search"]
        assert (told["studentCount"] > 0) == finds, text


def test_a_name_of_many_readings_stays_small() -> None:
    """R9.7: fifty characters with three readings each can be read in more ways than there is room for."""
    assert len(search_vector("1", "单" * 400)) < 2**20
    assert len([one for one in search_vector("1", "单" * 8).split() if one.endswith(":1A")]) <= 2 * MOST_READINGS + 2


async def test_words_come_with_the_roster_and_go_back_with_its_undoing(campus: Campus) -> None:
    """R9.7, R10.9: a new name is found at once and the former one no more; after an undo it is the other way round."""

    async def finds(text: str) -> list[str]:
        told = (await campus.ask(campus.super_admin, SEARCH, text=text)).data["search"]
        return [*(one["number"] for one in told["students"]), *(one["code"] for one in told["classes"])]

    await take_in(campus, **NEW_COLLEGE)
    assert [await finds(text) for text in ("zengyi", "shaner", "sx19")] == [["20190501"], ["20190502"], ["S1901"]]
    await take_in(campus, students=[("20190501", "仇三", "男", "汉族", "S1901")])
    assert [await finds(text) for text in ("zengyi", "qiusan")] == [[], ["20190501"]]
    await undone(campus, campus.super_admin)
    assert [await finds(text) for text in ("zengyi", "qiusan")] == [["20190501"], []]


async def test_a_search_costs_as_many_statements_however_much_is_found(crowded: Campus) -> None:
    """Each statement has its purpose: who asks, students, classes, two counts, and the students' classes and colleges.

    A single letter asks the database nothing (R9.7).
    """
    await fill(crowded, [*random_people(Random(3))])  # a test that can be repeated
    for first in (1, 3, 60):
        with counted(crowded.database) as seen:
            told = (await crowded.ask(crowded.super_admin, SEARCH, text="20", first=first)).data["search"]
        assert len(told["students"]) == min(first, told["studentCount"])
        assert len(seen) == 7
    with counted(crowded.database) as seen:
        await crowded.ask(crowded.super_admin, SEARCH, text="z")
    assert len(seen) == 1
