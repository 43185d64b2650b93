"""Explains the fault of a variable at the field that the person filled in or left out (R9.5).

graphql-core reports it in English and names the variable's whole type; clients get `extensions.field`, such as
"input.academicYear", and a message that begins with the label of the field on the page.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLInputField,
    GraphQLSchema,
    get_named_type,
    get_operation_ast,
    is_input_object_type,
)
from graphql.utilities import type_from_ast

from graph.server.errors import BadRequest

_FAULT = re.compile(r"Variable '\$(\w+)' has invalid value(?: at ((?:\.\w+|\[\d+\])+))?: (.*)", re.DOTALL)
_LACKS_FIELD = re.compile(r"Expected value of type '\w+' to include required field '(\w+)'")
_UNKNOWN_FIELD = re.compile(r"Expected value of type '\w+' not to include unknown field '(\w+)'")
_LACKS_VALUE = re.compile(r"Expected (?:a )?value of non-null type '[^']+' (?:not to be None|to be provided)")
_LABEL_ENDS = re.compile(r"[，；：。（(]| \| ")
_LONGEST = 200
_MEANINGS = {
    "Int cannot represent": "应为整数",
    "String cannot represent": "应为文字",
    "Boolean cannot represent": "应为 true 或 false",
    "ID cannot represent": "应为 id",
    "does not exist in": "不是允许的值",
    "cannot represent non-string value": "不是允许的值",
}
"""The English messages of graphql-core about its scalars and enums, with their Chinese meaning."""


def at_their_fields(
    schema: GraphQLSchema, document: DocumentNode, operation_name: str | None, errors: Iterable[GraphQLError]
) -> list[GraphQLError]:
    """Rewrites the errors in our own words; an unknown error stays unchanged."""
    operation = get_operation_ast(document, operation_name)
    nodes = (operation.variable_definitions if operation else None) or ()
    types = {node.variable.name.value: type_from_ast(schema, node.type) for node in nodes}
    return [_rewrite(error, types) for error in errors]


def _rewrite(error: GraphQLError, types: dict[str, Any]) -> GraphQLError:
    found = _FAULT.fullmatch(error.message)
    if not found:
        return error
    name, steps, detail = found[1], re.findall(r"\w+", found[2] or ""), found[3]
    path = name + (found[2] or "").replace("[", ".").replace("]", "")
    lacking = _LACKS_FIELD.match(detail)
    if lacking:
        path, steps = f"{path}.{lacking[1]}", [*steps, lacking[1]]
    label = _label(types.get(name), steps)
    called = f"{label}（{path}）" if label else f" {path} "
    if lacking or _LACKS_VALUE.match(detail):
        return BadRequest(f"请填写{called}".rstrip(), f"{path} is required", field=path)
    unknown = _UNKNOWN_FIELD.match(detail)
    if unknown:
        path = f"{path}.{unknown[1]}"
        return BadRequest(f"没有名为 {path} 的字段", f"There is no field {path}", field=path)
    zh, _, en = detail[:_LONGEST].partition(" / ")
    fault = next((words for start, words in _MEANINGS.items() if start in detail), zh)
    return BadRequest(f"{called.strip()}：{fault}", f"{path}: {en or zh}", field=path)


def _label(type_: Any, steps: Iterable[str]) -> str | None:
    """Returns the schema's name of the field: its description up to where the explanation begins."""
    label = None
    for field in _fields(type_, steps):
        label = _LABEL_ENDS.split(field.description or "")[0] or None
    return label


def _fields(type_: Any, steps: Iterable[str]) -> Iterator[GraphQLInputField]:
    for step in steps:
        if step.isdigit():  # a place in a list
            continue
        named: Any = get_named_type(type_)
        field = named.fields.get(step) if is_input_object_type(named) else None
        if field is None:
            return
        yield field
        type_ = field.type
