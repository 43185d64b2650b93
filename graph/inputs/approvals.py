"""The inputs about the approval of results."""

import strawberry

from graph.vocabulary.fields import shown


@strawberry.input(
    description="审核通过并提交一个学院的测评结果 | Approve the results of a college and hand them to student affairs"
)
class ApproveResultsInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    college_id: strawberry.ID | None = shown(
        "学院；只负责一个学院时可不填 | College; may be left out if you are in charge of only one", default=None
    )


@strawberry.input(description="撤销一个学院的审核 | Withdraw the approval of a college's results")
class WithdrawApprovalInput:
    batch_id: strawberry.ID = shown("批次 | Batch")
    college_id: strawberry.ID = shown("学院 | College")
    reason: str = shown("撤销的原因，最多 200 字 | Reason, at most 200 characters")
