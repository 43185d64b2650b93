"""Every strange input gets an exact refusal: forged cursors, and every scalar at its extremes (never INTERNAL)."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLInputType,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_object_type,
)
from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Integer,
    Numeric,
    SmallInteger,
    String,
    cast,
    literal,
    select,
)

from db.cursor_values import BrokenCursor, fitting
from graph.schema import schema
from tests.campus import Campus
from tests.graph.connections import called, connections, roots

CORE = schema._schema
VALUES: tuple[Any, ...] = (
    *("NaN", "Infinity", "-Infinity", "1e400", "1e-400", "-0", "", " ", "x", "١٢", "0x10", "1_000", "99999999999.99"),
    *(str(2**15), str(2**31), str(-(2**31) - 1), str(2**63), str(-(2**63) - 1), "9" * 3_000, "\ud800", "\x00", "%00"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2019-01-01T00:00:00", "2019-02-30", "0000-00-00"),
    *("9999-12-31T23:59:59.999999+00:00", "2019-01-01T00:00:00+23:59", "infinity", "True", "false", "-1", "2019-01-01"),
    *(True, 0, -1, 2**63, 10**400, 1.5, float("nan"), float("inf"), [], {}, ["x"], {"x": 1}),
)
KINDS = (String(), Boolean(), SmallInteger(), Integer(), BigInteger(), Numeric(5, 2), Numeric(), Date(), DateTime(True))
BROKEN = (
    *("", "=", "%", "AAAA", "x" * 100_000, "\u0430", "bnVsbA", "W10", "e30", "MQ", "W1tbW1tb", "//79", "W251bGxd"),
    base64.urlsafe_b64encode(b"[" * 3_000).decode(),
    base64.urlsafe_b64encode(b'["id",' + b"9" * 2_000 + b"]").decode(),
)


@pytest.mark.parametrize("kind", KINDS, ids=str)
async def test_a_value_of_a_cursor_is_refused_or_fits_its_column(campus: Campus, kind: Any) -> None:
    """Each that is let through is cast by PostgreSQL, which would break at what does not fit."""
    let_through = []
    for value in VALUES:
        try:
            let_through.append(fitting(kind, value))
        except BrokenCursor:
            continue
    assert 0 < len(let_through) < len(VALUES)
    async with campus.database.read() as db:
        await db.execute(select(*(cast(literal(value, String), kind) for value in let_through if value is not None)))


@pytest.mark.parametrize("name", connections())
async def test_a_forged_cursor_is_a_bad_request_or_a_place_in_the_list(campus: Campus, name: str) -> None:
    """Every list, in its usual order, with each value of its cursors replaced by a wrong one."""
    listed = called(name, roots()[name], after="$after")
    given = {"batch": campus.batch} if "$batch" in listed else {}
    query = f"query({'$batch: ID!, ' if given else ''}$after: String) {{ {listed} {{ edges {{ cursor }} }} }}"
    edges = (await campus.ask(campus.super_admin, query, **given)).data[name]["edges"]
    known = json.loads(_opened(edges[0]["cursor"])) if edges else ["id", "1"]
    for cursor in (*BROKEN, *_forged(known)):
        answer = await campus.ask(campus.super_admin, query, **given, after=cursor)
        assert set(answer.codes) <= {"BAD_REQUEST"}, (cursor, answer.errors)


def _forged(known: list[Any]) -> Iterator[str]:
    wrong = ("NaN", "Infinity", str(2**63), "\ud800", "9999-12-31T23:59:59-12:00", float("nan"), 10**400, ["x"])
    for place in range(1, len(known)):
        for value in wrong:
            yield _closed([*known[:place], value, *known[place + 1 :]])
    for changed in (known[:-1], [*known, "1"], known[::-1], {"0": known}, None):
        yield _closed(changed)


def _closed(values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _opened(cursor: str) -> bytes:
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))


EXTREMES: dict[str, tuple[Any, ...]] = {
    "ID": ("", "0", "-1", str(2**63), str(2**64), "9" * 400, "x", "١٢"),
    "String": ("", " ", "x" * 3_000, "\u202e", "\U0010ffff", "%", "'"),
    "Int": (0, -1, 2**31 - 1, -(2**31)),
    "Boolean": (True, False),
    "Date": ("0001-01-01", "9999-12-31"),
    "DateTime": (
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
    ),
    "AcademicYear": ("0000-0001", "9998-9999"),
    **dict.fromkeys(
        ("Score", "Credit", "Ratio", "Points", "Percent", "Exact"), ("999999.99", "-999999.99", "0", "-0.00")
    ),
}
LEFT_OUT = {"signOut", "importAssignedStaff", "importCourseScores", "importComprehensiveResults", "importRoster"}
"""Ends the session that asks; files have their own tests."""


def _fields() -> Iterator[Any]:
    for operation, root in (("query", CORE.query_type), ("mutation", CORE.mutation_type)):
        assert root is not None
        for name, field in root.fields.items():
            if field.args and name not in LEFT_OUT:
                yield pytest.param(operation, name, field, id=name)


@pytest.mark.parametrize(("operation", "name", "field"), list(_fields()))
async def test_no_extreme_of_a_scalar_is_an_internal_error(
    campus: Campus, operation: str, name: str, field: Any
) -> None:
    """Every argument of every field of the roots, and every input field below it: all of one scalar at one extreme."""
    given = ", ".join(f"${key}: {argument.type}" for key, argument in field.args.items())
    passed = ", ".join(f"{key}: ${key}" for key in field.args)
    below = " { __typename }" if is_object_type(get_named_type(field.type)) else ""
    query = f"{operation}({given}) {{ {name}({passed}){below} }}"
    for scalar, extremes in EXTREMES.items():
        for extreme in extremes:
            values, used = {}, set[str]()
            for key, argument in field.args.items():
                values[key] = _filled(argument.type, scalar, extreme, used, campus)
            if scalar in used:
                answer = await campus.ask(campus.super_admin, query, **values)
                assert not {"INTERNAL", "UNAVAILABLE"} & set(answer.codes), (scalar, extreme, answer.errors)


def _filled(kind: GraphQLInputType, scalar: str, extreme: Any, used: set[str], campus: Campus) -> Any:
    """A value of the type with everything in it: the extreme where its scalar is meant, else something plain."""
    inner: Any = get_nullable_type(kind)
    if is_list_type(inner):
        return [_filled(inner.of_type, scalar, extreme, used, campus)]
    if is_input_object_type(inner):
        named = inner.fields.items() if not inner.is_one_of else list(inner.fields.items())[:1]
        return {key: _filled(one.type, scalar, extreme, used, campus) for key, one in named}
    if is_enum_type(inner):
        return next(iter(inner.values))
    used.add(inner.name)
    if inner.name == scalar:
        return extreme
    plain = {"ID": campus.batch, "String": "x", "Int": 1, "Boolean": False, "Date": "2019-01-02"}
    plain |= {"DateTime": "2019-01-01T00:00:00Z", "AcademicYear": "2018-2019"}
    return None if inner.name == "Upload" else plain.get(inner.name, "1")


@pytest.mark.parametrize("token", ["%00", "%0a", "%ff", "%ed%a0%80", "x" * 5_000, "..%2f"])
async def test_an_odd_address_of_a_download_is_not_found(campus: Campus, token: str) -> None:
    headers = {"authorization": f"Bearer {campus.super_admin.token}"}
    assert (await campus.client.get(f"/downloads/{token}", headers=headers)).status_code in (400, 404)
