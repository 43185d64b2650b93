"""Searches in plain Python (R9.7): spells a text along a name, where the product compares stored words."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from db.pinyin import name_key, readings

SURNAMES = "张章曾单解仇区吕查长万"
LETTERS = "三庆山重国藩俟孙乐一珊%_aZ'é"
STRANGE = (
    *("%", "_", "z%", "''", "\\", "a'", "|&!", ":*", "张:*", "<->", "（", "20190_"),
    *("张 三", "Ｚｈ", "nv", "lü", "  ", "\u200b", ""),
)
"""PostgreSQL, LIKE or a tsquery might take these for more than characters; and what is typed in another form."""


@dataclass(frozen=True)
class Row:
    """A student or a class: `number` is the class's code, and `key` is what rows of the same nearness are sorted by."""

    number: str
    name: str
    klass: str
    retired: bool = False
    key: str = ""


def found(text: str, rows: Sequence[Row]) -> list[str]:
    """The numbers of all that the text finds, in order."""
    text = folded(text)
    if not text or (len(text) == 1 and text.isascii()):
        return []
    near = [(nearness(text, row), row.key, row.number) for row in rows if not row.retired]
    return [number for _, _, number in sorted(one for one in near if one[0] < 3)]


def nearness(text: str, row: Row) -> int:
    """0: this is what the row is called; 1: it begins so; 2: the name holds it; 3: it is not found."""
    number, name = folded(row.number), folded(row.name)
    if text == number or says(text, name, whole=True):
        return 0
    if number.startswith(text) or says(text, name, whole=False):
        return 1
    return 2 if any(says(text, name[start:], whole=False) for start in range(1, len(name))) else 3


def says(text: str, name: str, *, whole: bool) -> bool:
    """Tells whether the text is the name, or begins it: as it is written, in pinyin, or by initials."""
    sounds = [readings(one) for one in name]
    forms = ([(one,) for one in name], sounds, [[one[0] for one in ways] for ways in sounds])
    return any(spelt(text, form, whole=whole) for form in forms)


def spelt(text: str, ways: Sequence[Sequence[str]], *, whole: bool) -> bool:
    if not text:
        return not (whole and ways)
    if not ways:
        return False
    begun = not whole and any(one.startswith(text) for one in ways[0])
    return begun or any(text.startswith(one) and spelt(text[len(one) :], ways[1:], whole=whole) for one in ways[0])


def folded(text: str) -> str:
    half = unicodedata.normalize("NFKC", text).lower().replace("ü", "v")
    return "".join(one for one in half if one not in "'’‘`·•.\u200b" and not one.isspace())


def random_people(random: Random) -> Iterator[Row]:
    for place in range(60):
        name = random.choice(SURNAMES) + "".join(random.choices(LETTERS, k=random.randint(1, 3)))
        number = f"{random.choice(('2019', '2O19', 'A_'))}9{place:03}"
        klass = random.choice(("cs1", "cs2", "se1", "en1"))
        yield Row(number, name, klass, random.random() < 0.1, name_key(name))


def random_texts(random: Random, rows: Sequence[Row]) -> Iterator[str]:
    """Yields pieces of what the rows are called, from any character on, right or with a fault at the end."""
    yield from STRANGE
    for _ in range(60):
        row = random.choice(rows)
        start = random.randrange(len(row.name))
        sounds = [random.choice(readings(one)) for one in folded(row.name[start:])]
        form = random.choice((row.number, row.name[start:], "".join(sounds), "".join(one[0] for one in sounds)))
        yield form[: random.randint(1, max(1, len(form)))] + random.choice(("", "", "", "", "x", "%"))
