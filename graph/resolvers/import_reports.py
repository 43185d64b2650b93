"""The rows that an import tells of, beside its counts."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from db.tables import AttemptKind, ScoreRule

_OLDER: Mapping[str, Any] = {"sheet": None}
"""These values are missing from answers that an earlier version stored."""


def left_out(root: Any) -> list[Any] | None:
    return None if root.left_out is None else [SimpleNamespace(**{**_OLDER, **one}) for one in root.left_out]


def preview(root: Any) -> Any:
    """Returns the rows of a dry run, or None after an import."""
    if root.preview is None:
        return None
    return SimpleNamespace(
        created=[_row(one) for one in root.preview["created"]],
        replaced=[SimpleNamespace(old=_row(one["old"]), new=_row(one["new"])) for one in root.preview["replaced"]],
        unchanged=[_row(one) for one in root.preview.get("unchanged", ())],
        undecided=[_row(one) for one in root.preview["undecided"]],
    )


def rows(root: Any) -> Any:
    """Returns the rows of a dry run by kind, or None after an import."""
    if root.preview is None:
        return None
    return SimpleNamespace(**{kind: [_plain(one) for one in found] for kind, found in root.preview.items()})


def _plain(row: Mapping[str, Any]) -> Any:
    return SimpleNamespace(**{**row, "values": [SimpleNamespace(**one) for one in row["values"]]})


def _row(values: Mapping[str, Any]) -> Any:
    attempts = [
        SimpleNamespace(**{**one, "kind": AttemptKind(one["kind"]), "rule": ScoreRule(one["rule"])})
        for one in values["attempts"]
    ]
    return SimpleNamespace(**{**_OLDER, **values, "rule": ScoreRule(values["rule"]), "attempts": attempts})
