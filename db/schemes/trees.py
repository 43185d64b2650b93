"""A whole scheme: its inputs, its named parts, and the rule of every quality."""

from typing import Literal

from pydantic import Field

from db.schemes.inputs import Input
from db.schemes.nodes import Condition, Node
from db.schemes.parts import Name, Number, Part, Percent, Word


class JointCap(Part):
    """A cap over several parts together, wherever they stand: what is named first fills it first."""

    of: list[Name] = Field(
        min_length=2, description="部分的名称，按扣减先后 | Names of parts; the first fills it first"
    )
    cap: Number = Field(description="合计上限 | The cap of all together")


class LevelRule(Part):
    """Says who gets a level. The first rule that fits decides; the last has no condition."""

    level: Word = Field(description="等次 | The level")
    at_least: Number | None = Field(None, description="分数达到 | From this score on")
    top_percent: Percent | None = Field(None, description="名次在前百分之几 | Among the first so many percent")
    within: Literal["class", "grade"] | None = Field(
        None,
        description="在班级内，或年级（同专业、同入学年份）内 | Within the class, or the grade: one major and one year",
    )
    when: Condition = Field({}, description="还须满足 | All of these hold, too")

    @property
    def is_for_all(self) -> bool:
        return self.at_least is None and self.top_percent is None and not self.when


class QualityRule(Part):
    score: Node = Field(description="分数 | The score")
    levels: list[LevelRule] = Field(min_length=1, description="等次，从高到低 | Levels, the best first")


class Scheme(Part):
    """A college's scheme."""

    title: Word = Field(description="方案名称 | The title")
    inputs: dict[Name, Input] = Field(min_length=1, description="用到的数据 | What the scheme reads")
    parts: dict[Name, Node] = Field({}, description="中间结果 | Parts that have a name")
    joint_caps: list[JointCap] = Field([], description="几个部分的合计上限 | Caps over several parts together")
    qualities: dict[Name, QualityRule] = Field(min_length=1, description="各项成绩 | Every quality of the batch")
