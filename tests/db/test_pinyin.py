"""Names are sorted by pinyin, a surname by its own reading."""

import pytest

from db.pinyin import name_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("张三", "zhang san"),
        ("单雄信", "shan xiong xin"),
        ("曾国藩", "zeng guo fan"),
        ("尉迟恭", "yu chi gong"),
        ("小单", "xiao dan"),
        ("吕布", "lv bu"),
        ("John Smith", "john smith"),
        ("阿依·买买提", "a yi · mai mai ti"),
    ],
)
def test_a_name_is_read_character_by_character(name: str, key: str) -> None:
    assert name_key(name) == key


def test_people_are_sorted_by_syllables() -> None:
    """李安 (li an) before 连战 (lian zhan)."""
    assert sorted(["连战", "李安", "张三", "Ann"], key=name_key) == ["Ann", "李安", "连战", "张三"]
