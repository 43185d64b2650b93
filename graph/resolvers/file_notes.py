"""The notes on an imported file besides its counts: problems by kind, and warnings."""

from collections.abc import Sequence
from typing import Any

from core.workbooks.notes import grouped, notes_from_json
from graph.context import Info
from graph.vocabulary.user_errors import FileNote, file_note

NOTES = ("problem_groups", "warnings", "undecided_groups")
"""The parts of an outcome that are stored as notes, in both languages."""


def problem_groups(root: Any, info: Info) -> Any:
    """Returns the groups of problems that the act made, or else groups the refusals."""
    notes = notes_from_json(root.problem_groups) if root.problem_groups else grouped(root.refusals or ())
    return [file_note(note, info.context.language) for note in notes]


def warnings(root: Any, info: Info) -> list[FileNote]:
    return [file_note(note, info.context.language) for note in notes_from_json(root.warnings or ())]


def undecided_groups(root: Any, info: Info) -> list[FileNote]:
    return [file_note(note, info.context.language) for note in notes_from_json(root.undecided_groups or ())]


def render_notes(notes: Sequence[Any], language: str) -> list[dict[str, Any]]:
    """Renders notes as the fields of FileNote, for the JSON of an operation's outcome."""
    return [vars(file_note(note, language)) for note in notes_from_json(notes)]
