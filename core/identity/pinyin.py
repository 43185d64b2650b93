"""Lists of people are sorted by the pinyin of their names; a surname is read as a surname."""

from functools import cache

_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "朴": "piao", "盖": "ge",
    "乐": "yue", "任": "ren", "翟": "zhai", "覃": "qin", "缪": "miao", "冼": "xian", "宓": "mi", "员": "yun",
    "折": "she", "纪": "ji", "黑": "he", "召": "shao", "么": "yao", "牟": "mu", "秘": "bi", "逄": "pang",
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "澹台": "tan tai", "单于": "chan yu",
}  # fmt: skip


def name_key(name: str) -> str:
    """Returns the sort key of a name: "张三" is "zhang san", one word a character, so that 李安 (li an)
    precedes 连 (lian).
    """
    surname = next((name[:length] for length in (2, 1) if name[:length] in _SURNAMES and name[length:]), "")
    words = _SURNAMES.get(surname, "") + "".join(map(_reading, name[len(surname) :]))
    return " ".join(words.split())


@cache
def _reading(character: str) -> str:
    from pypinyin import Style, lazy_pinyin  # its dictionary takes a third of a second to load

    reading = str(lazy_pinyin(character, style=Style.NORMAL)[0])
    return character.lower() if reading == character else f" {reading} "
