"""公示 (manual 1.1.4.2): declarations, nothing else."""

from datetime import date, datetime

import strawberry

from graph.permissions.notices import MayManageNotices, ReadsOpenNotice
from graph.resolvers import nested
from graph.resolvers import notices as resolvers
from graph.resolvers import qualities as of_qualities
from graph.schema.batches import Batch
from graph.schema.classes import College, Major, SchoolClass
from graph.schema.qualities import FEW, Quality
from graph.vocabulary.connections import Connection
from graph.vocabulary.fields import shown
from graph.vocabulary.ranks import Rank
from graph.vocabulary.scalars import Score
from graph.vocabulary.user_errors import UserError


@strawberry.type(description="公示中的一项素质 | One quality in a public notice")
class NoticeScore:
    quality: Quality = shown("哪一项素质 | Which quality", of_qualities.quality)
    score: Score = shown("分数 | Score")
    level: str = shown("等次 | Level")
    class_rank: Rank | None = shown(
        "班级排名；批次未要求公示排名的为空 | Class rank; null where the batch does not show one in notices",
        of_qualities.rank_in_notice,
    )


@strawberry.type(
    description="公示名单的一行，仅含这些字段 | One row of a public notice, with these fields and no others"
)
class NoticeEntry:
    number: str = shown("学号 | Student number")
    name: str = shown("姓名 | Name")
    major: Major = shown("参评时的专业 | Major in which the student participates", nested.major)
    grade: int = shown("年级（入学年份） | Grade (year of enrolment)")
    school_class: SchoolClass = shown("参评时的班级 | Class in which the student participates", nested.school_class)
    qualities: list[NoticeScore] = shown(
        "各项素质，按批次的顺序，最后一项为总成绩 | Every quality in the order of the batch, the overall result last",
        of_qualities.scores_of,
        rows=FEW,
    )
    overall: NoticeScore = shown(
        "总成绩，即最后一项 | The overall result, which is the last one", of_qualities.overall_of
    )


@strawberry.type(
    description="公示（1.1.4.2）：学院的综合测评成绩在各班级内部公示；结束后不能再查看名单，只保留标题 | "
    "A public notice (manual 1.1.4.2): a college's comprehensive results, shown within each class; "
    "after its end the list can't be seen any more, and the title stays"
)
class PublicNotice:
    id: strawberry.ID = shown("公示的 id | Id of the public notice")
    batch: Batch = shown("批次 | Batch", nested.batch)
    college: College = shown("学院 | College", nested.college)
    title: str = shown("公示标题 | Title of the public notice")
    open: bool = shown("是否正在公示 | Whether the notice is open now")
    opened_at: datetime = shown("开始的时间 | When it was opened")
    opened_by: str | None = shown("开启人 | Who opened it", resolvers.opened_by)
    ends_on: date | None = shown("计划的最后一天；未计划为空 | Planned last day; null if none is planned")
    ended_at: datetime | None = shown(
        "结束的时间；正在公示为空 | When it ended; null while it is open", resolvers.ended_at
    )
    ended_by: str | None = shown(
        "结束人；到期自动结束为空 | Who ended it; null if it ended by itself on its last day", resolvers.ended_by
    )
    minimum_working_days: int = shown(
        "学院设置的最少工作日数（开启公示时） | Fewest working days, as the college had set when the notice was opened",
        resolvers.minimum_working_days,
    )
    working_days: int = shown(
        "公示的工作日数：计划的、实际的，或至今的；首尾两天都算在内 | "
        "Working days of the notice: planned, actual, or so far; first and last day included",
        resolvers.working_days,
    )
    too_short: bool | None = shown(
        "是否少于最少工作日数；没有计划最后一天、又未结束时为空 | "
        "Whether it is shorter than the fewest working days; null while it is open without a planned last day",
        resolvers.too_short,
    )
    ending_warning: str | None = shown(
        "今天结束的话，公示是否不足最少工作日数的提醒；足够或已结束为空 | "
        "Warning that ending it today would bring; null if it is long enough, or has ended",
        resolvers.ending_warning,
    )
    entries: Connection[NoticeEntry] | None = shown(
        "名单：本班参评学生，按学号；学院看各班级，按班级、学号 | "
        "The list: participants of your class by student number; the college sees every class, by class and student "
        "number",
        resolvers.entries,
        by=ReadsOpenNotice,
    )


@strawberry.type(description="公示操作的结果 | Result of opening or ending a public notice")
class PublicNoticePayload:
    public_notice: PublicNotice | None = shown("操作后的公示 | The public notice afterwards")
    warning: str | None = shown(
        "提醒：公示不足学院设置的最少工作日数，操作照常完成 | "
        "Warning: the notice has fewer working days than the college set; it was done all the same",
        resolvers.warning,
    )
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type
class NoticeQueries:
    public_notices: Connection[PublicNotice] = shown(
        "一个批次的公示，限有权看到的，新的在前 | Public notices of a batch, only those you may see, newest first",
        resolvers.public_notices,
    )


@strawberry.type
class NoticeMutations:
    open_public_notice: PublicNoticePayload | None = shown(
        "开启公示；参评班级须都已提交综合测评成绩 | "
        "Open a public notice; all participating classes must have submitted their comprehensive results",
        resolvers.open_public_notice,
        by=MayManageNotices,
    )
    end_public_notice: PublicNoticePayload | None = shown(
        "结束公示，之后可重新导入、再次公示 | End a public notice; results can then be imported and shown again",
        resolvers.end_public_notice,
        by=MayManageNotices,
    )
