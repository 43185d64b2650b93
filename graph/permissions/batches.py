"""The rules for opening batches and seeing the progress of the colleges (manual 1.1.1.1)."""

from core import access
from graph.server.engine.guards import May, Sees


class MayManageBatches(May):
    """学生处：可设置综测的开启批次信息"""

    right = access.MANAGE_BATCHES


class SetsQualities(Sees):
    """学生处设置批次的各项素质"""

    right = access.MANAGE_BATCHES


class SeesProgress(Sees):
    """学生处可查看各个学院的进度；学院看本学院的"""

    right = access.SEE_PROGRESS
