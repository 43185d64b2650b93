"""What clients send about the approval of results."""

import strawberry

from graph.vocabulary.fields import shown


@strawberry.input(description="审核通过并提交一个学院的测评结果")
class ApproveResultsInput:
    batch_id: strawberry.ID = shown("批次")
    college_id: strawberry.ID | None = shown("学院；只负责一个学院时可不填", default=None)


@strawberry.input(description="退回一个学院的审核")
class WithdrawApprovalInput:
    batch_id: strawberry.ID = shown("批次")
    college_id: strawberry.ID = shown("学院")
    reason: str = shown("退回的原因，最多 200 字")
