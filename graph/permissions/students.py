"""The rule for seeing personal details of a student besides number and name."""

from core import access
from graph.server.engine.guards import Sees


class SeesPersonalDetails(Sees):
    """性别、民族：学生处、本学院、所带班级的辅导员和班主任，以及本人"""

    right = access.SEE_PERSONAL_DETAILS
