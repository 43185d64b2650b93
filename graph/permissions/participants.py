"""The rule for setting the participants and assigning staff (manual 1.1.1.2)."""

from core import access
from graph.server.engine.guards import May


class MayManageParticipants(May):
    """学院：可设置本学院的参评人员；辅导员、班主任、学生：无此权限"""

    right = access.MANAGE_COLLEGE_BATCH
