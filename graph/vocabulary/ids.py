"""Ids are opaque to clients. Each one is the key of one row, unlike that of any other row of any table."""

import strawberry


def key(id_: strawberry.ID) -> int:
    """Returns the database key behind an id. An impossible id becomes the key of no row (R8.2)."""
    text = str(id_)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else -1


def key_or_none(id_: strawberry.ID | None) -> int | None:
    return None if id_ is None else key(id_)
