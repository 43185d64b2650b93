"""样例学生: what a scheme's text gives for one student; nothing is stored (R11)."""

import strawberry

from graph.resolvers import schemes as resolvers
from graph.schema.comprehensive import ResultStep
from graph.vocabulary.fields import shown
from graph.vocabulary.scalars import Score
from graph.vocabulary.user_errors import UserError


@strawberry.type(description="样例学生的一项数据 | A value of the sample student")
class SampleValue:
    name: str = shown("方案中的名称 | Its name in the scheme")
    value: str | None = shown("数值；没有为空 | The number; null if there is none")
    typed: bool = shown("是否为填写的 | Whether it was given with the question")
    hidden: bool = shown("您无权查看该学生的这项数据，可另填一个 | You may not see the student's own; give another")


@strawberry.type(description="样例学生的一个项目 | An item of the sample student")
class SampleItem:
    category: str = shown("类别 | Category")
    item: str = shown("项目 | Item")
    level: str = shown("级别 | Level")
    award: str = shown("奖项 | Award")
    role: str = shown("角色 | Role")
    kind: str = shown("同类 | Kind")
    amount: str | None = shown("数量 | Amount")
    points: str | None = shown("分值 | Points")
    worth: str | None = shown("按方案值多少分；方案没有规定为空 | What it is worth; null if the scheme does not say")


@strawberry.type(description="方案的一个项目类别 | A category of items of the scheme")
class SampleCategory:
    name: str = shown("名称 | Name")
    facts: list[str] = shown(
        "除项目名称外还须填写的：level、award、role、amount、points | "
        "What an item needs beside its name: level, award, role, amount, points",
    )


@strawberry.type(description="缺少的数据 | What is lacking")
class SampleLack:
    name: str = shown("方案中的名称 | Its name in the scheme")
    item: str | None = shown(
        "没有分值的项目；数据本身缺少则为空 | The item without a worth; null if a value is lacking"
    )


@strawberry.type(description="样例学生的一项成绩 | A quality of the sample student")
class SampleQuality:
    code: str = shown("素质的代号 | Code of the quality")
    score: Score = shown("分数 | Score")
    level: str | None = shown("等次；取决于他人的成绩则为空 | Level; null if it depends on the scores of others")


@strawberry.type(
    description="样例学生：按方案文本得出的成绩，不保存 | A sample student, reckoned by a text; nothing is stored"
)
class SchemeSample:
    values: list[SampleValue] | None = shown("方案用到的数据 | The values that the scheme reads")
    categories: list[SampleCategory] | None = shown("方案的项目类别 | The categories of the scheme")
    items: list[SampleItem] | None = shown("项目 | Items")
    lacks: list[SampleLack] | None = shown("缺少的数据；有缺少则没有成绩 | What is lacking; then there are no results")
    qualities: list[SampleQuality] | None = shown("各项成绩 | Every quality")
    steps: list[ResultStep] | None = shown("计算明细 | The steps of the calculation", resolvers.sample_steps)
    user_errors: list[UserError] = shown(
        "方案有误时逐处列出，row、column 是所在的行、列 | Every fault of the text, with its line and column"
    )
