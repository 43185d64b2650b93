"""The two queries that read all that the API shows people of themselves, written from the schema (R16.3).

A new field joins by itself. What is not the person's own stands in `LEFT_OUT`, with the reason.
"""

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLField, get_named_type, is_leaf_type, is_required_argument

BATCH = "batchId"
BRIEF = {
    "Batch": ("name", "academicYear"),
    "SchoolClass": ("name",),
    "Major": ("name",),
    "College": ("name",),
    "Quality": ("code", "name"),
    "RatingItem": ("name",),
}
"""The types that others share, of which their names say enough."""
LEFT_OUT = {
    "Viewer.permissions": "it is for menus",
    "Viewer.readOnly": "it is about the request",
    "Viewer.tasks": "it is work of the moment",
    "Viewer.uploadMaxBytes": "it is a limit",
    "CorrectionRequest.student": "it is the person",
    "Ballot.rows": "the marks are about the classmates who got them",
    "Ballot.items": "they are the college's",
    "Ballot.refusal": "it is about the moment",
}


def own_query(query: Any) -> str:
    """Returns the query for what belongs to no batch."""
    viewer: Any = get_named_type(query.fields["viewer"].type)
    return f"query OwnData {{ viewer {{ {_selected(viewer, of_batch=False)} }} }}"


def batch_query(query: Any) -> str:
    """Returns the query for what one batch holds of the person."""
    viewer: Any = get_named_type(query.fields["viewer"].type)
    return (
        f"query OwnDataOfBatch($batch: ID!) {{ batch(id: $batch) {{ name academicYear }} "
        f"viewer {{ {_selected(viewer, of_batch=True)} }} }}"
    )


def asked(kind: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, GraphQLField]]:
    """Yields the fields of a type that are asked for."""
    if kind.name in BRIEF:
        yield from ((name, kind.fields[name]) for name in BRIEF[kind.name])
        return
    for name, field in kind.fields.items():
        others = any(is_required_argument(one) for key, one in field.args.items() if key != BATCH)
        if not others and f"{kind.name}.{name}" not in LEFT_OUT and get_named_type(field.type).name not in above:
            yield name, field


def _selected(kind: Any, *, of_batch: bool, above: tuple[str, ...] = ()) -> str:
    """Returns the selection of a type.

    Args:
        of_batch: take the fields that have a batch, and those that lead to such; else the others.
        above: the types that lead here; the way back is not taken.
    """
    above = (*above, kind.name)
    return " ".join(filter(None, (_field(name, field, of_batch, above) for name, field in asked(kind, above))))


def _field(name: str, field: GraphQLField, of_batch: bool, above: tuple[str, ...]) -> str:
    kind: Any = get_named_type(field.type)
    takes_batch = BATCH in field.args
    if is_leaf_type(kind):
        return "" if of_batch else name
    inner = _selected(kind, of_batch=of_batch and not takes_batch, above=above)
    if takes_batch and not of_batch and is_required_argument(field.args[BATCH]):
        return ""
    given = f"({BATCH}: $batch)" if takes_batch and of_batch else ""
    return f"{name}{given} {{ {inner} }}" if inner else ""
