"""The rules for correction requests: limits, the last day of an answer, and who answers what (R16.3)."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.access import ANSWER_CORRECTIONS, ANSWER_SCORE_CORRECTIONS, Right
from core.errors import Invalid
from core.viewer import Viewer
from db.queries.correction_requests import Answered
from db.tables import CorrectionStatus, CorrectionSubject

MOST_OPEN = 5
MOST_A_DAY = 10
DAY = timedelta(days=1)
ANSWER_DAYS = 30
LONGEST_VALUE = 200
LONGEST_REASON = 500


def answered_by(viewer: Viewer) -> Answered:
    return Answered(viewer.scope(ANSWER_CORRECTIONS), viewer.scope(ANSWER_SCORE_CORRECTIONS))


def right_to(subject: str) -> Right:
    """Returns the right to answer a request about this."""
    return ANSWER_CORRECTIONS if subject == CorrectionSubject.ROSTER else ANSWER_SCORE_CORRECTIONS


def written(text: str, path: str, what: str, most: int) -> str:
    """Returns a text as it is stored.

    Args:
        what: names the text, in Chinese and English.

    Raises:
        Invalid: it is empty or too long.
    """
    kept = text.strip()
    if not 1 <= len(kept) <= most:
        zh, en = what.split(" | ")
        raise Invalid(path, f"请填写{zh}，最多{most}字", f"Say {en}, with at most {most} characters")
    return kept


def answer_by(asked_at: datetime, zone: ZoneInfo) -> date:
    """Returns the last day on which the answer is in time."""
    return asked_at.astimezone(zone).date() + timedelta(days=ANSWER_DAYS)


def is_overdue(row: Any, today: date, zone: ZoneInfo) -> bool:
    return row.status == CorrectionStatus.OPEN and today > answer_by(row.asked_at, zone)
