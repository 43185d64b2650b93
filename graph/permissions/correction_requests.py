"""The rule for answering correction requests (R16.3)."""

from core import access
from graph.server.engine.guards import May


class MayAnswerCorrections(May):
    """名册信息的更正申请由学院、学生处答复，成绩和测评结果的由学院答复；申请的内容只有本人和答复的人能看到"""

    right = access.ANSWER_CORRECTIONS
