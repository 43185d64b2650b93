"""Workbooks as damaged disks, careless scripts and attackers write them, each made again from its number alone."""

import io
import random
import re
import warnings
import zipfile
from collections.abc import Callable

from tests.core.workbooks.files import (
    GOOD,
    HEADERS,
    biff5,
    comma_separated,
    compound,
    mail,
    spreadsheet_2003,
    web_page,
    xls,
    xlsx,
)

SHEET = "xl/worksheets/sheet1.xml"
TEXTS = "xl/sharedStrings.xml"
ODD = [
    *("-1", "0", "99999999999999999999", "1e999", "NaN", "A1:XFD1048576", "", "true", "&#65;", "&lt;"),
    *("ZZZZ1", "A0", "A-1", "inlineStr", "s", "e", "str", "b", "d", "rId1", "../../../etc/passwd", "4294967296"),
    *("\u202e", "x" * 5000),
]
_VALUE = re.compile(rb'[">]([^<>"]+)["<]')
_TEXTS = b'<sst count="2" uniqueCount="2"><si><t>a</t></si><si><r><t>b</t></r></si></sst>'
_ROWS = [HEADERS, *([f"2019{n:04}", *GOOD[1:]] for n in range(40))]
_XLSX, _XLS, _CSV = xlsx(_ROWS), xls(_ROWS), comma_separated(_ROWS, "gb18030")
_PAGE, _XML = web_page(_ROWS, "gb18030"), spreadsheet_2003(_ROWS)
_OTHERS = (_PAGE, _XML, mail(_PAGE), mail(_PAGE, encoding="base64"), biff5(_ROWS), compound({"Book": biff5(_ROWS)}))

Choice = random.Random


def mutated(number: int) -> bytes:
    choice = Choice(number)
    return _CHANGES[number % len(_CHANGES)](choice)


def _flips(data: bytes, choice: Choice, most: int = 20) -> bytes:
    changed = bytearray(data)
    for _ in range(choice.randint(1, most)):
        if changed:
            changed[choice.randrange(len(changed))] = choice.randrange(256)
    return bytes(changed)


def _flipped(choice: Choice) -> bytes:
    return _flips(choice.choice([_XLSX, _XLS, _XLS, _XLS, _CSV]), choice)


def _cut(choice: Choice) -> bytes:
    data = choice.choice([_XLSX, _XLS, _CSV])
    begin, end = sorted(choice.randrange(len(data)) for _ in range(2))
    return choice.choice([data[:end], data[begin:end], data[:begin] + data[end:], data + data[begin:end]])


def _parts() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(_XLSX)) as archive:
        return {name: archive.read(name) for name in archive.namelist()} | {TEXTS: _TEXTS}


def _zipped(parts: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that come twice
        for name, data in parts:
            archive.writestr(name, data)
    return buffer.getvalue()


def _zip_parts(choice: Choice) -> bytes:
    parts = _parts()
    name = choice.choice(list(parts))
    match choice.randrange(5):
        case 0:
            parts[name] = _flips(parts[name], choice)
        case 1:
            parts[name] = parts[name][: choice.randrange(len(parts[name]))]
        case 2:
            other = choice.choice(list(parts))
            parts[name], parts[other] = parts[other], parts[name]
        case 3:
            del parts[name]
        case _:
            parts[name] = parts[name].decode().encode(choice.choice(["utf-16", "utf-16-le", "utf-8-sig", "utf-32"]))
    return _zipped(list(parts.items()))


def _attributes(choice: Choice) -> bytes:
    """Values of attributes, or texts, replaced by odd ones; the XML stays well-formed."""
    parts = _parts()
    for _ in range(choice.choice([1, 1, 2, 4])):
        name = choice.choice([SHEET, SHEET, "xl/workbook.xml", "xl/styles.xml", TEXTS, "xl/_rels/workbook.xml.rels"])
        begin, end = choice.choice([match.span(1) for match in _VALUE.finditer(parts[name])])
        parts[name] = parts[name][:begin] + choice.choice(ODD).encode() + parts[name][end:]
    return _zipped(list(parts.items()))


def _markup(choice: Choice) -> bytes:
    """One tag many times, closed or not, nested or beside each other."""
    parts = _parts()
    name = choice.choice([SHEET, SHEET, "xl/workbook.xml", "xl/styles.xml"])
    xml = parts[name]
    tags = [tag + b">" for tag in xml.split(b">") if tag][1:]
    tags += [b"<c ", b'<c t="e" ', b"<!--", b"<![CDATA[", b"<f>", b"<row hidden='1'>", b"<mergeCell "]
    tag = choice.choice(tags)
    at = choice.choice([position for position in range(len(xml)) if xml[position : position + 1] == b"<"])
    parts[name] = xml[:at] + tag * choice.choice([1, 2, 50, 5_000, 60_000]) + xml[at:]
    return _zipped(list(parts.items()))


def _doubled(choice: Choice) -> bytes:
    """Entries twice, in other cases, or with sizes that lie."""
    parts = list(_parts().items())
    name, data = choice.choice(parts)
    other = choice.choice([name, name.upper(), name.replace("/", "\\"), "/" + name])
    packed = bytearray(_zipped([*parts, (other, _flips(data, choice))]))
    if choice.random() < 0.5:
        at = packed.rindex(b"PK\x01\x02")
        packed[at + choice.randrange(10, 46)] = choice.randrange(256)
    return bytes(packed)


def _text(choice: Choice) -> bytes:
    pieces = [b",", b"\t", b";", b'"', b'="', b"\n", b"\r", b"\0", b"\xff", b"sep=", b"\xef\xbb\xbf", "学号".encode()]
    pieces += [b"1", b"|", "成绩".encode("gb18030"), b"<", b"{", b"[", b"\x1a", b" " * 500, b"," * 900]
    text = b"".join(choice.choices(pieces, k=choice.choice([3, 50, 3000])))
    if choice.random() < 0.7:
        return text
    return text.decode("utf-8", "replace").encode(choice.choice(["utf-16", "utf-8", "utf-16-le"]))


def _other_kinds(choice: Choice) -> bytes:
    """Web pages, mails, XML spreadsheets and Excel 95 with letters changed, cut, or put in twice."""
    data = choice.choice(_OTHERS)
    if choice.random() < 0.5:
        return _flips(data, choice)
    begin, end = sorted(choice.randrange(len(data)) for _ in range(2))
    return choice.choice([data[:end], data[:begin] + data[end:], data[:end] + data[begin:end] * 3 + data[end:]])


def _tags(choice: Choice) -> bytes:
    """One tag of a web page or of an XML spreadsheet many times, with odd numbers of rows and columns."""
    data = choice.choice([_PAGE, _XML])
    tags = [
        b"<table>",
        b"<tr>",
        b"<td>",
        b"</table>",
        b"<td colspan=%d rowspan=%d>",
        b"<!--",
        b"<style>",
        b"<td x:num=",
    ]
    tags += [b"<Row>", b'<Cell ss:Index="%d" ss:MergeDown="%d">', b'<Row ss:Index="%d" ss:Span="%d">', b"</Cell>"]
    tag = choice.choice(tags)
    if b"%d" in tag:
        tag %= (choice.choice([0, 2, 700, 99_999]), choice.choice([0, 3, 65_535, 9_999_999]))
    at = choice.choice([place for place in range(len(data)) if data[place : place + 1] == b"<"])
    return data[:at] + tag * choice.choice([1, 2, 50, 5_000]) + data[at:]


_CHANGES: tuple[Callable[[Choice], bytes], ...] = (
    *(_flipped, _cut, _text, _doubled),
    *(_zip_parts, _zip_parts, _zip_parts),
    *(_attributes, _attributes, _markup, _markup),
    *(_other_kinds, _tags, _other_kinds, _tags),
)
