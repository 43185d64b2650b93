"""Writes rows as the text that PostgreSQL's COPY reads.

This module imports nothing of ours, so that a worker process starts quickly.
"""

from collections.abc import Iterable, Sequence

_MARKS = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_text(columns: Iterable[Sequence[object]]) -> bytes:
    """Turns equally long columns into lines. Values repeat, so each distinct value is written out once."""
    lines = map("\t".join, zip(*map(_written, columns), strict=True))
    return "".join(line + "\n" for line in lines).encode()


def _written(column: Sequence[object]) -> Sequence[str]:
    if set(map(type, column)) == {int}:  # the numbers of rows do not repeat
        return list(map(str, column))
    known = {value: "\\N" if value is None else str(value).translate(_MARKS) for value in set(column)}
    return [known[value] for value in column]
