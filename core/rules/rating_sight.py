"""A rating result is shown by the same rule in the page's fields and in a sheet's cells (R5.5, R8, R8.4).

A value that rests on one ballot is that ballot's mark: only people who may see single marks see it. A value that would
reveal one peer's mark is shown to nobody (R5.7).
"""

from typing import Any

from core.access import SEE_ITEM_SCORES, SEE_RATING_RESULT, SEE_SINGLE_MARKS
from core.viewer import Viewer
from db.queries.ratings.results import Seen


def seen_by(viewer: Viewer) -> Seen:
    """Returns the rating results that a viewer finds, and those among them whose single marks the viewer sees."""
    return Seen(viewer.scope(SEE_RATING_RESULT), viewer.scope(SEE_SINGLE_MARKS))


def sees_marks(viewer: Viewer, row: Any) -> bool:
    return viewer.scope(SEE_SINGLE_MARKS).reaches(row)


def sees_rating_score(viewer: Viewer, result: Any) -> bool:
    reached = viewer.scope(SEE_RATING_RESULT).reaches(result) and not result.score_withheld
    return reached and (not result.rests_on_one or sees_marks(viewer, result))


def sees_item_score(viewer: Viewer, item: Any) -> bool:
    return not item.tells_peer and _sees_items(viewer, item)


def sees_average(viewer: Viewer, kind: Any) -> bool:
    """Tells whether the viewer sees the average of one kind of rater."""
    return sees_item_score(viewer, kind) and (kind.ballots != 1 or sees_marks(viewer, kind))


def sees_calculation(viewer: Viewer, explanation: Any) -> bool:
    """Tells whether the viewer sees the calculation, which lists every average."""
    return sees_item_score(viewer, explanation) and (not explanation.one_ballot or sees_marks(viewer, explanation))


def _sees_items(viewer: Viewer, item: Any) -> bool:
    return viewer.scope(SEE_ITEM_SCORES).reaches(item) and (not item.tells_marks or sees_marks(viewer, item))
