"""Lists: connections with cursors, page jumps, and a total that is counted only when asked for."""

from enum import Enum
from typing import Any, Generic, TypeVar

import strawberry

from db.paging import Page, Slice
from graph.server.errors import BadRequest
from graph.vocabulary.fields import shown

T = TypeVar("T")

MOST_ROWS = 200
LAST_OFFSET = 2**31 - 1


@strawberry.enum(description="排序方向 | Direction of an order")
class Direction(Enum):
    ASC = strawberry.enum_value(False, description="从小到大 | Ascending")
    DESC = strawberry.enum_value(True, description="从大到小 | Descending")


class Order:
    """Holds what all order inputs share; each declares its own `field` and `direction`."""

    field: Any
    direction: Direction

    def sort_key(self) -> tuple[str, bool]:
        """Returns the order's name, and whether it descends."""
        return str(self.field.value), bool(self.direction.value)


@strawberry.type(description="分页信息 | Where this page stands in the list")
class PageInfo:
    has_next_page: bool = shown("后面是否还有 | Whether more records follow")
    has_previous_page: bool = shown("前面是否还有 | Whether records come before")
    start_cursor: str | None = shown("本页第一条的游标 | Cursor of the first record of this page")
    end_cursor: str | None = shown("本页最后一条的游标 | Cursor of the last record of this page")


@strawberry.type(description="一条记录及其游标 | A record with its cursor")
class Edge(Generic[T]):
    node: T = shown("记录 | Record")
    cursor: str = shown("游标，可作为 after | Cursor, to be sent as after")


def _nodes(root: Any) -> Any:
    return root.page.rows


def _edges(root: Any) -> Any:
    return [Edge(node=row, cursor=root.page.cursor(row)) for row in root.page.rows]


def _page_info(root: Any) -> Any:
    page: Page = root.page
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=page.cursor(page.rows[0]) if page.rows else None,
        end_cursor=page.cursor(page.rows[-1]) if page.rows else None,
    )


async def _total(root: Any) -> int:
    return int(await root.page.count())


@strawberry.type(description="分页列表 | A list in pages")
class Connection(Generic[T]):
    """Represents a page of rows, which pass through unchanged."""

    page: strawberry.Private[Page]
    nodes: list[T] = shown("本页的记录 | Records of this page", _nodes)
    edges: list[Edge[T]] = shown("本页的记录及游标 | Records of this page with their cursors", _edges)
    page_info: PageInfo = shown("分页信息 | Where this page stands in the list", _page_info)
    total_count: int = shown("总条数（仅在请求时统计） | Number of all records (counted only if requested)", _total)


def connection(page: Page) -> Any:
    """Creates the connection over a page of rows."""
    return Connection(page=page)


def slice_of(first: int, after: str | None, offset: int | None) -> Slice:
    """Returns the part of a list that the arguments select.

    Raises:
        BadRequest: the part exceeds a page, or is not a place in a list.
    """
    if not 1 <= first <= MOST_ROWS:
        raise BadRequest(f"first 应在 1 到 {MOST_ROWS} 之间", f"first must be between 1 and {MOST_ROWS}")
    if offset is not None and not 0 <= offset <= LAST_OFFSET:
        raise BadRequest("offset 不能小于 0", "offset can't be below 0")
    if after is not None and offset:
        raise BadRequest("after 与 offset 不能同时使用", "after and offset can't be used together")
    return Slice(first, after, offset or 0)
