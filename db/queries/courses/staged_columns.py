"""These are the columns of a course score on its way from a workbook into the table.

The module imports nothing, so that a worker process starts quickly.
"""

STAGED_SCORE = ("row", "student_number", "student_name", "course_code")
READ_VALUES = ("course_name", "course_kind", "teacher", "credit", "score", "remark", "text", "attempts")
"""A row of a workbook contains these values of a student's course."""
SETTLED_VALUES = ("rule", "question", "decision_id")
"""Settling adds these values to scores that are not just one number."""
COURSE_VALUES = (*READ_VALUES, *SETTLED_VALUES)
"""These values are stored, and compared with what is stored."""
