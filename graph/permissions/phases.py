"""The rule for opening a college's phases (manual 1.1.2.1, 1.1.3.2)."""

from core import access
from graph.server.engine.guards import May


class MayManagePhases(May):
    """学院：可开启本学院的批次，其他用户均无此权限"""

    right = access.MANAGE_COLLEGE_BATCH
