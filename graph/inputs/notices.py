"""What clients send about public notices."""

from datetime import date

import strawberry

from core.actions.notices import NoticeForm
from graph.vocabulary.fields import shown


@strawberry.input(description="开启公示：本学院的参评班级须都已提交综合测评成绩")
class OpenPublicNoticeInput:
    batch_id: strawberry.ID = shown("批次")
    college_id: strawberry.ID | None = shown("学院；只管理一个学院时可不填", default=None)
    title: str | None = shown("公示标题，最多 100 字；不填为“批次名称 学院名称综合测评成绩公示”", default=None)
    ends_on: date | None = shown("公示的最后一天，到时自动结束；不填则须手动结束", default=None)

    def form(self) -> NoticeForm:
        return NoticeForm(self.title, self.ends_on)


@strawberry.input(description="指明一次公示")
class PublicNoticeIdInput:
    id: strawberry.ID = shown("公示的 id")
