"""The rules for reading the audit log and the settings (R8, R16.1)."""

from core import access
from graph.server.engine.guards import May


class MayReadAudit(May):
    """操作日志：超级管理员和审计员看全校的，学院看本学院的"""

    right = access.SEE_AUDIT


class MaySeeSettings(May):
    """系统设置：超级管理员和审计员可查看，不含密码、密钥"""

    right = access.SEE_SETTINGS
