"""A list of any length costs a fixed number of SQL statements: every list of the API, with all that its rows hold."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, get_nullable_type, is_list_type, is_object_type

from tests.campus import Campus, Person
from tests.conftest import Cluster, Template, campus_on
from tests.graph.batch_acts import CREATE, batch_form
from tests.graph.connections import called, connections, roots
from tests.graph.results import publish
from tests.growth import Growth, grow, rate
from tests.statements import counted

LENGTHS = (1, 3, 7)
LEVELS = 3
"""Rows are followed so deep: a result's student's class's major is the third level."""

TWICE = 2
"""A loader that two paths of a query reach is asked twice where they do not come at the same moment."""

EDGES = ("edges", "pageInfo", "totalCount", "steps")
"""Steps would exceed the cost limit below every batch; `tests/graph/steps` counts their statements."""

AGAIN = {"ComprehensiveResult": ("academicResult", "ratingResult")}
"""Its student leads to the same by the same loaders."""


@pytest.fixture(scope="module")
async def grown(cluster: Cluster, template: Template) -> AsyncIterator[Campus]:
    """Provides at least a dozen of everything, each in a college, major and class of its own. It is for reading
    only."""
    name, people, ids = template
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        for number in range(12):
            form = batch_form(name=f"批次{number}")
            assert (await campus.ask(campus.student_affairs, CREATE, input=form)).data["createBatch"]["batch"]
        await grow(campus, Growth(colleges=14))
        await campus.execute(
            """insert into counsellor (batch_id, class_id, staff_id)
               select :batch, id, :li from school_class where code like 'A%'""",
            batch=campus.ids["batch"],
            li=campus.counsellor_li.id,
        )
        await rate(campus)
        await publish(campus)
        yield campus


def everything(type_: GraphQLObjectType, levels: int, above: tuple[str, ...] = ()) -> str:
    """All fields of a type, and of what it holds down to some levels, but for what is above it already."""
    return " ".join(_fields(type_, levels, (*above, type_.name)))


def _fields(type_: GraphQLObjectType, levels: int, above: tuple[str, ...]) -> Iterator[str]:
    for name, field in type_.fields.items():
        inner = get_named_type(field.type)
        if not is_object_type(inner):
            yield name
        elif levels and inner.name not in above and name not in (*EDGES, *AGAIN.get(type_.name, ())):
            deeper = levels if inner.name.endswith("Connection") else levels - 1
            if selection := everything(inner, deeper, above):
                yield f"{called(name, field, batchId='$batch', first='$inner', permission='RATE')} {{ {selection} }}"


def document(name: str) -> str:
    """The query for a list of the root, with everything in its rows."""
    field = roots()[name]
    row = inner = get_named_type(field.type)
    assert is_object_type(inner)
    if inner.name.endswith("Connection"):
        row = get_named_type(inner.fields["nodes"].type)
    assert is_object_type(row)
    selected = everything(row, LEVELS)
    if row is not inner:
        selected = f"nodes {{ {selected} }}"
    given = {key: f"${key}" for key in ("first", "collegeId") if key in field.args}
    variables = "$first: Int! = 20, $inner: Int! = 1, $batch: ID!, $collegeId: ID"
    body = f"{{ {called(name, field, **given)} {{ {selected} }} }}"
    return f"query({', '.join(one for one in variables.split(', ') if one.split(':')[0] in body)}) {body}"


async def cost(campus: Campus, who: Person, name: str, rows: int, **given: Any) -> int:
    """The statements of a request for that many rows, which must be there."""
    given = {key: value for key, value in ({"batch": campus.batch} | given).items() if f"${key}" in document(name)}
    with counted(campus.database) as seen:
        answer = await campus.ask(who, document(name), **given)
    assert set(answer.codes) <= {"FORBIDDEN"}, answer.errors
    found = answer.data[name]
    assert len(found if isinstance(found, list) else found["nodes"]) == rows, (
        "a new list? its rows are written by KEPT in tests/graph/results.py, or by tests/growth.py"
    )
    return len(seen)


@pytest.mark.parametrize("name", connections())
async def test_a_list_costs_as_many_statements_however_long(grown: Campus, name: str) -> None:
    """Every list there is, a new one too: with all fields of its rows, three levels deep."""
    found = [await cost(grown, grown.super_admin, name, length, first=length) for length in LENGTHS]
    told = f"{name}: {found[0]} statements for {LENGTHS} rows with {document(name).count('{')} selections"
    print(told)  # noqa: T201  # the table of the lists, with pytest -s
    assert max(found) - min(found) <= TWICE, found
    names = TWICE * ("By " in document(name))
    assert found[0] <= 1 + document(name).count("{") + names, (
        "the viewer, at most one for each selection, and the names of those who did something (`openedBy`)"
    )


@pytest.mark.parametrize(
    "name", ["classes", "students", "batchClasses", "participants", "academicResults", "ratingResults", "courseScores"]
)
async def test_it_costs_as_many_for_somebody_with_many_classes(grown: Campus, name: str) -> None:
    """李莉 counsels all of them: who may see what is asked with the rows. Single marks are hers alone to read (R8)."""
    for_all = await cost(grown, grown.super_admin, name, LENGTHS[-1], first=LENGTHS[-1])
    single_marks = " marks { kind" in document(name)
    assert await cost(grown, grown.counsellor_li, name, LENGTHS[-1], first=LENGTHS[-1]) <= for_all + single_marks


PLAIN = {"majorGradeRankings", "levelDistribution", "settings"}
"""The last ones are the program's, as many everywhere. The second has a line for each college,
or for each class of one; `tests/graph/distributions` judges it."""


def test_every_plain_list_is_known() -> None:
    """A list without pages would grow with the university: one that is wanted is judged below."""
    lists = {name for name, field in roots().items() if is_list_type(get_nullable_type(field.type))}
    assert lists == PLAIN


async def test_the_rankings_cost_as_many_statements_for_one_college_as_for_all(grown: Campus) -> None:
    [(college,)] = await grown.rows("select id from college where code = 'A001'")
    one = await cost(grown, grown.super_admin, "majorGradeRankings", 1, collegeId=str(college))
    assert await cost(grown, grown.super_admin, "majorGradeRankings", 17) == one


async def statements(campus: Campus, query: str, **given: Any) -> int:
    with counted(campus.database) as seen:
        answer = await campus.ask(campus.super_admin, query, **given)
    assert not answer.errors, answer.errors
    return len(seen)


async def test_a_list_in_a_list_costs_as_many_however_long(grown: Campus) -> None:
    """One statement for the students of every class, one for their courses, one for their results."""
    query = """query($n: Int!, $m: Int!, $b: ID!) { classes(first: $n) { nodes { students(first: $m) { totalCount
        nodes { courseScores(batchId: $b) { courseCode } academicResult(batchId: $b) { academicScore } } } } } }"""
    found = {await statements(grown, query, n=n, m=m, b=grown.batch) for n, m in ((1, 1), (1, 3), (3, 1), (12, 3))}
    assert found == {6}, "viewer, classes, students, their totals, courses, results"


async def test_the_colleges_and_phases_of_a_batch_cost_as_many_for_one_as_for_all(grown: Campus) -> None:
    """R1.4: progress, which is counted over everybody."""
    query = """query($b: ID!, $c: ID) { batch(id: $b) { colleges(collegeId: $c) { college { name } participantsTotal
        phases { module done total classesDone classesTotal college { name } } } } }"""
    [(college,)] = await grown.rows("select id from college where code = 'A001'")
    one = await statements(grown, query, b=grown.batch, c=str(college))
    assert await statements(grown, query, b=grown.batch) == one
    assert one == 6, "viewer, batch, colleges, their names, phases, progress"


async def test_the_viewer_with_every_role_is_one_statement(grown: Campus) -> None:
    """However many classes, and whatever the request asks besides (R8.5)."""
    query = "{ viewer { id username name readOnly roles { role } permissions } }"
    for who in ("super_admin", "college_admin", "counsellor_li", "counsellor_zhao", "monitor", "yi"):
        with counted(grown.database) as seen:
            assert (await grown.ask(getattr(grown, who), query)).data["viewer"]["roles"]
        assert len(seen) == 1, who


@pytest.mark.parametrize("name", connections())
async def test_a_total_costs_one_statement_and_cursors_none(grown: Campus, name: str) -> None:
    """The total costs its statement when it is asked for, and only then."""
    asked = called(name, roots()[name], first="3")
    told = f'query($b: ID = "{grown.batch}") {{ {asked.replace("$batch", "$b")} {{ %s }} }}'
    if "$b" not in asked:
        told = f"{{ {asked} {{ %s }} }}"
    plain = await statements(grown, told % "nodes { __typename }")
    assert await statements(grown, told % "edges { cursor } pageInfo { endCursor hasNextPage }") == plain
    assert await statements(grown, told % "totalCount nodes { __typename }") == plain + 1
    assert plain == 2, "viewer and rows"


async def test_accounts_of_staff_cost_as_many_with_their_roles(grown: Campus) -> None:
    """The list above begins with students, who have none."""
    query = """query($n: Int!) { accounts(filter: {role: DEPUTY_SECRETARY}, first: $n) { nodes {
        username roles { role college { name } } staff { name college { name } } } } }"""
    found = [await statements(grown, query, n=n) for n in LENGTHS]
    assert found == [5, 5, 5], "viewer, accounts, roles, staff, colleges"
