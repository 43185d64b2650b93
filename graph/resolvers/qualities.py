"""Qualities of batches, and what students have in them: a read calls db.queries, a write calls core.actions."""

from typing import Any

from core.actions import qualities as actions
from core.rules.qualities import why_fixed
from db.qualities import Quality, qualities_of
from graph.context import Info
from graph.inputs.qualities import SetQualitiesInput
from graph.resolvers.performing import perform
from graph.vocabulary.fields import Input
from graph.vocabulary.ids import key
from graph.vocabulary.ranks import rank


class QualityScore:
    """Represents one quality of a result. It carries the result's place, so that field rules can judge it.

    Args:
        place: the place in the arrays of the result; None for the overall result.
    """

    def __init__(self, row: Any, place: int | None) -> None:
        self.row, self.place = row, place

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def score(self) -> Any:
        return self._of("score")

    @property
    def level(self) -> Any:
        return self._of("level")

    @property
    def position(self) -> Any:
        return self._of("position")

    def _of(self, what: str) -> Any:
        return getattr(self.row, f"overall_{what}") if self.place is None else getattr(self.row, f"{what}s")[self.place]


def scores_of(root: Any) -> list[QualityScore]:
    """Returns all qualities of a result in the order of the batch's list."""
    return [*(QualityScore(root, place) for place in range(len(root.scores))), overall_of(root)]


def overall_of(root: Any) -> QualityScore:
    return QualityScore(root, None)


def of_batch(root: Any) -> Any:
    return qualities_of(root)


async def fixed(root: Any, info: Info) -> str | None:
    why = why_fixed(root.status, await info.context.loaders.has_results.load(root.id))
    return None if why is None else why.message(info.context.language)


async def set_qualities(info: Info, input: Input[SetQualitiesInput]) -> Any:
    return await perform(info, lambda act: actions.set_qualities(act, key(input.batch_id), input.form()), "batch")


async def quality(root: Any, info: Info) -> Quality:
    batch = await info.context.loaders.batch.load(root.batch_id)
    return qualities_of(batch)[-1 if root.place is None else root.place]


def class_rank(root: Any) -> Any:
    return rank(root.position, root.class_size)


def grade_rank(root: Any) -> Any:
    return rank(root._of("grade_position"), root.grade_size)


async def rank_in_notice(root: Any, info: Info) -> Any:
    """Returns the class rank only if the notice shows one (R7.1)."""
    return class_rank(root) if (await quality(root, info)).ranked_in_notice else None
