from collections.abc import Hashable
from typing import Any

from core.access import SEE_SCORE_QUESTIONS
from core.actions import score_questions
from core.viewer import Viewer
from db.queries.courses import decisions, questions
from db.queries.courses.questions import Question
from graph.loaders.kinds import NounLoaders, one
from graph.server.engine.batching import BatchLoader


class ScoreDecisionLoaders(NounLoaders):
    """Loads decisions by id, and what undecided scores and decisions lead to, limited to what the viewer may see."""

    score_decision = one(decisions.decisions, decisions.decision.c.id)

    def courses_of_questions(self, viewer: Viewer, academic_year: str, most: int) -> BatchLoader[Question, list[Any]]:
        """Loads the first courses of each question of a year."""

        async def load(keys: list[Question]) -> list[list[Any]]:
            found: dict[Hashable, list[Any]] = {key: [] for key in keys}
            scope = viewer.scope(SEE_SCORE_QUESTIONS)
            async with self.database.read() as db:
                for row in await questions.courses_of_questions(db, scope, academic_year, keys, most):
                    found[row.college_id, row.question].append(row)
            return [found[key] for key in keys]

        return self.of_viewer.setdefault(f"courses_of_questions {academic_year} {most}", BatchLoader(load))

    def proposals(self, viewer: Viewer, academic_year: str) -> BatchLoader[Question, Any]:
        """Loads how each question of a year could be decided."""

        async def load(keys: list[Question]) -> list[Any]:
            async with self.database.read() as db:
                found = await score_questions.proposals(db, viewer.scope(SEE_SCORE_QUESTIONS), academic_year, keys)
            return [found[key] for key in keys]

        return self.of_viewer.setdefault(f"proposals {academic_year}", BatchLoader(load))

    def courses_of_decisions(self, viewer: Viewer) -> BatchLoader[tuple[str, int], int]:
        """Loads how many courses each decision holds for, by academic year and id."""

        async def load(keys: list[tuple[str, int]]) -> list[int]:
            years, ids = sorted({year for year, _ in keys}), [id_ for _, id_ in keys]
            async with self.database.read() as db:
                counts = await questions.count_decided(db, viewer.scope(SEE_SCORE_QUESTIONS), years, ids)
            return [counts.get(id_, 0) for id_ in ids]

        return self.of_viewer.setdefault("courses_of_decisions", BatchLoader(load))
