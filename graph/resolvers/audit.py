"""The audit log: read only."""

from typing import Annotated, Any

from core.access import SEE_AUDIT
from core.rules.log_sight import is_withheld, visible_new, visible_old
from db.queries import audit as queries
from graph.context import Info
from graph.inputs.audit import AuditFilter
from graph.vocabulary.connections import connection, slice_of
from graph.vocabulary.fields import After, First, Offset, argument


async def audit_log(
    info: Info,
    filter: Annotated[AuditFilter | None, argument("筛选 | Filter")] = None,
    first: First = 20,
    after: After = None,
    offset: Offset = None,
) -> Any:
    criteria = filter.to_filter() if filter else queries.EntryFilter()
    scope = info.context.person.scope(SEE_AUDIT)
    return connection(await queries.entry_page(info.context.database, scope, criteria, slice_of(first, after, offset)))


async def batch(root: Any, info: Info) -> Any:
    return root.batch_id and await info.context.loaders.batch.load(root.batch_id)


async def school_class(root: Any, info: Info) -> Any:
    return root.class_id and await info.context.loaders.school_class.load(root.class_id)


async def student(root: Any, info: Info) -> Any:
    return root.student_id and await info.context.loaders.student.load(root.student_id)


def old(root: Any, info: Info) -> Any:
    return visible_old(info.context.person, root)


def new(root: Any, info: Info) -> Any:
    return visible_new(info.context.person, root)


def withheld(root: Any, info: Info) -> bool:
    return is_withheld(info.context.person, root)
