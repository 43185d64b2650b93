"""An .xlsx is rewritten for the value parser if it uses a form that Excel reads and the parser does not.

Parts in UTF-16 become UTF-8, and sheets in other folders move to where the parser looks. Hardly any workbook needs it.
"""

import io
import posixpath
import zipfile
from xml.sax.saxutils import quoteattr

from core.workbooks.book import Book
from core.workbooks.markup import as_utf8
from core.workbooks.packages import MAX_UNPACKED, Package

_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


def is_plain(package: Package, book: Book) -> bool:
    folder, name = posixpath.split(book.part)
    links = package.read(f"{folder}/_rels/{name}.rels", MAX_UNPACKED)
    placed = all(sheet.part.startswith(f"{folder}/") for sheet in book.sheets if sheet.part)
    if "_rels/.rels" not in package.parts or name != "workbook.xml" or not placed or b"\\" in links or b"%" in links:
        return False
    return not any(package.is_wide(name) for name in package.parts if name.endswith((".xml", ".rels")))


def plain(package: Package, book: Book) -> bytes:
    """Returns the workbook unpacked, with only its sheets, texts and formats."""
    buffer = io.BytesIO()
    relationships = []
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", _part(package, book.part))
        for number, (key, (kind, part)) in enumerate(book.links.items()):
            short = kind.rpartition("/")[2]
            if short not in ("worksheet", "sharedStrings", "styles") or part not in package.parts:
                continue
            target = f"worksheets/sheet{number}.xml" if short == "worksheet" else f"{short}.xml"
            archive.writestr(f"xl/{target}", _part(package, part))
            relationships.append(f'<Relationship Id={quoteattr(key)} Type={quoteattr(kind)} Target="{target}"/>')
        archive.writestr("xl/_rels/workbook.xml.rels", _related(relationships))
        main = f'<Relationship Id="rId1" Type="{_OFFICE}" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", _related([main]))
    return buffer.getvalue()


def _related(relationships: list[str]) -> str:
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{"".join(relationships)}</Relationships>'


def _part(package: Package, name: str) -> bytes:
    return as_utf8(package.read(name, MAX_UNPACKED))
