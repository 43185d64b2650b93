"""Every field with arguments, the way to it, and the variables that it is called with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInputType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)

from graph.schema import schema
from tests.campus import Campus

CORE = schema._schema
IN_A_WAY = {"academicYear": '"2018-2019"'}
LEFT_OUT = {"signOut", "changePassword", "disableAccount", "revokeRole"}
"""These acts may end the session of the person who asks."""


@dataclass(frozen=True)
class Call:
    """A field with arguments and the way to it: a document, whose variables are the field's own arguments."""

    name: str
    field: GraphQLField
    document: str

    def leaves(self) -> list[tuple[tuple[str, ...], str]]:
        """The path of each scalar below the arguments, and its type."""
        return [found for key, one in self.field.args.items() for found in _leaves(one.type, (key,))]

    def variables(self, campus: Campus, extremes: dict[tuple[str, ...], Any]) -> dict[str, Any]:
        return {key: _value(one.type, (key,), campus, extremes) for key, one in self.field.args.items()}


def calls() -> list[Call]:
    """Every field with arguments: of the roots, and nested ones by the shortest way to their type."""
    assert CORE.query_type is not None
    assert CORE.mutation_type is not None
    found = [call_of(CORE.mutation_type, name, "mutation", "FIELDS") for name in CORE.mutation_type.fields]
    for type_, way in ways_to_types(CORE.query_type).items():
        found += [call_of(type_, name, "query", way) for name in type_.fields]
    return [one for one in found if one.field.args and one.name.split(".")[1] not in LEFT_OUT]


def call_of(type_: GraphQLObjectType, name: str, operation: str, way: str) -> Call:
    field = type_.fields[name]
    given = ", ".join(f"${key}: {one.type}" for key, one in field.args.items())
    called = f"{name}({', '.join(f'{key}: ${key}' for key in field.args)})" + _below(field)
    document = f"{operation}({given}) {{ {way.replace('FIELDS', called)} }}"
    return Call(f"{type_.name}.{name}", field, document)


def _below(field: GraphQLField) -> str:
    inner = get_named_type(field.type)
    if not is_object_type(inner):
        return ""
    return " { nodes { __typename } totalCount }" if "nodes" in inner.fields else " { __typename }"


def ways_to_types(root: GraphQLObjectType) -> dict[GraphQLObjectType, str]:
    """Returns, by type, how it is reached from the root; FIELDS stands for what is asked of it."""
    ways, waiting = {root: "FIELDS"}, [root]
    for type_ in waiting:
        for name, field in type_.fields.items():
            inner = get_named_type(field.type)
            needed = {key for key, one in field.args.items() if is_non_null_type(one.type) and key != "first"}
            if is_object_type(inner) and inner not in ways and needed <= {"batchId", "id", "academicYear"}:
                given = ", ".join(f"{key}: {IN_A_WAY.get(key, 'BATCH')}" for key in sorted(needed))
                given = f"({given})" if needed else ""
                ways[inner] = ways[type_].replace("FIELDS", f"{name}{given} {{ FIELDS }}")
                waiting.append(inner)
    return ways


def _leaves(kind: GraphQLInputType, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    inner: Any = get_nullable_type(kind)
    if is_list_type(inner):
        yield from _leaves(inner.of_type, path)
    elif is_input_object_type(inner):
        for key, one in inner.fields.items():
            yield from _leaves(one.type, (*path, key))
    elif not is_enum_type(inner):
        yield path, inner.name


def _value(kind: GraphQLInputType, path: tuple[str, ...], campus: Campus, extremes: dict[tuple[str, ...], Any]) -> Any:
    """Something plain, but for the extremes; what may be left out is, unless an extreme stands in it."""
    inner: Any = get_nullable_type(kind)
    if path in extremes and not is_list_type(inner):
        return extremes[path]
    meant = any(one[: len(path)] == path for one in extremes)
    if not meant and not is_non_null_type(kind):
        return None
    if is_list_type(inner):
        return [_value(inner.of_type, path, campus, extremes)]
    if is_input_object_type(inner):
        return _object(inner, path, campus, extremes)
    if is_enum_type(inner):
        return next(iter(inner.values))
    plain = {
        "ID": _known_id(path, campus),
        "String": "x",
        "Int": 1,
        "Boolean": False,
        "Date": "2019-01-02",
        "Upload": None,
    }
    plain |= {"DateTime": "2019-01-01T00:00:00Z", "AcademicYear": "2018-2019"}
    return plain.get(inner.name, "1")


NAMED = {"class": "cs1", "student": "jia", "college": "info", "major": "computing", "staff": "counsellor_li"}


def _known_id(path: tuple[str, ...], campus: Campus) -> str:
    """Something that is there, so that what stands beside it is looked at too."""
    name = NAMED.get(re.sub(r"Ids?$", "", path[-1]), "batch")
    return str(campus.people[name].id if name in campus.people else campus.ids[name])


def _object(inner: Any, path: tuple[str, ...], campus: Campus, extremes: dict[tuple[str, ...], Any]) -> dict[str, Any]:
    """Returns a value for an input object; of an input of which one field is given, it gives the one that is meant."""
    values = {
        key: _value(one.type, (*path, key), campus, extremes)
        for key, one in inner.fields.items()
        if is_non_null_type(one.type) or any(found[: len(path) + 1] == (*path, key) for found in extremes)
    }
    if inner.is_one_of and len(values) != 1:
        key = next(iter(values or inner.fields))
        required = get_nullable_type(inner.fields[key].type)
        return {key: values.get(key) or _value(required, (*path, key), campus, {(*path, key): "1"} | extremes)}
    return values
