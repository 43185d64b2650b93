"""Rating results have these columns (R5.6)."""

from core.access import SEE_ITEM_SCORES, SEE_RATING_RESULT
from core.columns import STUDENT, Column, ResultColumns
from core.workbooks.ratings import ITEMS
from core.workbooks.writing import Kind

RATING_RESULTS = ResultColumns(
    SEE_RATING_RESULT,
    (
        *STUDENT,
        Column(ITEMS, "各项目", "Score and averages of each rating item", Kind.DECIMAL, right=SEE_ITEM_SCORES),
        Column(
            "rating_score",
            "评分成绩",
            "Rating score",
            Kind.DECIMAL,
            sortable=True,
            order_words="评分成绩；没有或无权查看的排在最后 | "
            "Rating score; those without one, or with one you may not see, come last",
        ),
        Column("counsellor_ballots", "辅导员打分表份数", "Number of counsellors' ballots", Kind.INTEGER),
        Column("head_teacher_ballots", "班主任打分表份数", "Number of head teachers' ballots", Kind.INTEGER),
        Column("peer_ballots", "互评打分表份数", "Number of peer-rating ballots", Kind.INTEGER),
        Column("note", "备注", "Remark", width=40),
        Column("computed_at", "计算时间", "When it was computed", Kind.DATETIME, width=18),
        Column("computed_by", "计算人员", "Who computed it"),
    ),
)
"""`ITEMS` stands for the columns of all items; people who may not see it get none of them."""
