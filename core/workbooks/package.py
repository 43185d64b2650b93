"""The fixed parts of an .xlsx, and one cell of it: openpyxl took ten times longer for 27,000 students."""

import html
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from enum import Enum

Value = str | int | Decimal | datetime | None
Render = Callable[[str, Value], str]
"""From the cell's name ("B12") and its value to its XML."""


class Kind(Enum):
    """How a column is written; the value is its style in `STYLES`."""

    TEXT = 2
    INTEGER = 3
    DECIMAL = 4
    DATETIME = 5


HEADER_STYLE = 1
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  # Excel's days have no zone

STYLES = f"""{XML}<styleSheet xmlns="{_MAIN}">
<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="等线"/></font><font><b/><sz val="11"/><name val="等线"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>\
<fill><patternFill patternType="solid"><fgColor rgb="FFEFF3F8"/><bgColor indexed="64"/></patternFill></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" \
applyAlignment="1"><alignment horizontal="center"/></xf>\
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="2" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""

ROOT_RELATIONS = (
    f'{XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)


def content_types(sheets: int) -> str:
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPES}.worksheet+xml"/>'
        for n in range(1, sheets + 1)
    )
    return (
        f'{XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>{overrides}</Types>'
    )


def workbook_relations(sheets: int) -> str:
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, sheets + 1)] + [("styles", "styles.xml")]
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def workbook(titles: Sequence[str], filters: Sequence[str]) -> str:
    """The list of sheets, and the hidden names that Excel keeps for their filters ("" for none)."""
    sheets = "".join(
        f'<sheet name="{html.escape(title)}" sheetId="{n}" r:id="rId{n}"/>' for n, title in enumerate(titles, 1)
    )
    names = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{n}" hidden="1">'
        f"{html.escape(_quoted(titles[n]), quote=False)}!{area}</definedName>"
        for n, area in enumerate(filters)
        if area
    )
    defined = f"<definedNames>{names}</definedNames>" if names else ""
    return f'{XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets>{defined}</workbook>'


def sheet_head(widths: Sequence[tuple[int, int]], *, frozen: bool) -> str:
    """Up to the first row; `widths` are each column's width and style."""
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' if frozen else ""
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" style="{style}" customWidth="1"/>'
        for n, (width, style) in enumerate(widths, 1)
    )
    view = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    return f'{XML}<worksheet xmlns="{_MAIN}">{view}<cols>{columns}</cols><sheetData>'


def sheet_foot(area: str) -> str:
    return "</sheetData>" + (f'<autoFilter ref="{area}"/>' if area else "") + "</worksheet>"


def text_cell(place: str, words: str, style: int = Kind.TEXT.value) -> str:
    """Always a string to Excel, never a formula, whatever it begins with."""
    if not words.isalnum():
        words = html.escape(_FORBIDDEN.sub("", words.replace("\r\n", "\n"))[:_LONGEST], quote=False)
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


def renderer(kind: Kind, tz: tzinfo | None) -> Render:
    """How the cells of one column are written; a word in a column of numbers stays a word."""
    style = kind.value

    def render(place: str, value: Value) -> str:
        if value is None or value == "":
            return f'<c r="{place}" s="{style}"/>'
        if isinstance(value, str):
            return text_cell(place, value)
        if kind is Kind.TEXT:
            return text_cell(place, ("否", "是")[value] if isinstance(value, bool) else str(value))
        return f'<c r="{place}" s="{style}"><v>{_digits(value, tz)}</v></c>'

    return render


def _digits(value: int | Decimal | datetime, tz: tzinfo | None) -> str:
    if isinstance(value, datetime):
        clock = value.astimezone(tz).replace(tzinfo=None) if value.tzinfo else value
        return repr(round((clock - _DAY_ZERO) / timedelta(days=1), 10))
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} cannot be written to a workbook")
    return format(value, "f") if isinstance(value, Decimal) else str(int(value))


def _quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"
