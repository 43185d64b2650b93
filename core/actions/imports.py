"""导入记录 (R10.9): imports are kept in a history and can be undone as a whole."""

from core.access import IMPORT_COMPREHENSIVE, IMPORT_COURSE_SCORES, MANAGE_PEOPLE, Viewer
from db.queries.imports.history import Seen


def seen_by(viewer: Viewer) -> Seen:
    """Returns how far the viewer may import each kind of file, and so which imports the viewer sees."""
    return Seen(viewer.scope(IMPORT_COURSE_SCORES), viewer.scope(IMPORT_COMPREHENSIVE), viewer.scope(MANAGE_PEOPLE))
