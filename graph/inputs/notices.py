"""The inputs about public notices."""

from datetime import date

import strawberry

from core.actions.notices import NoticeForm
from graph.vocabulary.fields import shown


@strawberry.input(
    description="开启公示：本学院的参评班级须都已提交综合测评成绩 | "
    "Open a public notice: all participating classes of the college must have submitted their "
    "comprehensive results"
)
class OpenPublicNoticeInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    college_id: strawberry.ID | None = shown(
        "学院；只管理一个学院时可不填 | College; may be left out if you manage only one", default=None
    )
    title: str | None = shown(
        "公示标题，最多 100 字；不填为“批次名称 学院名称综合测评成绩公示” | "
        "Title, at most 100 characters; if left out, “批次名称 学院名称综合测评成绩公示” with the names of batch "
        "and college",
        default=None,
    )
    ends_on: date | None = shown(
        "公示的最后一天，到时自动结束；不填则须手动结束 | "
        "Last day, after which the notice ends by itself; without it, it must be ended by hand",
        default=None,
    )

    def form(self) -> NoticeForm:
        return NoticeForm(self.title, self.ends_on)


@strawberry.input(description="指明一次公示 | Names a public notice")
class PublicNoticeIdInput:
    id: strawberry.ID = shown("公示的 id | Id of the public notice")
