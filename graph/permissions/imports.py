"""The rule for reading the history of imports and undoing an import (R10.9)."""

from typing import Any

from core import access
from core.actions.imports import IMPORTING
from graph.context import Info
from graph.server.engine.guards import May


class MaySeeImports(May):
    """导入记录给可以做这类导入的人：查看，并可撤销"""

    right = access.IMPORT_COURSE_SCORES

    def has_permission(self, source: Any, info: Info, **kwargs: Any) -> bool:
        return any(info.context.may(right) for right in IMPORTING)
