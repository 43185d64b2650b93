"""Long work."""

from core.errors.family import Refusal


class OperationBroke(Refusal):
    """Our own fault; the log has the rest under the id."""

    code = "INTERNAL"
    meaning = "服务器内部错误，没有写入任何内容 | Internal server error; nothing was written"
    zh = "服务器内部错误，请联系管理员并提供编号 {request_id}；没有写入任何内容"
    en = "Internal server error; tell the administrators the number {request_id}. Nothing was written"


class OperationInterrupted(Refusal):
    code = "OPERATION_INTERRUPTED"
    meaning = "任务多次中断，已不再重试 | The operation was interrupted too often and is given up"
    zh = "执行该任务的服务进程 {attempts} 次中断，已不再重试；没有写入任何内容，请联系管理员"
    en = "The server stopped {attempts} times in the middle of this, so it is not tried again. Nothing was written"


class OperationFinished(Refusal):
    code = "OPERATION_FINISHED"
    meaning = "任务已经结束，不能取消 | The operation has finished and can't be cancelled"
    zh = "任务已经结束，不能取消"
    en = "The operation has finished and can't be cancelled"
