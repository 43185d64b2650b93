"""公示 (manual 1.1.4.2): declarations, nothing else."""

from datetime import date, datetime

import strawberry

from graph.permissions.notices import MayManageNotices, ReadsOpenNotice
from graph.resolvers import nested
from graph.resolvers import notices as resolvers
from graph.schema.batches import Batch
from graph.schema.classes import College
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.ranks import Rank
from graph.vocabulary.scalars import Score
from graph.vocabulary.user_errors import UserError


@strawberry.type(description="公示中的一项素质：分数与等次")
class NoticeScore:
    score: Score = shown("分数")
    level: str = shown("等次")


@strawberry.type(description="公示中的一项素质：分数、等次与班级排名")
class NoticeRankedScore:
    score: Score = shown("分数")
    level: str = shown("等次")
    class_rank: Rank | None = shown("班级排名")


@strawberry.type(description="公示名单的一行：只有这些字段，再无其他")
class NoticeEntry:
    number: str = shown("学号")
    name: str = shown("姓名")
    political: NoticeScore = shown("思想政治素质", resolvers.political)
    scholastic: NoticeRankedScore = shown("科学文化素质", resolvers.scholastic)
    development: NoticeScore = shown("发展性素质", resolvers.development)
    overall: NoticeRankedScore = shown("素质综合测评", resolvers.overall)


@strawberry.type(description="公示（1.1.4.2）：学院的综合测评成绩在各班级内部公示；结束后名单不再能看，标题一直保留")
class PublicNotice:
    id: strawberry.ID = shown("公示的 id")
    batch: Batch = shown("批次", nested.batch)
    college: College = shown("学院", nested.college)
    title: str = shown("公示标题")
    open: bool = shown("正在公示")
    opened_at: datetime = shown("开始的时间")
    opened_by: str | None = shown("开启人", resolvers.opened_by)
    ends_on: date | None = shown("计划的最后一天；未计划为空")
    ended_at: datetime | None = shown("结束的时间；正在公示为空", resolvers.ended_at)
    ended_by: str | None = shown("结束人；到期自动结束为空", resolvers.ended_by)
    minimum_working_days: int = shown("学院设置的最少工作日数（开启公示时）", resolvers.minimum_working_days)
    working_days: int = shown("公示的工作日数：计划的、实际的，或至今的；首尾两天都算在内", resolvers.working_days)
    too_short: bool | None = shown("少于最少工作日数；没有计划最后一天、又未结束时为空", resolvers.too_short)
    entries: Connection[NoticeEntry] | None = shown(
        "名单：本班参评学生，按学号；学院看各班级，按班级、学号", resolvers.entries, by=ReadsOpenNotice
    )


@strawberry.type(description="公示操作的结果")
class PublicNoticePayload:
    public_notice: PublicNotice | None = shown("操作后的公示")
    warning: str | None = shown("提醒：公示不足学院设置的最少工作日数，操作照常完成", resolvers.warning)
    user_errors: list[UserError] = shown("被拒绝的原因")


@strawberry.type
class NoticeQueries:
    public_notices: Connection[PublicNotice] = shown("一个批次的公示，限有权看到的，新的在前", resolvers.public_notices)


@strawberry.type
class NoticeMutations:
    open_public_notice: PublicNoticePayload | None = shown(
        "开启公示；参评班级须都已提交综合测评成绩", resolvers.open_public_notice, by=MayManageNotices
    )
    end_public_notice: PublicNoticePayload | None = shown(
        "结束公示，之后可重新导入、再次公示", resolvers.end_public_notice, by=MayManageNotices
    )
