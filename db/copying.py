"""Rows as the text that PostgreSQL's COPY takes. Nothing is imported here, so that a worker process starts quickly."""

from collections.abc import Iterable, Sequence

_MARKS = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_text(columns: Iterable[Sequence[object]]) -> bytes:
    """Equally long columns to lines. Values repeat, so each is written out once."""
    lines = map("\t".join, zip(*map(_written, columns), strict=True))
    return "".join(line + "\n" for line in lines).encode()


def _written(column: Sequence[object]) -> Sequence[str]:
    known = {value: "\\N" if value is None else str(value).translate(_MARKS) for value in set(column)}
    return [known[value] for value in column]
