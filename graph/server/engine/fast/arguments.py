"""Converts the arguments of a field from coerced GraphQL values to what its resolver takes, by functions made once."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from typing import Any, TypeAlias

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    ListValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_literal
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter
from strawberry.types.base import StrawberryList, StrawberryMaybe, StrawberryOptional, has_object_definition
from strawberry.types.field import StrawberryField
from strawberry.types.lazy_type import LazyType
from strawberry.types.unset import UNSET

from graph.server.engine.fast.projecting import Unsure

Convert: TypeAlias = Callable[[Any], Any]
Read: TypeAlias = Callable[[Mapping[str, Any]], Any]
BuildArguments: TypeAlias = Callable[[Mapping[str, Any]], dict[str, Any]]
NAMES: NameConverter = StrawberryConfig().name_converter


def arguments(field: GraphQLField, declared: StrawberryField, node: FieldNode) -> BuildArguments | None:
    """Compiles the arguments of a resolver besides row and info, or returns None if it takes none."""
    if not field.args:
        return None
    written = {one.name.value: one.value for one in node.arguments or ()}
    always: dict[str, Any] = {}
    variable: list[tuple[str, Read, Convert]] = []
    for one in declared.arguments:
        name, python, convert = NAMES.from_argument(one), one.python_name or "", _converter(one.type)
        type_ = field.args[name].type
        value = written.get(name)
        if value is None:
            default = coerce_default_value(field.args[name])
            if default is not Undefined:
                always[python] = convert(default)
        elif read := _reader(value, field.args[name]):
            variable.append((python, read, convert))
        else:
            always[python] = convert(_sure(coerce_input_literal(value, type_)))
    if not variable:
        return lambda _variables: dict(always)

    def build(variables: Mapping[str, Any]) -> dict[str, Any]:
        values = dict(always)
        for python, read, convert in variable:
            value = read(variables)
            if value is not Undefined:
                values[python] = convert(value)
        return values

    return build


def _reader(node: ValueNode, at: GraphQLArgument | GraphQLInputField) -> Read | None:
    """Returns a function that reads a value that depends on variables, or None for a value that does not. The function
    returns Undefined if the value is absent.

    Raises:
        Unsure: the function met a missing value that is required; graphql-core finds the words.
    """
    if isinstance(node, VariableNode):
        return _variable_reader(node.name.value, at)
    named = get_named_type(at.type)
    if isinstance(node, ObjectValueNode) and isinstance(named, GraphQLInputObjectType):
        if is_list_type(get_nullable_type(at.type)):
            raise NotImplementedError
        return _object_reader(node, named)
    if _has_variables(node):
        raise NotImplementedError
    return None


def _variable_reader(name: str, at: GraphQLArgument | GraphQLInputField) -> Read:
    required, default = is_non_null_type(at.type), coerce_default_value(at)

    def read(variables: Mapping[str, Any]) -> Any:
        value = variables.get(name, default)
        if required and (value is None or value is Undefined):
            raise Unsure
        return value

    return read


def _object_reader(node: ObjectValueNode, type_: GraphQLInputObjectType) -> Read | None:
    readers: dict[str, Read] = {}
    always: dict[str, Any] = {}
    written = {one.name.value: one.value for one in node.fields}
    for name, field in type_.fields.items():
        key = field.out_name or name
        if name not in written:
            default = coerce_default_value(field)
            if default is not Undefined:
                always[key] = default
        elif read := _reader(written[name], field):
            readers[key] = read
        else:
            always[key] = _sure(coerce_input_literal(written[name], field.type))
    if not readers:
        return None

    def read_object(variables: Mapping[str, Any]) -> dict[str, Any]:
        values = {key: read(variables) for key, read in readers.items()}
        return always | {key: value for key, value in values.items() if value is not Undefined}

    return read_object


def _sure(value: Any) -> Any:
    if value is Undefined:
        raise NotImplementedError
    return value


def _has_variables(node: ValueNode) -> bool:
    if isinstance(node, ListValueNode):
        return any(map(_has_variables, node.values))
    if isinstance(node, ObjectValueNode):
        return any(_has_variables(one.value) for one in node.fields)
    return isinstance(node, VariableNode)


def _converter(type_: Any) -> Convert:
    """Converts as Strawberry's `convert_argument` does, without inspecting the type again for every value."""
    if isinstance(type_, StrawberryMaybe):
        raise NotImplementedError
    if isinstance(type_, StrawberryOptional):
        return _converter(type_.of_type)
    if isinstance(type_, LazyType):
        return _converter(type_.resolve_type())
    if isinstance(type_, StrawberryList):
        return _list_converter(_converter(type_.of_type))
    if has_object_definition(type_):
        return _object_converter(type_)
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _list_converter(item: Convert) -> Convert:
    def convert(value: Any) -> Any:
        return value if value is None or value is UNSET else [item(one) for one in value]

    return convert


def _object_converter(type_: Any) -> Convert:
    definition = type_.__strawberry_definition__
    if definition.from_input is not None:
        return _builder_converter(type_, definition.from_input)
    implicit = {
        field.python_name: None
        for field in definition.fields
        if field.default_value is MISSING and field.default_factory is MISSING
    }
    fields = [
        (NAMES.from_field(field), field.python_name, _converter(field.resolve_type(type_definition=definition)))
        for field in definition.fields
    ]

    def convert(value: Mapping[str, Any] | None) -> Any:
        if value is None or value is UNSET:
            return value
        values = dict(implicit)
        for name, python_name, inner in fields:
            if name in value:
                values[python_name] = inner(value[name])
        return type_(**values)

    return convert


def _builder_converter(type_: Any, build: Callable[[Any, Any, Any], Any]) -> Convert:
    """Converts by the input's own builder from the coerced values; our builders do not use the context."""

    def convert(value: Mapping[str, Any] | None) -> Any:
        return value if value is None or value is UNSET else build(type_, value, None)

    return convert
