"""The answers as sheets that people read: a sheet for each list, headed by the schema's own words (R16.3)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import get_named_type, is_leaf_type, is_list_type, is_non_null_type

from core.workbooks.writing import Field, Page
from graph.routes.own_data.documents import BRIEF, asked

NAMES = ("name", "courseName", "code", "term")
"""The leaves that say which row a row of another sheet belongs to."""
Cells = dict[str, str]


@dataclass(slots=True)
class Sheets:
    """Gathers rows by the title of their sheet."""

    language: int
    """The half of a description that is shown: 0 is Chinese, 1 is English."""
    rows: dict[str, list[Cells]] = field(default_factory=dict)

    def add(self, kind: Any, value: Mapping[str, Any], title: str, known: Cells) -> None:
        """Adds an object: its leaves as a row of the sheet, and its lists as sheets of their own."""
        cells, lists = self._parts(kind, value)
        self.rows.setdefault(title, []).append({**known, **cells})
        names = {head: cell for name, head, cell in self._named(kind, value)}
        for head, inner, rows in lists:
            for row in rows:
                self.add(inner, row, head if title == self.own else f"{title} {head}", {**known, **names})

    @property
    def own(self) -> str:
        return ("本人", "The person")[self.language]

    def pages(self) -> list[Page]:
        pages = []
        for number, (title, rows) in enumerate(self.rows.items(), 1):
            heads = list(dict.fromkeys(head for row in rows for head in row))
            fields = [Field(head, head, width=min(40, 2 * len(head) + 4)) for head in heads]
            name = title if len(title) <= 28 else f"{title[:25]}…{number}"
            pages.append(Page(name, fields, [[row.get(head, "") for head in heads] for row in rows]))
        return pages

    def _parts(self, kind: Any, value: Mapping[str, Any]) -> tuple[Cells, list[tuple[str, Any, Any]]]:
        cells, lists = Cells(), []
        for name, declared in asked(kind):
            found, inner = value.get(name), get_named_type(declared.type)
            head = self.head(declared, name)
            if found is None or name == "id":
                continue
            if is_leaf_type(inner):
                cells[head] = "、".join(map(self._shown, found)) if isinstance(found, list) else self._shown(found)
            elif inner.name in BRIEF and not isinstance(found, list):
                cells[head] = found["name"]
            elif isinstance(found, list):
                lists.append((head, inner, found))
            else:
                within, deeper = self._parts(inner, found)
                cells |= {f"{head} {key}": cell for key, cell in within.items()}
                lists += deeper
        return cells, lists

    def _shown(self, value: Any) -> str:
        words = {True: ("是", "yes"), False: ("否", "no")}
        return words[value][self.language] if isinstance(value, bool) else str(value)

    def _named(self, kind: Any, value: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        found = []
        for name, declared in asked(kind):
            cell, inner = value.get(name), get_named_type(declared.type)
            if cell is not None and not _is_list(declared.type):
                if inner.name in BRIEF:
                    found.append((name, self.head(declared, name), cell["name"]))
                elif name in NAMES:
                    found.append((name, self.head(declared, name), str(cell)))
        return found

    def head(self, declared: Any, name: str) -> str:
        """Returns the first words of the description, which name the field."""
        words = [*(declared.description or name).split(" | "), name][: self.language + 1][-1]
        return re.split(r"[；：，;:,（(]", words)[0].strip() or name


def _is_list(kind: Any) -> bool:
    return is_list_type(kind.of_type if is_non_null_type(kind) else kind)
