"""Lines under a table are no rows of it: totals, signatures, page numbers, and a repeated header."""

import re
from collections.abc import Sequence

from core.identifiers import half_width, visible
from core.workbooks.cells import Cell, shown
from core.workbooks.layout import Header, Layout

_FOOTER = re.compile(
    r"\(?(合计|小计|总计|共计|总人数|人数|平均|最高|最低|及格|优秀率|不及格|标准差|制表|打印|导出|审核|审批|复核|复查|填表|填报"
    r"|负责人|经办|录入|签名|签字|教师签|院长签|盖章|公章|日期|时间|单位|联系|注[:：]|备注[:：]|说明[:：]|注意|第[0-9]+页|共[0-9]+[页人条行门名]"
    r"|页码|以下空白|以下无|教务处|附[:：注])"
)


def is_footer(row: Sequence[Cell], header: Header, layout: Layout) -> bool:
    """Tells whether a row without a number of its own is no row of the table. Other rows are not checked."""
    filled = [(at, visible(shown(cell))) for at, cell in enumerate(row) if cell not in ("", None)]
    filled = [(at, words) for at, words in filled if words]
    if not filled:
        return False
    return _is_header_again(filled, header) or _is_note(filled, header) or _is_total(filled, header, layout)


def _is_header_again(filled: Sequence[tuple[int, str]], header: Header) -> bool:
    again = sum(at < len(header.words) and header.words[at] == words for at, words in filled)
    return again * 2 > len(filled)


def _is_note(filled: Sequence[tuple[int, str]], header: Header) -> bool:
    """Tells whether the row is one text at the place of the number; a merged text fills several cells."""
    number = next(iter(header.places.values()))[0]
    values = {words for _, words in filled}
    return len(values) == 1 and any(at == number for at, _ in filled) and not values.pop().isascii()


def _is_total(filled: Sequence[tuple[int, str]], header: Header, layout: Layout) -> bool:
    """Tells whether the first cell names a total, or another one does while most required cells are blank."""
    if _says_so(filled[0][1]):
        return True
    required = {header.places[c.key][0] for c in layout.columns if c.required and c.key in header.places}
    filled_required = sum(at in required for at, _ in filled)
    return filled_required * 2 <= len(required) and any(_says_so(words) for _, words in filled)


def _says_so(words: str) -> bool:
    return bool(_FOOTER.match(half_width(words).replace(" ", "")))
