"""The fast path answers as the generic path does: the same data, nulls, errors and order, byte by byte."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from graphql import (
    DocumentNode,
    GraphQLField,
    GraphQLObjectType,
    OperationDefinitionNode,
    VariableDefinitionNode,
    get_named_type,
    is_leaf_type,
    is_non_null_type,
    is_object_type,
    parse,
)
from graphql.execution.values import get_variable_values
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.schema import schema
from graph.server.engine.execution import Schema
from graph.server.engine.fast.compiling import compiled
from graph.server.engine.fast.plans import Lists
from graph.server.engine.fast.projecting import Unsure
from graph.server.engine.fast.variables import Variables
from tests.campus import Campus
from tests.conftest import Cluster, Template, campus_on
from tests.graph.batch_acts import CREATE, batch_form
from tests.graph.results import publish
from tests.growth import Growth, grow, rate

CORE = schema._schema
ROLES = (
    *("super_admin", "student_affairs", "college_admin", "deputy", "counsellor_li", "counsellor_zhao"),
    *("head_teacher", "monitor", "yi", "jia", "nobody"),
)
VARIABLES = "$batch: ID!, $class: ID, $college: ID, $n: Int, $unset: String, $order: Direction! = DESC"
ORDERS = {"AcademicResultOrder": "ACADEMIC_SCORE", "StudentOrder": "NAME", "ClassOrder": "GRADE"}
NEEDED = {"id": '"1"', "classId": '"1"', "academicYear": '"2018-2019"'}
FILTERED = ("academicResults", "students", "participants", "courseScores", "comprehensiveResults", "ratingResults")


@dataclass
class Both:
    """One university, served with the fast path and without."""

    fast: Campus
    slow: Campus

    async def differ(self, who: str, query: str, **variables: Any) -> tuple[bytes, bytes]:
        headers = {"authorization": f"Bearer {self.fast.people[who].token}"} if who in self.fast.people else {}
        body = {"query": query, "variables": variables}
        answers = [await one.client.post("/graphql", json=body, headers=headers) for one in (self.fast, self.slow)]
        return answers[0].content, answers[1].content


@pytest.fixture(scope="module")
async def both(cluster: Cluster, template: Template) -> AsyncIterator[Both]:
    """Some of everything, in every state. Only for reading."""
    name, people, ids = template
    async with cluster.fresh(name) as copy:
        url = cluster.database_url(copy)
        async with campus_on(url, people, ids) as fast, campus_on(url, people, ids, fast_path=False) as slow:
            await grow(fast, Growth(colleges=3))
            await rate(fast)
            await publish(fast)
            yield Both(fast, slow)


class Writer:
    """A document at random: fields, aliases, fragments, arguments, as deep as it likes to go."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.fragments: list[str] = []

    def document(self) -> str:
        assert CORE.query_type is not None
        names = self.random.sample(sorted(CORE.query_type.fields), k=self.random.choice((1, 1, 2)))
        roots = " ".join(self.field(name, CORE.query_type.fields[name], depth=4) for name in names)
        return f"query Any({VARIABLES}) {{ {roots} {self.unused()} }} {' '.join(self.fragments)}"

    def unused(self) -> str:
        """All variables are to be used."""
        return (
            "used: students(filter: {classId: $class, collegeId: $college, name: $unset}, first: $n,"
            " orderBy: {field: NUMBER, direction: $order}) { nodes { academicResult(batchId: $batch) { id } } }"
        )

    def selection(self, type_: GraphQLObjectType, depth: int) -> str:
        chosen = [self.one(type_, name, depth) for name in self.some(type_)]
        leaves = [text for text in chosen if text]
        return " ".join(leaves) or "__typename"

    def some(self, type_: GraphQLObjectType) -> list[str]:
        names = sorted(type_.fields)
        return self.random.sample(names, k=min(len(names), self.random.randint(1, 7)))

    def one(self, type_: GraphQLObjectType, name: str, depth: int) -> str:
        text = self.field(name, type_.fields[name], depth)
        if text and self.random.random() < 0.1:
            return f"... on {type_.name} {{ {text} __typename }}"
        if text and self.random.random() < 0.1:
            self.fragments.append(f"fragment F{len(self.fragments)} on {type_.name} {{ {text} }}")
            return f"...F{len(self.fragments) - 1}"
        return text

    def field(self, name: str, field: GraphQLField, depth: int) -> str:
        inner = get_named_type(field.type)
        called = f"{name}{self.arguments(name, field)}"
        if self.random.random() < 0.15 or field.args:
            called = f"a{self.random.randint(0, 10**6)}: {called}"
        if not is_object_type(inner):
            return called
        return f"{called} {{ {self.selection(inner, depth - 1)} }}" if depth else ""

    def arguments(self, name: str, field: GraphQLField) -> str:
        given = {"batchId": "$batch", "first": self.random.choice(("1", "3", "$n"))}
        if self.random.random() < 0.5 and name in FILTERED:
            given["filter"] = self.random.choice(("{classId: $class}", "{collegeId: $college, name: $unset}", "{}"))
        order = ORDERS.get(get_named_type(field.args["orderBy"].type).name) if "orderBy" in field.args else None
        if order and self.random.random() < 0.5:
            given["orderBy"] = f"{{field: {order}, direction: $order}}"
        needed = {key for key, one in field.args.items() if is_non_null_type(one.type) and one.default is None}
        taken = {key: value for key, value in given.items() if key in field.args}
        taken |= {key: NEEDED[key] for key in needed - taken.keys() if key in NEEDED}
        return f"({', '.join(f'{key}: {value}' for key, value in taken.items())})" if taken else ""


@contextmanager
def noting(sure: list[bool]) -> Iterator[None]:
    """Whether the fast path was sure of each operation."""
    told = Schema._fast

    async def noted(self: Schema, *given: Any) -> Any:
        answer = await told(self, *given)
        sure.append(answer is not None)
        return answer

    with patch.object(Schema, "_fast", noted):
        yield


@given(seed=st.integers(0, 2**32), who=st.sampled_from(ROLES))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_document_is_answered_alike(both: Both, seed: int, who: str) -> None:
    """R8.3: withheld fields, too, are withheld in the same places, reported once, and counted."""
    random = Random(seed)
    query = Writer(random).document()
    ids = both.fast.ids
    variables = {
        "batch": str(random.choice((ids["batch"], 1))),
        "class": random.choice((str(ids["cs1"]), str(ids["en1"]), None)),
        "college": random.choice((str(ids["info"]), None)),
        "n": random.choice((2, 40)),
    }
    given = {key: value for key, value in variables.items() if value is not None or random.random() < 0.5}
    fast, slow = await both.differ(who, query, **given)
    assert fast == slow, query


async def test_the_fast_path_is_sure_of_nearly_all(both: Both) -> None:
    """Else the test above compares the generic path with itself."""
    sure: list[bool] = []
    with noting(sure):
        for seed in range(60):
            await both.differ("super_admin", Writer(Random(seed)).document(), batch=str(both.fast.ids["batch"]), n=2)
    assert sum(sure) > 0.75 * len(sure)


def asked_by_variables(operation: str, name: str, field: GraphQLField) -> DocumentNode:
    declared = "".join(f"${one}: {argument.type} " for one, argument in field.args.items())
    given = "".join(f"{one}: ${one} " for one in field.args)
    selection = "" if is_leaf_type(get_named_type(field.type)) else "{ __typename }"
    return parse(
        f"{operation}{f'({declared})' if declared else ''} {{ {name}{f'({given})' if given else ''} {selection} }}"
    )


def test_every_root_field_has_a_plan_but_those_that_take_one_of_several() -> None:
    """Else a rush of ballots would go the long way, and nobody would notice: the answers are the same."""
    assert CORE.query_type
    assert CORE.mutation_type
    roots = {"query": CORE.query_type, "mutation": CORE.mutation_type}
    without = {
        name
        for operation, root in roots.items()
        for name, field in root.fields.items()
        if compiled(CORE, asked_by_variables(operation, name, field), None) is None
    }
    assert without == {"requestExport", "deleteCourseScores"}


SAVE = parse("mutation($input: SaveBallotInput!) { saveBallot(input: $input) { userErrors { code } } }")
MARK = {"studentId": "1", "itemId": "2", "points": "1.5"}


def variables_of(document: DocumentNode) -> Sequence[VariableDefinitionNode]:
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    return operation.variable_definitions or ()


@pytest.mark.parametrize(
    "mark",
    [
        *(MARK, {**MARK, "points": None}, {"studentId": 1, "itemId": "2"}, {**MARK, "points": "x"}, None, "1"),
        *({**MARK, "itemId": None}, {**MARK, "other": 1}, {"points": "1"}, [MARK]),
    ],
)
def test_variables_are_coerced_as_graphql_core_does(mark: Any) -> None:
    nodes, inputs = variables_of(SAVE), {"input": {"batchId": "7", "marks": [mark]}}
    expected = get_variable_values(CORE, nodes, inputs)
    assert Variables(CORE, nodes).coerced(inputs) == (None if isinstance(expected, list) else expected.coerced)


def test_a_ballot_is_coerced_without_graphql_core() -> None:
    """Else it would take longer, and nobody would notice: the values are the same."""
    coerce = Variables(CORE, variables_of(SAVE)).coerced
    with patch("graph.server.engine.fast.variables.get_variable_values", side_effect=AssertionError):
        assert coerce({"input": {"batchId": "7", "marks": [MARK] * 120}})


async def test_what_it_is_not_sure_of_is_answered_all_the_same(both: Both) -> None:
    """Directives, introspection, errors of any kind."""
    for query in (
        "{ viewer { id @skip(if: false) name } }",
        "{ __typename __schema { queryType { name } } }",
        "{ students(first: 0) { nodes { id } } }",
        "{ student { id } }",
        '{ students(after: "nonsense") { nodes { id } } }',
        "query($n: Int!) { students(first: $n) { nodes { id } } }",
    ):
        fast, slow = await both.differ("super_admin", query)
        assert fast == slow


async def test_an_act_is_not_run_twice(campus: Campus) -> None:
    """An answer that the fast path cannot give is left to graphql-core, which returns what the act has done already."""

    async def unsure(*_: Any) -> Any:
        raise Unsure

    form, entries = batch_form(name="只有一个"), "select 1 from audit_entry where action = 'createBatch'"
    before = len(await campus.rows(entries))
    with patch.object(Lists, "complete", unsure):
        answer = await campus.ask(campus.student_affairs, CREATE, input=form)
    assert answer.data["createBatch"]["userErrors"] == []
    assert len(await campus.rows("select 1 from batch where name = '只有一个'")) == 1
    with patch.object(Lists, "complete", unsure):
        again = await campus.ask(campus.student_affairs, CREATE, input=form)
    assert again.data["createBatch"]["userErrors"]
    assert len(await campus.rows(entries)) == before + 1


async def test_an_act_that_is_refused_changes_nothing_on_either_path(campus: Campus) -> None:
    """R8: told once, by graphql-core, as the act raised it."""
    answer = await campus.ask(campus.yi, CREATE, input=batch_form(name="不可以"))
    assert answer.codes == ["FORBIDDEN"]
    assert not await campus.rows("select 1 from batch where name = '不可以'")


async def test_a_field_that_is_withheld_in_two_places_is_told_where_it_stands_first(both: Both) -> None:
    """R8.3: the error stands at the first place in the answer and in the document, whichever of them was met first."""
    query = """{ batches(first: 3) { totalCount edges { node { windows { module } colleges { approvedAt } } cursor }
        nodes { status colleges { approvedAt college { name } notice { title } } } } }"""
    for who in ("yi", "counsellor_li", "nobody", "super_admin"):
        fast, slow = await both.differ(who, query)
        assert fast == slow
