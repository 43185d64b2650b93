"""Resolvers for the rows that a row references; each is loaded once for all rows of a list."""

from graph.context import Info
from graph.server.engine.foreign_keys import points_at

batch = points_at(("batch", "batch_id"))
student = points_at(("student", "student_id"))
school_class = points_at(("school_class", "class_id"))
college = points_at(("college", "college_id"))
major = points_at(("major", "major_id"))
score_decision = points_at(("score_decision", "decision_id"))
major_of_class = points_at(("school_class", "class_id"), ("major", "major_id"))


async def account_name(account_id: int | None, info: Info) -> str | None:
    if account_id is None:
        return None
    return str((await info.context.loaders.account.load(account_id)).name)
