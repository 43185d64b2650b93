"""The columns of the rating results' export (R5.6); a user may choose among them, in any order."""

from collections.abc import Iterable, Sequence

from core.workbooks.writing import Field, Kind

ITEMS = "items"
PER_ITEM = ("得分", "辅导员平均分", "班主任平均分", "互评平均分")
"""What stands on the sheet for each rating item, the averages in the order of `RaterKind`."""

RATING_RESULTS: tuple[Field, ...] = (
    Field("student_number", "学号", width=14, en="Student number"),
    Field("student_name", "姓名", width=12, en="Name"),
    Field("college", "学院", width=24, en="College"),
    Field("major", "专业", width=24, en="Major"),
    Field("grade", "年级", Kind.INTEGER, width=8, en="Grade"),
    Field("school_class", "班级", width=20, en="Class"),
    Field(ITEMS, "各项目", Kind.DECIMAL, en="Score and averages of each rating item"),
    Field("rating_score", "评分成绩", Kind.DECIMAL, width=12, en="Rating score"),
    Field("counsellor_ballots", "辅导员打分表份数", Kind.INTEGER, en="Number of counsellors' ballots"),
    Field("head_teacher_ballots", "班主任打分表份数", Kind.INTEGER, en="Number of head teachers' ballots"),
    Field("peer_ballots", "互评打分表份数", Kind.INTEGER, en="Number of peer-rating ballots"),
    Field("note", "备注", width=40, en="Remark"),
    Field("computed_at", "计算时间", Kind.DATETIME, width=18, en="When it was computed"),
    Field("computed_by", "计算人员", width=12, en="Who computed it"),
)
"""`ITEMS` stands for as many columns as there are items (see `with_items`); who may not see it gets none of them."""


def with_items(columns: Sequence[Field], names: Iterable[str]) -> list[Field]:
    """The columns of the sheet: “思想 得分”, “思想 辅导员平均分” and so on in place of `ITEMS`."""
    items = [Field(f"{name} {what}", f"{name} {what}", Kind.DECIMAL) for name in names for what in PER_ITEM]
    return [field for column in columns for field in (items if column.key == ITEMS else [column])]
