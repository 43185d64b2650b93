from collections.abc import Hashable
from functools import cached_property
from typing import Any

from core.access import SEE_SCORE_QUESTIONS, Viewer
from core.actions import score_questions
from db.queries.courses import questions
from db.queries.courses.questions import Question
from graph.loaders.kinds import NounLoaders
from graph.server.engine.batching import BatchLoader


class ScoreDecisionLoaders(NounLoaders):
    """Loads what undecided scores and decisions lead to, limited to what the viewer may see."""

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

    def courses_of_decisions(self, viewer: Viewer) -> BatchLoader[tuple[int, str, int], int]:
        """Loads how many courses each decision holds for, by college, year and id."""

        async def load(keys: list[tuple[int, str, int]]) -> list[int]:
            places = sorted({(college_id, academic_year) for college_id, academic_year, _ in keys})
            async with self.database.read() as db:
                counts = await score_questions.course_counts(db, viewer.scope(SEE_SCORE_QUESTIONS), places)
            return [counts[id_] for _, _, id_ in keys]

        return self.of_viewer.setdefault("courses_of_decisions", BatchLoader(load))

    @cached_property
    def decision_of_score(self) -> BatchLoader[int, Any]:
        """Loads the decision that a course score counts by, by the score's id, or None if it counts by none."""

        async def load(ids: list[int]) -> list[Any]:
            async with self.database.read() as db:
                found = await score_questions.decisions_of_scores(db, ids)
            return [found.get(id_) for id_ in ids]

        return BatchLoader(load)
