"""Plain rows to an .xlsx for Excel and WPS: numbers as numbers, identifiers and all else as text (R4.11).

Text never becomes a formula, whatever it begins with: a name like “=cmd|…” stays a name.
"""

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import IO

from core.workbooks import package
from core.workbooks.package import Kind, Value
from core.workbooks.parts import column_letter

__all__ = [
    "Field",
    "Kind",
    "Page",
    "Value",
    "chosen",
    "in_order",
    "rank_label",
    "table_bytes",
    "write_pages",
    "write_table",
]

Target = Path | str | IO[bytes]
NOTES_TITLE = "说明"
"""The sheet that every import passes over."""

_TITLE_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ud800-\udfff]")
_ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Field:
    """One column of an export: `key` in the rows and in a user's choice of columns, `header` on the sheet."""

    key: str
    header: str
    kind: Kind = Kind.TEXT
    width: int = 12
    """In half-width characters; a Chinese one takes two."""


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet; rows are in the order of the fields."""

    title: str
    fields: Sequence[Field]
    rows: Iterable[Sequence[Value]] = ()


def write_table(
    target: Target, title: str, fields: Sequence[Field], rows: Iterable[Sequence[Value]], tz: tzinfo | None = None
) -> None:
    """One sheet of rows; times are shown on the clock of `tz` (Excel knows no zones)."""
    write_pages(target, [Page(title, fields, rows)], tz)


def table_bytes(
    title: str, fields: Sequence[Field], rows: Iterable[Sequence[Value]], tz: tzinfo | None = None
) -> bytes:
    buffer = BytesIO()
    write_table(buffer, title, fields, rows, tz)
    return buffer.getvalue()


def write_pages(target: Target, pages: Sequence[Page], tz: tzinfo | None = None, notes: Sequence[str] = ()) -> None:
    """Several sheets, and `notes` on a last one."""
    taken = {NOTES_TITLE}
    titles = [sheet_title(page.title, taken) for page in pages] + [NOTES_TITLE] * bool(notes)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", package.content_types(len(titles)))
        archive.writestr("_rels/.rels", package.ROOT_RELATIONS)
        archive.writestr("xl/_rels/workbook.xml.rels", package.workbook_relations(len(titles)))
        archive.writestr("xl/styles.xml", package.STYLES)
        areas = [_write_sheet(archive, number, page, tz) for number, page in enumerate(pages, 1)]
        if notes:
            archive.writestr(_part(len(titles)), _notes(notes))
        archive.writestr("xl/workbook.xml", package.workbook(titles, areas))


def chosen(fields: Sequence[Field], keys: Sequence[str] | None) -> list[Field]:
    """The user's columns in the user's order (R7.8); all of them when none are named. KeyError for an unknown one."""
    by_key = {field.key: field for field in fields}
    return [by_key[key] for key in dict.fromkeys(keys)] if keys else list(fields)


def in_order(fields: Sequence[Field], rows: Iterable[Mapping[str, Value]]) -> Iterator[list[Value]]:
    """Rows by key, as queries give them, to rows in the order of the fields."""
    keys = [field.key for field in fields]
    return ([row.get(key) for key in keys] for row in rows)


def rank_label(position: int | None, size: int | None) -> str | None:
    """A rank is always given with its divisor: "2/5"."""
    return None if position is None or size is None else f"{position}/{size}"


def sheet_title(title: str, taken: set[str]) -> str:
    """As Excel allows it: at most 31 characters, none of its marks, each once."""
    plain = _TITLE_FORBIDDEN.sub("_", title).strip("' ")[:31] or "Sheet"
    unique, count = plain, 1
    while unique.lower() in taken:
        count += 1
        unique = f"{plain[: 30 - len(str(count))]}_{count}"
    taken.add(unique.lower())
    return unique


def _write_sheet(archive: zipfile.ZipFile, number: int, page: Page, tz: tzinfo | None) -> str:
    """The part, row by row as they come; answers with the area that it fills."""
    letters = [column_letter(index) for index in range(len(page.fields))]
    renderers = [package.renderer(field.kind, tz) for field in page.fields]
    headers = [
        package.text_cell(f"{letters[index]}1", field.header, package.HEADER_STYLE)
        for index, field in enumerate(page.fields)
    ]
    widths = [(max(field.width, _shown_width(field.header) + 4), field.kind.value) for field in page.fields]
    last = 1
    with archive.open(_part(number), "w") as part:
        part.write((package.sheet_head(widths, frozen=True) + f'<row r="1">{"".join(headers)}</row>').encode())
        for some in _batches(page.rows):
            lines = []
            for row in some:
                last += 1
                cells = [
                    render(f"{at}{last}", value) for render, at, value in zip(renderers, letters, row, strict=True)
                ]
                lines.append(f'<row r="{last}">{"".join(cells)}</row>')
            part.write("".join(lines).encode())
        part.write(package.sheet_foot(f"A1:{letters[-1]}{last}").encode())
    return f"$A$1:${letters[-1]}${last}"


def _notes(notes: Sequence[str]) -> str:
    rows = "".join(f'<row r="{n}">{package.text_cell(f"A{n}", note)}</row>' for n, note in enumerate(notes, 1))
    return package.sheet_head([(100, Kind.TEXT.value)], frozen=False) + rows + package.sheet_foot("")


def _batches(rows: Iterable[Sequence[Value]]) -> Iterator[list[Sequence[Value]]]:
    remaining = iter(rows)
    while some := list(islice(remaining, _ROWS_AT_ONCE)):
        yield some


def _part(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def _shown_width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)
