from core.access import SEE_ACADEMIC_RESULT, Viewer
from db.queries.academic import results as academic
from graph.loaders.kinds import NounLoaders, Result, one


class AcademicLoaders(NounLoaders):
    """Academic results, and what they were computed of."""

    academic_courses = one(academic.explanations, academic.result.c.id)

    def academic_result(self, viewer: Viewer) -> Result:
        """By (batch, student), as far as the viewer may see it."""
        return self.results("academic_result", academic.of_students, viewer.scope(SEE_ACADEMIC_RESULT))
