"""The search for students and classes, limited by each person's scope."""

from dataclasses import dataclass
from typing import Annotated, Any

from core.access import SEARCH
from db.queries import search as queries
from db.queries.search import Sought
from db.scopes import Scope
from db.search_words import LONGEST, search_text
from graph.context import Info
from graph.server.errors import BadRequest
from graph.vocabulary.connections import slice_of
from graph.vocabulary.fields import argument


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


async def students(root: Any, info: Info) -> Any:
    if root.finds_nothing:
        return []
    return await queries.first_students(info.context.database, root.scope, root.sought)


async def student_count(root: Any, info: Info) -> int:
    return 0 if root.finds_nothing else await queries.count_students(info.context.database, root.scope, root.sought)


async def classes(root: Any, info: Info) -> Any:
    if root.finds_nothing:
        return []
    return await queries.first_classes(info.context.database, root.scope, root.sought)


async def class_count(root: Any, info: Info) -> int:
    return 0 if root.finds_nothing else await queries.count_classes(info.context.database, root.scope, root.sought)
