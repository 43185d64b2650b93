from core.access import SEE_ACADEMIC_RESULT
from core.viewer import Viewer
from db.queries.academic import results as academic
from graph.loaders.kinds import NounLoaders, Result, one


class AcademicLoaders(NounLoaders):
    """Loads academic results and the courses they were computed from."""

    academic_courses = one(academic.explanations, academic.result.c.id)

    def academic_result(self, viewer: Viewer) -> Result:
        """Loads the results that the viewer may see, by (batch, student)."""
        return self.results("academic_result", academic.of_students, viewer.scope(SEE_ACADEMIC_RESULT))
