"""The rule for connecting reporting tools to the database (R16.4)."""

from core import access
from graph.server.engine.guards import May


class MayConnectReports(May):
    """报表连接给管理人员和辅导员：各人只能读到在本系统中有权查看的内容"""

    right = access.CONNECT_REPORTS
