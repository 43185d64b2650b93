"""These are the columns of a course score on its way from a workbook into the table.

The module imports nothing, so that a worker process starts quickly.
"""

STAGED_SCORE = ("row", "student_number", "student_name", "course_code")
COURSE_VALUES = ("course_name", "course_kind", "teacher", "credit", "score", "remark")
"""A row of a workbook contains these values of a student's course."""
