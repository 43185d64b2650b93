"""审核 (manual 1.1.4.2): declarations, nothing else."""

import strawberry

from graph.permissions.approvals import MayApprove, MayWithdrawApproval
from graph.resolvers import approvals as resolvers
from graph.schema.phases import BatchCollege
from graph.vocabulary.fields import shown
from graph.vocabulary.user_errors import UserError


@strawberry.type(description="审核或撤销审核的结果 | Result of approving results or withdrawing the approval")
class ApprovalPayload:
    batch_college: BatchCollege | None = shown("操作后的学院 | The college afterwards")
    user_errors: list[UserError] = shown("被拒绝的原因 | Why it was refused")


@strawberry.type
class ApprovalMutations:
    approve_results: ApprovalPayload | None = shown(
        "审核通过并提交，须在公示结束后；学院批次随之自动结束 | "
        "Approve the results and hand them to student affairs, after the public notice; the phase then ends by "
        "itself",
        resolvers.approve_results,
        by=MayApprove,
    )
    withdraw_approval: ApprovalPayload | None = shown(
        "撤销审核；学院批次不会自动再开启 | Withdraw an approval; the phase does not open again by itself",
        resolvers.withdraw_approval,
        by=MayWithdrawApproval,
    )
