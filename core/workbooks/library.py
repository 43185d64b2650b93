"""The columns of the library as a workbook (R7.8); what each holds is `db.queries.comprehensive.exports`' to say."""

from core.workbooks.writing import Field, Kind

LIBRARY = (
    Field("student_number", "学号", width=16),
    Field("student_name", "姓名"),
    Field("academic_year", "学年"),
    Field("batch", "批次", width=28),
    Field("college", "学院", width=20),
    Field("major", "专业", width=20),
    Field("grade", "年级", Kind.INTEGER, width=8),
    Field("school_class", "班级", width=20),
    Field("participating", "是否参评", Kind.BOOLEAN),
    Field("political_score", "思想政治素质成绩", Kind.DECIMAL),
    Field("political_level", "思想政治素质等次"),
    Field("political_class_rank", "思想政治素质班级排名"),
    Field("scholastic_score", "科学文化素质成绩", Kind.DECIMAL),
    Field("scholastic_level", "科学文化素质等次"),
    Field("scholastic_class_rank", "科学文化素质班级排名"),
    Field("scholastic_grade_rank", "科学文化素质年级排名"),
    Field("development_score", "发展性素质成绩", Kind.DECIMAL),
    Field("development_level", "发展性素质等次"),
    Field("development_class_rank", "发展性素质班级排名"),
    Field("overall_score", "素质综合测评成绩", Kind.DECIMAL),
    Field("overall_level", "素质综合测评等次"),
    Field("overall_class_rank", "素质综合测评班级排名"),
    Field("overall_grade_rank", "素质综合测评年级排名"),
    Field("has_failed_course", "是否挂科", Kind.BOOLEAN),
)
