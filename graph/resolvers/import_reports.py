"""The rows that an import of course scores tells of, beside its counts."""

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
        undecided=[_row(one) for one in root.preview["undecided"]],
    )


def _row(values: Mapping[str, Any]) -> Any:
    attempts = [
        SimpleNamespace(**{**one, "kind": AttemptKind(one["kind"]), "rule": ScoreRule(one["rule"])})
        for one in values["attempts"]
    ]
    return SimpleNamespace(**{**_OLDER, **values, "rule": ScoreRule(values["rule"]), "attempts": attempts})
