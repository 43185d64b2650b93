"""The input of a batch's list of qualities."""

import strawberry

from core.identifiers import visible
from db.qualities import Qualities, Quality
from graph.vocabulary.fields import shown


@strawberry.input(description="一项素质 | One quality")
class QualityInput:
    code: str = shown(
        "代号，在批次内唯一：小写字母、数字、下划线 | Code, unique in the batch: small letters, digits, underscores"
    )
    name: str = shown("名称，最多 32 字 | Name, at most 32 characters")
    ranked_in_class: bool = shown("是否有班级排名；总成绩须有 | Whether it is ranked in the class", default=True)
    ranked_in_grade: bool = shown("是否有年级排名 | Whether it is ranked in the grade", default=False)
    ranked_in_notice: bool = shown(
        "公示中是否列出班级排名 | Whether a public notice shows its class rank", default=False
    )

    def quality(self) -> Quality:
        flags = (self.ranked_in_class, self.ranked_in_grade, self.ranked_in_notice)
        return Quality(self.code.strip(), visible(self.name), *flags)


@strawberry.input(description="设置批次的各项素质 | Sets the qualities of a batch")
class SetQualitiesInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    qualities: list[QualityInput] = shown(
        "各项素质，2 至 20 项，最后一项为总成绩 | The qualities in their order, 2 to 20, the overall result last"
    )

    def form(self) -> Qualities:
        return tuple(one.quality() for one in self.qualities)
