"""A batch's list of qualities is fixed once the batch has comprehensive results (R11.1)."""

from core.errors import Conflict
from db.tables import Status


def why_fixed(status: str, has_results: bool) -> Conflict | None:
    """Returns why the list of a batch can't be changed now, or None if it can."""
    if has_results:
        zh = "本批次已有综合测评成绩，不能再修改各项素质；撤销全部导入后可以修改"
        en = "The batch has comprehensive results, so its qualities can't be changed unless every import is undone"
        return Conflict(zh, en)
    if status == Status.ENDED:
        zh, en = (
            "批次已结束，不能修改各项素质；请先重新开启批次",
            "The batch has ended: open it again to change its qualities",
        )
        return Conflict(zh, en)
    return None
