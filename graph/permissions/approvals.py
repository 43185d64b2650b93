"""The rules for approving a college's results and withdrawing the approval (manual 1.1.4.2)."""

from core import access
from graph.server.engine.guards import May


class MayApprove(May):
    """公示后学院副书记需要最终审核，点击“审核通过并提交”后，学院批次自动结束，结果数据即提交给学生处"""

    right = access.APPROVE


class MayWithdrawApproval(May):
    """学生处可退回学院的审核，须填写原因"""

    right = access.WITHDRAW_APPROVAL
