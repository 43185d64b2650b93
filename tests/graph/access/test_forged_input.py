"""Whatever stands in any argument or input field, at any depth, is answered as what it is: never an internal error.

The walk goes over the schema, so that a new field joins by itself. In short here, and whole in the slow tests.
"""

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from random import Random
from typing import Any

import httpx2
import pytest
from graphql import GraphQLField, get_named_type, is_non_null_type, is_object_type

from tests import access
from tests.campus import Campus
from tests.conftest import Cluster, Template, campus_on
from tests.graph.access.attempts import workbook
from tests.graph.access.calls import CORE, IN_A_WAY, LEFT_OUT, NAMED, Call, call_of, calls, ways_to_types
from tests.graph.ratings.moments import AGAIN

AT_ONCE = 6
DECIMALS = ("99999999999999999999.99", "-999999.99", "-0.00", "NaN", "-Infinity", "1e400", "1e-400", "0x10", "١٢", "")
TEXTS = ("", " ", "x" * 70_000, "\x00", "a\x00b", "\ud800", "\u202e", "\U0010ffff", "%", "'", "\\", "\uffff", "\r\n")
EXTREMES: dict[str, tuple[Any, ...]] = {
    "ID": (*TEXTS[:7], "0", "-1", str(2**63 - 1), str(2**63), "9" * 5_000, "x", "١٢", 0, -1, 2**63, 1.5, True, [], {}),
    "String": (*TEXTS, 0, True, [], {}),
    "Int": (0, -1, 2**31 - 1, -(2**31), 2**31, 2**63, 10**400, 1.5, 1e300, "1", True, None),
    "Boolean": (True, False, 0, "true", None),
    "Date": ("0001-01-01", "9999-12-31", "0000-01-01", "10000-01-01", "2019-02-30", "\x00", "", 0, 10**30),
    "DateTime": (
        *(
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "9999-12-31T23:59:59.999999Z",
            "0001-01-01T00:00:00Z",
        ),
        *(
            "2019-01-01T00:00:00",
            "2019-01-01T24:00:00Z",
            "2019-01-01T00:00:00+23:59",
            "infinity",
            "\ud800",
            "",
            0,
            10**30,
        ),
    ),
    "AcademicYear": ("0000-0001", "9998-9999", "9999-10000", "2019-2021", "２０１８-２０１９", "\x00", "", 2018),
    **dict.fromkeys(("Score", "Credit", "Ratio", "Points", "Percent", "Exact"), (*DECIMALS, 0, -1, 10**400, 1.5, True)),
    "Upload": (None, "", "x", 0, {}),
}


@pytest.fixture(scope="module")
async def filled(cluster: Cluster, full: Template) -> AsyncIterator[Campus]:
    """Everything has rows, so that nested fields are asked on something; what acts do to it does not matter."""
    name, people, ids = full
    async with cluster.fresh(name) as copy, campus_on(cluster.database_url(copy), people, ids) as campus:
        [(campus.ids["item"],)] = await campus.rows("select min(id) from batch_rating_item where college_id = 1")
        [(campus.ids["score"],)] = await campus.rows("select min(id) from course_score")
        yield campus


PLAIN = {"String": "x", "Int": 1, "Boolean": False, "Date": "2019-01-02", "DateTime": "2019-01-01T00:00:00Z"}
PLAIN |= {"AcademicYear": "2018-2019", "Upload": None}
NAMED |= {"counsellor": "counsellor_li", "item": "item", "courseScore": "score"}


MAY = {
    line.name: next(access.WHO[role] for role in access.ROLES if line.cells[role].reach != "-")
    for section in ("rows", "acts")
    for line in access.lines(section)
}


def asker(name: str) -> str:
    """Returns somebody who may ask for the field, or do the act: others are refused before anything is looked at."""
    return MAY.get(name.split(" ")[0].removeprefix("Mutation."), "super_admin")


async def answered(campus: Campus, requests: Iterable[tuple[str, str, dict[str, Any]]]) -> int:
    """All of them, some at once; how many. None is an internal error, and none a fault of the server."""
    waiting, count, wrong = iter(requests), 0, []

    async def ask_on() -> None:
        nonlocal count
        for name, document, variables in waiting:
            body = json.dumps({"query": document.replace("BATCH", json.dumps(campus.batch)), "variables": variables})
            token = campus.people[asker(name)].token
            headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
            answer = await _sent(campus, body, headers)
            count += 1
            if answer.status_code >= 500 or "INTERNAL" in answer.text or "UNAVAILABLE" in answer.text:
                wrong.append((name, str(variables)[:300], answer.text[:300]))

    await asyncio.gather(*(ask_on() for _ in range(AT_ONCE)))
    assert not wrong, wrong[:20]
    return count


async def _sent(campus: Campus, body: str, headers: dict[str, str]) -> Any:
    """Sends the request, and once more where the server has just closed an idle connection."""
    try:
        return await campus.client.post("/graphql", content=body, headers=headers)
    except httpx2.TransportError:
        return await campus.client.post("/graphql", content=body, headers=headers)


def _alone(campus: Campus, call: Call) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each extreme of each scalar below the arguments, where all others are plain or left out."""
    for path, scalar in call.leaves():
        for extreme in EXTREMES[scalar]:
            yield call.name, call.document, call.variables(campus, {path: extreme})


def _together(campus: Campus, call: Call) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Everything at some extreme at once."""
    leaves = call.leaves()
    for place in range(max((len(EXTREMES[scalar]) for _, scalar in leaves), default=0)):
        extremes = {path: EXTREMES[scalar][place % len(EXTREMES[scalar])] for path, scalar in leaves}
        yield call.name, call.document, call.variables(campus, extremes)


def test_the_walk_reaches_every_field_with_arguments() -> None:
    """Nested ones too, but for what is below a mutation's answer only."""
    reached = {one.name for one in calls()}
    nested = {
        f"{type_.name}.{name}"
        for type_ in CORE.type_map.values()
        if is_object_type(type_) and not type_.name.startswith("__") and type_ is not CORE.subscription_type
        for name, field in type_.fields.items()
        if field.args and name not in LEFT_OUT
    }
    assert nested <= reached, nested - reached


async def test_no_extreme_is_an_internal_error(filled: Campus) -> None:
    """A few hundred of the thousands that the slow test sends."""
    throw = Random(20)
    every = [one for call in calls() for one in _alone(filled, call)]
    assert await answered(filled, throw.sample(every, 250)) == 250


@pytest.mark.slow
@pytest.mark.parametrize("call", [one for one in calls() if one.leaves()], ids=lambda call: call.name)
async def test_no_extreme_of_any_scalar_anywhere_is_an_internal_error(filled: Campus, call: Call) -> None:
    for statement in AGAIN:
        await filled.execute(statement)
    assert await answered(filled, [*_alone(filled, call), *_together(filled, call)])


def _lists() -> Iterator[tuple[str, str]]:
    """Every list there is, nested ones too, in each of its orders: what to call it, and a document with `$after`."""
    for call in calls():
        if "after" not in call.field.args or call.name.startswith("Mutation"):
            continue
        for order in ("", *_orders(call.field)):
            given = {"after": "$after", "first": "5"}
            given |= {"orderBy": order} if order else {}
            needed = (key for key, one in call.field.args.items() if is_non_null_type(one.type))
            given |= {key: IN_A_WAY.get(key, "BATCH") for key in needed if key not in given}
            called = f"{call.name.split('.')[1]}({', '.join(f'{key}: {value}' for key, value in given.items())})"
            type_ = CORE.type_map[call.name.split(".")[0]]
            assert is_object_type(type_)
            assert CORE.query_type is not None
            way = ways_to_types(CORE.query_type)[type_].replace("FIELDS", f"{called} {{ edges {{ cursor }} }}")
            yield f"{call.name} {order}".strip(), f"query($after: String) {{ {way} }}"


def _orders(field: GraphQLField) -> Iterator[str]:
    if "orderBy" in field.args:
        order: Any = get_named_type(field.args["orderBy"].type)
        fields: Any = get_named_type(order.fields["field"].type)
        for name in fields.values:
            yield f"{{field: {name}, direction: DESC}}"
            yield f"{{field: {name}, direction: ASC}}"


async def _own_cursors(campus: Campus, lists: Iterable[tuple[str, str]]) -> dict[str, list[Any]]:
    """Returns the contents of each list's own cursors."""
    own = {}
    for name, document in lists:
        answer = await campus.ask(campus.super_admin, document.replace("BATCH", json.dumps(campus.batch)))
        found = [json.loads(_opened(one)) for one in _cursors(answer.data)]
        if found:
            own[name] = found[0]
    return own


def _cursors(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for one in node:
            yield from _cursors(one)
    elif isinstance(node, dict):
        for key, one in node.items():
            yield from [one] if key == "cursor" else _cursors(one)


WRONG: tuple[Any, ...] = (
    *("NaN", "Infinity", "-Infinity", "1e400", "-0", "", " ", "x", "١٢", "0x10", "99999999999.99", "True", "infinity"),
    *(str(2**15), str(2**31), str(-(2**31) - 1), str(2**63), str(-(2**63) - 1), "9" * 3_000, "\ud800", "\x00", "%00"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2019-01-01T00:00:00", "2019-02-30", "0000-00-00"),
    *(None, True, 0, -1, 2**63, 10**400, 1.5, float("nan"), float("inf"), [], {}, ["x"], {"x": 1}),
    *("1", "-1", "2019-01-01"),
)


def _forged(throw: Random, known: list[Any], others: list[list[Any]]) -> str:
    """One value wrong, some wrong, another list's or order's, more or fewer values, bytes changed, or cut off."""
    values = list(known)
    kind = throw.randrange(6)
    if kind == 0:
        values[throw.randrange(len(values))] = throw.choice(WRONG)
    elif kind == 1:
        values = [values[0], *(throw.choice([one, *throw.sample(WRONG, 2)]) for one in values[1:])]
    elif kind == 2:
        values = list(throw.choice(others))
    elif kind == 3:
        values = [values[0], *throw.choice(others)[1:]]
    elif kind == 4:
        values = throw.choice([values[:-1], [*values, "1"], values[::-1], values[:1], []])
    cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
    if kind == 5:
        place = throw.randrange(len(cursor))
        cursor = throw.choice([cursor[:place], cursor[:place] + throw.choice("=A_-%é\x00\ud800") + cursor[place + 1 :]])
    return cursor


def _opened(cursor: str) -> bytes:
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))


async def _send_forged(campus: Campus, seed: int, count: int) -> int:
    throw, lists = Random(seed), list(_lists())
    lists = throw.sample(lists, min(len(lists), count // 4))
    own = await _own_cursors(campus, lists)
    known = [*own.values(), ["id", "1"]]
    chosen = (throw.choice(lists) for _ in range(count))
    return await answered(
        campus,
        ((name, document, {"after": _forged(throw, own.get(name, ["id", "1"]), known)}) for name, document in chosen),
    )


async def test_no_forged_cursor_is_an_internal_error(filled: Campus) -> None:
    """The test forges cursors of every list, nested ones too, in every order."""
    assert await _send_forged(filled, 1, 150) == 150


@pytest.mark.slow
async def test_none_of_many_forged_cursors_is_an_internal_error(filled: Campus) -> None:
    assert await _send_forged(filled, 2, 1_500) == 1_500


def _uploads(campus: Campus) -> Iterator[tuple[str, str, dict[str, Any], str]]:
    """Each act that takes a file, with one, and each extreme beside it; and the file's place."""
    for call in calls():
        leaves = call.leaves()
        for place in (path for path, scalar in leaves if scalar == "Upload"):
            form: Any = get_named_type(call.field.args["input"].type)
            many = ".0" if "[" in str(form.fields[place[-1]].type) else ""
            for path, scalar in leaves:
                for extreme in EXTREMES[scalar] if scalar != "Upload" else ():
                    variables = call.variables(campus, {path: extreme})
                    yield call.name, call.document, variables, f"variables.{'.'.join(place)}{many}"


FILE_NAMES = ("成绩.xlsx", "a.csv", "..", "\u202e.xlsx", "x" * 300, " ")


async def _uploaded(campus: Campus, requests: Iterable[tuple[str, str, dict[str, Any], str]], throw: Random) -> int:
    """Uploads the requests' files, with odd file names too, and returns how many there were."""
    count, book = 0, workbook(campus, "info")
    for name, document, variables, place in requests:
        file = (
            throw.choice(("成绩.xlsx", "a.csv", "..", "\u202e.xlsx", "x" * 300, " ")),
            throw.choice((book, b"", b"\x00", b"PK")),
        )
        answer = await campus.upload(campus.people[asker(name)], document, {place: file}, **variables)
        count += 1
        assert answer.status < 500, (name, variables, answer.body)
        assert not {"INTERNAL", "UNAVAILABLE"} & set(answer.codes), (name, variables, answer.body)
    return count


async def test_no_extreme_beside_a_file_is_an_internal_error(filled: Campus) -> None:
    throw = Random(5)
    assert await _uploaded(filled, throw.sample(list(_uploads(filled)), 30), throw) == 30


@pytest.mark.slow
async def test_none_of_all_extremes_beside_a_file_is_an_internal_error(filled: Campus) -> None:
    assert await _uploaded(filled, _uploads(filled), Random(6)) > 90


ODD = ("%00", "%ff", "%ed%a0%80", "x" * 5_000, "..%2f..%2f", "\u202e")


async def test_no_odd_address_or_parameter_is_a_fault_of_the_server(filled: Campus) -> None:
    """Every route: in its path, in the parameters of a sign-in, and in a GET query."""
    routes = [line for line in access.listed("routes") if "metrics" not in line]
    headers = {"authorization": f"Bearer {filled.super_admin.token}"}
    asked = ("query", "variables", "extensions", "operationName", "documentId")
    for odd in ODD:
        paths = [re.sub(r"\{.*?\}", odd, route) for route in routes]
        paths += [f"{route}?{key}={odd}" for route in routes if "yiban" in route for key in ("code", "state")]
        paths += [f"/graphql?{key}={odd}" for key in asked]
        paths += [f"/graphql?query={{viewer{{name}}}}&{key}={odd}" for key in asked[1:]]
        for path in paths:
            answer = await filled.client.get(path, headers=headers)
            assert answer.status_code < 500, (path, answer.text[:200])
            assert '"INTERNAL"' not in answer.text, path


@pytest.mark.parametrize("name", sorted(CORE.subscription_type.fields if CORE.subscription_type else ()))
async def test_no_extreme_of_a_subscription_is_an_internal_error(filled: Campus, name: str) -> None:
    """Over server-sent events."""
    assert CORE.subscription_type is not None
    call = call_of(CORE.subscription_type, name, "subscription", "FIELDS")
    headers = {"authorization": f"Bearer {filled.super_admin.token}", "content-type": "application/json"}
    for _, document, variables in _alone(filled, call):
        body = json.dumps({"query": document, "variables": variables})
        answer = await _sent(filled, body, headers | {"accept": "text/event-stream"})
        assert answer.status_code < 500, (variables, answer.text[:200])
        assert "INTERNAL" not in answer.text, (variables, answer.text[:200])
