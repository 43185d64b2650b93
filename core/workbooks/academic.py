"""The columns of the academic results' export (R4.11); a user may choose among them, in any order."""

from core.workbooks.writing import Field, Kind

ACADEMIC_RESULTS: tuple[Field, ...] = (
    Field("student_number", "学号", width=14, en="Student number"),
    Field("student_name", "姓名", width=12, en="Name"),
    Field("college", "学院", width=24, en="College"),
    Field("major", "专业", width=24, en="Major"),
    Field("grade", "年级", Kind.INTEGER, width=8, en="Grade"),
    Field("school_class", "班级", width=20, en="Class"),
    Field("credit_average", "平均学分成绩", Kind.DECIMAL, width=14, en="Credit average"),
    Field("academic_score", "学业成绩", Kind.DECIMAL, width=12, en="Academic score"),
    Field("class_rank", "班级排名", width=12, en="Class rank"),
    Field("major_grade_rank", "专业年级排名", width=14, en="Major-grade rank"),
    Field("computed_at", "计算时间", Kind.DATETIME, width=18, en="When it was computed"),
    Field("computed_by", "计算人", width=12, en="Who computed it"),
)
"""Ranks are labels with their divisor ("2/5", see `db.exporting`); a stale rank is the caller's to leave out (R4.9)."""
