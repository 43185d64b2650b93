"""A request of a kind that brought other servers down is refused, or cheap: measured by the work that was done,
never by the clock."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from graphql import get_introspection_query

from graph.server.engine.documents import Documents, Unfit
from graph.server.engine.limits import LIMITS, Limits
from tests.server.attacks import DOCUMENTS, attack
from tests.server.toy import toy_schema

SCHEMA = toy_schema()
REFUSED = {
    "alias flood": "aliases",
    "alias flood of mutations": "mutations",
    "directive overload": "directives",
    "directives that exist": "directives",
    "fragment circle": "fragments",
    "fragment of itself": "fragments",
    "nested fragments, tripled": "spreads",
    "nested fragments, doubled": "spreads",
    "empty inline fragments": "spreads",
    "long chain of fragments": "nesting",
    "deep fields": "nesting",
    "deep beyond the parser": "nesting",
    "deep list": "nesting",
    "deep input object": "nesting",
    "field duplication": "fields",
    "field duplication, allowed": "comparisons",
    "same names, nested": "comparisons",
    "same names, wide": "comparisons",
    "same names in fragments": "comparisons",
    "pages of pages": "cost",
    "pages of pages, by variables": "cost",
    "endless page": "cost",
    "introspection in circles": "introspected_lists",
    "long string": "characters",
    "unknown names": "root_fields",
    "many operations": "operations",
    "many variables": "variables",
    "comments": "tokens",
    "many values": "values",
}
MOST_WORK = 5_000


@pytest.mark.parametrize("name", REFUSED)
async def test_an_attack_is_refused_by_the_limit_that_it_breaks(name: str) -> None:
    query, variables = attack(name)
    result = await SCHEMA.execute(query, variable_values=dict(variables))
    assert result.data is None
    assert result.errors
    extensions = result.errors[0].extensions or {}
    assert (extensions["code"], extensions["limit"]) == ("LIMIT_EXCEEDED", REFUSED[name])


@pytest.mark.parametrize("name", sorted(DOCUMENTS.keys() - REFUSED.keys()))
async def test_what_looks_like_an_attack_but_is_small_is_answered_or_told_what_is_wrong(name: str) -> None:
    query, variables = attack(name)
    result = await SCHEMA.execute(query, variable_values=dict(variables))
    codes = {(error.extensions or {})["code"] for error in result.errors or []}
    assert codes <= {"BAD_REQUEST", "FORBIDDEN"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_attack_makes_the_limits_work_hard(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each selection as written is looked at once, then at most `fields` of the expanded whole."""
    from graph.server.engine.cost_limit import Costing
    from graph.server.engine.size_limit import Counting

    seen: list[Counting | Costing] = []
    for kind in (Counting, Costing):
        monkeypatch.setattr(kind, "__init__", _remembering(kind.__init__, seen))
    with suppress(Unfit):
        Documents(SCHEMA._schema).read(attack(name)[0])
    assert sum(one.visited for one in seen) <= MOST_WORK


def _remembering(original: Callable[..., None], seen: list[Any]) -> Callable[..., None]:
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        seen.append(self)

    return init


async def test_graphiql_can_introspect() -> None:
    result = await SCHEMA.execute(get_introspection_query(input_value_deprecation=True, directive_is_repeatable=True))
    assert result.errors is None


@pytest.mark.parametrize(
    ("query", "variables", "cost"),
    [
        ("{ hello }", {}, 1),
        ("{ students { nodes { number rank } } }", {}, 1 + 20 * 3),
        ("{ students(first: 5) { nodes { number rank } } }", {}, 1 + 5 * 3),
        ("query ($n: Int!) { students(first: $n) { nodes { number } } }", {"n": 7}, 1 + 7 * 2),
        ("query ($n: Int! = 3) { students(first: $n) { nodes { number } } }", {}, 1 + 3 * 2),
        ("query ($n: Int! = 3) { students(first: $n) { nodes { number } } }", {"n": "x"}, 1 + 3 * 2),
        ("{ students(first: -5) { nodes { number } } }", {}, 1 + 1 * 2),
        ("{ students(first: 2) { nodes { courses { number } } } }", {}, 1 + 2 * (1 + 1 + 10)),
        ("{ students(first: 2) { nodes { teachers { number } } } }", {}, 1 + 2 * (1 + 1 + 3)),
        (
            "{ ...a } fragment a on Query { students(first: 2) { ...b } } fragment b on Students { nodes { number } }",
            {},
            5,
        ),
    ],
)
def test_a_query_costs_as_many_fields_as_it_may_return(query: str, variables: dict[str, object], cost: int) -> None:
    operation = Documents(SCHEMA._schema).read(query).operation(None)
    assert operation is not None
    assert operation.cost.of(variables) == cost


def test_only_what_is_fit_is_remembered_and_not_without_end() -> None:
    documents = Documents(SCHEMA._schema)
    first = documents.read("{ hello }")
    assert documents.read("{ hello }") is first
    with pytest.raises(Unfit):
        documents.read("{ helo }")
    for number in range(60):
        documents.read("{ hello } #" + f"x{number:03}" * 2_000)
    assert documents._characters == sum(map(len, documents._known)) <= 200_000
    assert documents.read("{ hello }") is not first


def test_schemas_do_not_share_documents() -> None:
    other = toy_schema()
    assert SCHEMA.documents.read("{ hello }") is not other.documents.read("{ hello }")


async def test_limits_can_be_set_for_a_schema() -> None:
    with pytest.raises(Unfit):
        Documents(SCHEMA._schema, Limits(fields=1)).read("{ hello me }")
    assert LIMITS.depth == 15
