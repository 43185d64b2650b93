"""Names in pinyin: the key by which people are sorted, and every reading by which they are searched.

A surname is read as a surname: 单 is shan in 单雄信.
"""

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
def readings(character: str) -> tuple[str, ...]:
    """Returns all readings of a character, the most frequent first; what is no Chinese character reads as itself.

    "曾" is read ceng and zeng, "吕" lv, and "a" a.
    """
    found = dict.fromkeys(_pinyin(character, heteronym=True))
    if surname := _SURNAMES.get(character):
        found[surname] = None
    return tuple(found)


@cache
def _reading(character: str) -> str:
    [reading] = _pinyin(character, heteronym=False)
    return character.lower() if reading == character else f" {reading} "


def _pinyin(character: str, *, heteronym: bool) -> list[str]:
    from pypinyin import Style, pinyin  # its dictionary takes a third of a second to load

    return [str(one) for one in pinyin(character, style=Style.NORMAL, heteronym=heteronym)[0]]
