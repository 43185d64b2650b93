"""The columns of a course score on its way from a workbook into the table.

Nothing is imported here, so that a worker process starts quickly.
"""

STAGED_SCORE = ("row", "student_number", "student_name", "course_code")
SAID_OF_COURSE = ("course_name", "course_kind", "teacher", "credit", "score", "remark")
"""What a row of a workbook says of a course that a student has."""
