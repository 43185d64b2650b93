"""The work of a college in a batch, with its windows."""

from typing import Annotated, Any

from core.rules import works
from core.rules.works import CollegeNow, Work
from db.tables import Module
from graph.context import Info
from graph.inputs.permissions import Permission
from graph.resolvers.notices import last_notice
from graph.vocabulary.fields import argument
from graph.vocabulary.user_errors import user_error


async def work(
    root: Any,
    info: Info,
    permission: Annotated[Permission, argument("哪一类操作 | Which kind of work, by its permission")],  # type: ignore[valid-type]  # made from the table of rights
) -> Any:
    loaders, place = info.context.loaders, (root.batch_id, root.college_id)
    batch = await loaders.batch.load(root.batch_id)
    approved = any(one.withdrawn_at is None for one in await loaders.approvals.load(place))
    phases = {Module(one.module): one for one in await loaders.phases.load(place)}
    kind: str = permission.name  # type: ignore[attr-defined]
    notice = await last_notice(root, info) if kind in works.STOPPED_BY_NOTICE else None
    now = CollegeNow(*place, batch.status, approved, phases, notice.title if notice and notice.open else None)
    return works.work(info.context.person, kind, now, info.context.today)


def refusal(root: Work, info: Info) -> Any:
    return root.refusal and user_error(root.refusal, info.context.language)
