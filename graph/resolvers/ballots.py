"""The viewer's own ballots: a read calls db.queries, a write calls core.actions."""

from types import SimpleNamespace
from typing import Annotated, Any

import strawberry

from core.actions import ballot_reopening
from core.actions import ballots as actions
from core.actions.ballots import BallotAddress
from core.errors import Invalid
from db.queries.ballots import ballots as queries
from db.tables import BallotStatus
from graph.context import Info
from graph.inputs.ballots import RaterKind, ReopenBallotInput, SaveBallotInput, SubmitBallotInput
from graph.resolvers.performing import perform, perform_at_once
from graph.server.errors import BadRequest
from graph.vocabulary.fields import Input, argument
from graph.vocabulary.ids import key, key_or_none
from graph.vocabulary.user_errors import user_error


async def _own(info: Info, address: BallotAddress) -> Any:
    viewer = info.context.person
    fitting = [(kind, address.batch_id, class_id) for kind, class_id in actions.named(viewer, address)]
    if not fitting:
        return []
    return await queries.fetch_own(info.context.database, actions.rater_id(viewer), fitting)


async def ballot(
    info: Info,
    batch_id: Annotated[strawberry.ID, argument("批次 | Batch")],
    class_id: Annotated[
        strawberry.ID | None,
        argument(
            "班级；本批次只有一张打分表时可不填 | Class; may be left out if you have only one ballot in the batch"
        ),
    ] = None,
    kind: Annotated[
        RaterKind | None,
        argument(
            "打分的身份；本批次只有一张打分表时可不填 | "
            "Kind of rater; may be left out if you have only one ballot in the batch"
        ),
    ] = None,
) -> Any:
    found = await _own(info, BallotAddress(key(batch_id), key_or_none(class_id), kind))
    try:
        actions.require_one(found)
    except Invalid as several:
        raise BadRequest(several.message("zh"), several.message("en")) from several
    return found[0] if found else None


async def ballots(info: Info, batch_id: Annotated[strawberry.ID, argument("批次 | Batch")]) -> Any:
    return await _own(info, BallotAddress(key(batch_id)))


async def of_student(root: Any, info: Info, batch_id: Annotated[strawberry.ID, argument("批次 | Batch")]) -> Any:
    """Returns the viewer's own ballot. No person sees another's ballot, so every other student has none here."""
    if root.id != info.context.person.student_id:
        return None
    return next(iter(await _own(info, BallotAddress(key(batch_id)))), None)


async def of_payload(root: Any, info: Info) -> Any:
    """Reads the ballot after the act, only if the client requested it."""
    if root.named is None:
        return None
    found = await _own(info, BallotAddress(root.named.batch_id, root.named.class_id, root.named.kind))
    return found[0]


def status(root: Any) -> BallotStatus:
    if root.submitted_at is not None:
        return BallotStatus.SUBMITTED
    return BallotStatus.NOT_STARTED if root.ballot_id is None else BallotStatus.DRAFT


def refusal(root: Any, info: Info) -> Any:
    shut = actions.why_shut(root, info.context.today)
    return None if shut is None else user_error(shut, info.context.language)


async def items(root: Any, info: Info) -> Any:
    return await info.context.loaders.rating_items.load((root.batch_id, root.college_id))


async def rows(root: Any, info: Info) -> Any:
    left_out = root.left_out if root.kind == RaterKind.PEER else None
    return await info.context.loaders.ballot_rows.load((root.batch_id, root.class_id, root.ballot_id, left_out))


def marks(root: Any) -> Any:
    pairs = zip(root.item_ids, root.points, strict=True)
    return [SimpleNamespace(item_id=item_id, points=points) for item_id, points in pairs]


async def save_ballot(info: Info, input: Input[SaveBallotInput]) -> Any:
    marks = input.given()
    return await perform_at_once(info, lambda act: actions.save_ballot(act, input.address(), marks))


async def submit_ballot(info: Info, input: Input[SubmitBallotInput]) -> Any:
    marks = input.given()
    return await perform_at_once(info, lambda act: actions.submit_ballot(act, input.address(), marks))


async def reopen_ballot(info: Info, input: Input[ReopenBallotInput]) -> Any:
    return await perform(
        info, lambda act: ballot_reopening.reopen_ballot(act, key(input.batch_id), input.rater(), input.reason)
    )
