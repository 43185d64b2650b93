"""The rules for seeing the steps of the school's batch and of a college (R1.7)."""

from core import access
from graph.server.engine.guards import Sees


class SeesSchoolSteps(Sees):
    """学生处设置批次，并查看各学院是否审核通过并提交"""

    right = access.MANAGE_BATCHES
