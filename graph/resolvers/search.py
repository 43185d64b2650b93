"""The search for students and classes, limited by each person's scope."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from core.access import SEARCH
from db.queries import search as queries
from db.queries.search import CLASSES, STUDENTS, Kind, Sought
from db.scopes import Scope
from db.search_words import LONGEST, search_text
from graph.context import Info
from graph.server.errors import BadRequest
from graph.vocabulary.connections import slice_of
from graph.vocabulary.fields import argument

Resolver = Callable[[Any, Info], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A search that was asked for; each of its fields runs a statement of its own."""

    scope: Scope
    sought: Sought

    @property
    def finds_nothing(self) -> bool:
        """A single letter or digit would find a third of the school."""
        text = self.sought.text
        return self.scope.empty or not text or (len(text) == 1 and text.isascii())


async def search(
    info: Info,
    text: Annotated[
        str,
        argument(
            f"学号或班级代码的开头，或姓名、班级名称，或其拼音、拼音首字母，最多 {LONGEST} 个字符 | The beginning of "
            f"a student number or class code, or a name, or its pinyin or initials; at most {LONGEST} characters"
        ),
    ],
    first: Annotated[int, argument("每类最多几条，默认 8 | At most so many of each kind; 8 by default")] = 8,
) -> Any:
    part, sought = slice_of(first, None, None), search_text(text)
    if len(sought) > LONGEST:
        raise BadRequest(f"搜索内容不能超过 {LONGEST} 个字符", f"The text can't be longer than {LONGEST} characters")
    return Asked(info.context.person.scope(SEARCH), Sought(sought, part.first))


def _asked(read: Callable[..., Awaitable[Any]], kind: Kind, nothing: Any) -> Resolver:
    async def asked(root: Any, info: Info) -> Any:
        return nothing if root.finds_nothing else await read(info.context.database, kind, root.scope, root.sought)

    return asked


students, student_count = _asked(queries.first, STUDENTS, []), _asked(queries.count, STUDENTS, 0)
classes, class_count = _asked(queries.first, CLASSES, []), _asked(queries.count, CLASSES, 0)
