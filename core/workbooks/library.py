"""The columns of the library as a workbook (R7.8); what each holds is `db.queries.comprehensive.exports`' to say."""

from core.workbooks.writing import Field, Kind

LIBRARY = (
    Field("student_number", "学号", width=16, en="Student number"),
    Field("student_name", "姓名", en="Name"),
    Field("academic_year", "学年", en="Academic year"),
    Field("batch", "批次", width=28, en="Batch"),
    Field("college", "学院", width=20, en="College"),
    Field("major", "专业", width=20, en="Major"),
    Field("grade", "年级", Kind.INTEGER, width=8, en="Grade"),
    Field("school_class", "班级", width=20, en="Class"),
    Field("participating", "是否参评", Kind.BOOLEAN, en="Whether the student participates"),
    Field("political_score", "思想政治素质成绩", Kind.DECIMAL, en="Score of political quality"),
    Field("political_level", "思想政治素质等次", en="Level of political quality"),
    Field("political_class_rank", "思想政治素质班级排名", en="Class rank in political quality"),
    Field("scholastic_score", "科学文化素质成绩", Kind.DECIMAL, en="Score of scholastic quality"),
    Field("scholastic_level", "科学文化素质等次", en="Level of scholastic quality"),
    Field("scholastic_class_rank", "科学文化素质班级排名", en="Class rank in scholastic quality"),
    Field("scholastic_grade_rank", "科学文化素质年级排名", en="Grade rank in scholastic quality"),
    Field("development_score", "发展性素质成绩", Kind.DECIMAL, en="Score of development quality"),
    Field("development_level", "发展性素质等次", en="Level of development quality"),
    Field("development_class_rank", "发展性素质班级排名", en="Class rank in development quality"),
    Field("overall_score", "素质综合测评成绩", Kind.DECIMAL, en="Overall score"),
    Field("overall_level", "素质综合测评等次", en="Level of the overall result"),
    Field("overall_class_rank", "素质综合测评班级排名", en="Class rank in the overall result"),
    Field("overall_grade_rank", "素质综合测评年级排名", en="Grade rank in the overall result"),
    Field("has_failed_course", "是否挂科", Kind.BOOLEAN, en="Whether the student failed a course"),
)
