"""Long work reports these stages, in words for people."""

from enum import StrEnum

WORDS = {
    "READING": ("读取工作簿", "Reading the workbook"),
    "STORING": ("检查并保存", "Checking and storing"),
    "COMPUTING": ("计算", "Computing"),
    "GATHERING": ("汇总数据", "Gathering the data"),
    "WRITING": ("生成工作簿", "Writing the workbook"),
    "WAITING": ("数据库暂时不可用，恢复后自动继续", "The database is unavailable; the operation continues by itself"),
}


class Stage(StrEnum):
    READING = "READING"
    STORING = "STORING"
    COMPUTING = "COMPUTING"
    GATHERING = "GATHERING"
    WRITING = "WRITING"
    WAITING = "WAITING"


def words(stage: str, language: str) -> str:
    """Returns the words of a stage. A stage of another version of the program is shown as it is."""
    zh, en = WORDS.get(stage, (stage, stage))
    return en if language == "en" else zh
