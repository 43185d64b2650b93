"""Words of the step of comprehensive results: imported by hand, or computed by the college's scheme (R1.7, R11.5)."""

from typing import NamedTuple

from core.rules.steps.step import Sentence


class Way(NamedTuple):
    """Says how results come in, and names the classes that lack them and those that have them."""

    title: Sentence
    coming: Sentence
    ready: Sentence


BY_HAND = Way(
    Sentence("导入并提交综合测评成绩", "Import and submit comprehensive results"),
    Sentence("待导入", "To be imported"),
    Sentence("已导入，待提交", "Imported, to be submitted"),
)
BY_SCHEME = Way(
    Sentence("按方案计算并提交综合测评成绩", "Compute comprehensive results by the scheme, and submit them"),
    Sentence("待计算", "To be computed"),
    Sentence("已有成绩，待提交", "With results, to be submitted"),
)
NO_INPUTS = Sentence(
    "尚未导入方案数据（方案不需要的，可直接计算）",
    "No inputs of the scheme are imported (compute at once if it needs none)",
)
OUTDATED = Sentence("计算之后有变动，须重新计算", "Changed since it was computed, to be computed again")
