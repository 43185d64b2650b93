"""The rule packs of docs/schemes, and the batches that they fit."""

from pathlib import Path

from core.rules.schemes.checking import Around
from core.rules.schemes.reading import read_scheme
from db.schemes import Scheme

FOLDER = Path(__file__).parents[4] / "docs" / "schemes"
SIX = {"moral": "德育", "intellectual": "智育", "physical": "体育", "aesthetic": "美育", "labour": "劳育"}
AROUND = {
    "15-75-10": Around(
        {"moral": "品德", "academic": "学业", "arts": "文体", "overall": "综合"}, ["优秀", "良好", "中等", "不合格"]
    ),
    "six-modules": Around({**SIX, "innovation": "创新", "overall": "综合"}, ["优秀", "良好", "合格"]),
    "four-qualities": Around(
        {
            "political": "思想政治素质",
            "scholastic": "科学文化素质",
            "development": "发展性素质",
            "overall": "素质综合测评",
        },
        ["优秀", "良好", "合格", "不合格"],
    ),
    "five-educations": Around({**SIX, "overall": "总分"}, ["优秀", "良好", "合格", "不合格"], ["思想", "纪律"]),
}


def text(name: str) -> str:
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


def scheme(name: str) -> Scheme:
    return read_scheme(text(name), AROUND[name])
