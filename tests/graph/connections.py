"""The lists of the schema, and how each is asked."""

from graphql import GraphQLField, get_named_type, is_non_null_type

from graph.schema import schema

CORE = schema._schema
ARGUMENTS = {"batchId": "$batch", "academicYear": '"2018-2019"'}


def roots() -> dict[str, GraphQLField]:
    assert CORE.query_type is not None
    return CORE.query_type.fields


def connections() -> list[str]:
    return [name for name, field in roots().items() if get_named_type(field.type).name.endswith("Connection")]


def called(name: str, field: GraphQLField, **given: str) -> str:
    """The field with the arguments that it needs."""
    needed = {key: ARGUMENTS[key] for key, one in field.args.items() if is_non_null_type(one.type) and key in ARGUMENTS}
    needed |= {key: value for key, value in given.items() if key in field.args}
    listed = ", ".join(f"{key}: {value}" for key, value in needed.items())
    return f"{name}({listed})" if listed else name
