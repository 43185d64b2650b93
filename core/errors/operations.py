"""Long work is refused for these reasons."""

from core.errors.family import Refusal


class OperationBroke(Refusal):
    """Reports a fault of the server itself; the log holds the details under the request's id."""

    code = "INTERNAL"
    meaning = "服务器内部错误，没有写入任何内容 | Internal server error; nothing was written"
    zh = "服务器内部错误，请联系管理员并提供编号 {request_id}；没有写入任何内容"
    en = "Internal server error. Nothing was written; contact an administrator with the number {request_id}"


class OperationInterrupted(Refusal):
    code = "OPERATION_INTERRUPTED"
    meaning = "任务多次中断，已不再重试 | The operation was interrupted too often and is not retried"
    zh = "执行该任务的服务进程 {attempts} 次中断，已不再重试；没有写入任何内容，请联系管理员"
    en = "The server stopped {attempts} times during this operation, so it is not retried. Nothing was written"


class OperationFinished(Refusal):
    code = "OPERATION_FINISHED"
    meaning = "任务已经结束，不能取消 | The operation has finished and can't be cancelled"
    zh = "任务已经结束，不能取消"
    en = "The operation has finished and can't be cancelled"
