"""The rules for managing accounts, roles and the roster, and for seeing staff (R8)."""

from core import access
from graph.server.engine.guards import May


class MayManagePeople(May):
    """账号、角色、名册由超级管理员管理"""

    right = access.MANAGE_PEOPLE


class MaySeeStaff(May):
    """学生处可查看全校教职工，学院可查看本学院的"""

    right = access.SEE_STAFF
