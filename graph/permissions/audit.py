"""The rule for reading the audit log (R8)."""

from core import access
from graph.server.engine.guards import May


class MayReadAudit(May):
    """操作日志：超级管理员看全校的，学院看本学院的"""

    right = access.SEE_AUDIT
