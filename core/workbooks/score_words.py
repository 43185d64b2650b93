"""A 成绩 in a 教务 export may be a word instead of a number; this file says what to do about it (R4.2)."""

import re

_LEVELS = "优秀|优|良好|良|中等|中|及格|不及格|合格|不合格|通过|不通过|[A-F][+-]?|P|NP"
_STATES = (
    "缓考|缺考|免修|免考|免听|作弊|舞弊|违纪|旷考|取消资格|取消|休学|未考|未评|未录入|无|暂无|无成绩|缓|缺"
    r"|-+|—+|/+|\*+"
)
_LEVEL, _STATE = re.compile(_LEVELS), re.compile(_STATES)
_MARKED = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(?:[*#$^]+|\(?(?:补考?|重修?|补及|缓)\)?)")
_WITH_UNIT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*分")
_PERCENT = re.compile(r"[0-9]+(?:\.[0-9]+)?\s*%")


def of_score(words: str) -> tuple[str, str] | None:
    """Returns advice in Chinese and English, by the kind of word, or None for an unknown word."""
    short = words[:20]
    if _WITH_UNIT.fullmatch(words):
        return f"“{short}”请只填数字，去掉“分”", f"“{short}”: enter only the number, without 分"
    if _PERCENT.fullmatch(words):
        return f"“{short}”是百分数：请填写 0 至 100 的分数", f"“{short}” is a percentage: enter a score from 0 to 100"
    if _MARKED.fullmatch(words):
        zh = f"“{short}”带有补考等标记：请按学校规定填写参加计算的分数，只填数字，标记可写在备注中"
        return zh, f"“{short}” has a mark: enter the score that counts, and put the mark into the remarks"
    if _STATE.fullmatch(words):
        zh = f"“{short}”不是分数：没有成绩的课程请删除该行，或按学校规定填写 0 至 100 的分数"
        return zh, f"“{short}” is not a score: remove the row, or enter the score by the school's rules"
    if _LEVEL.fullmatch(words):
        zh = f"“{short}”是等级：请按学校的折算办法换算成 0 至 100 的分数后填写"
        return zh, f"“{short}” is a level: convert it to a score from 0 to 100 by the school's table"
    return None
