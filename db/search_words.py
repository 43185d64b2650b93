"""Students and classes are found by words: their number or code, and their name as written, in pinyin and by its
initials (R9.7).

The words stand in a `tsvector` that is made here. PostgreSQL only compares them: no dictionary, no stemming, and the
same answer under every locale. A word that begins the name has weight A, one from inside of it has none.
"""

import unicodedata
from collections.abc import Iterable
from itertools import islice, product

from db.pinyin import readings

LONGEST = 50
"""The characters of a text, and of a name, that are compared."""
MOST_READINGS = 128
"""The ways to read one name that are stored; few names of four characters have more."""

_PASSED_OVER = frozenset("'’‘`·•.")
_WITHOUT_SIGN = {"Cc", "Cf", "Cs"}
_SPELT = str.maketrans("ü", "v")


def search_text(text: str) -> str:
    """Returns the form in which texts are compared: half-width, lower case, ü as v, and without spaces, dots and
    apostrophes. "Xi'an" is "xian".
    """
    half = unicodedata.normalize("NFKC", text).casefold().translate(_SPELT)
    return "".join(c for c in half if not (c.isspace() or c in _PASSED_OVER or _is_invisible(c)))


def search_vector(number: str, name: str) -> str:
    """Returns the words of a person or a class, as PostgreSQL reads a tsvector."""
    read = search_text(name)[:LONGEST]
    whole = {search_text(number)[:LONGEST], *_written(read)} - {""}
    inside = {word for start in range(1, len(read)) for word in _written(read[start:])}
    places = [*((word, "1A,2" if word in inside else "1A") for word in whole), *((w, "2") for w in inside - whole)]
    return " ".join(f"{_quoted(word)}:{place}" for word, place in sorted(places))


def begins_query(text: str) -> str:
    """Returns the tsquery for the words that begin with the text."""
    return f"{_quoted(text)}:*"


def begins_name_query(text: str) -> str:
    """Returns the tsquery for the numbers and names that begin with the text."""
    return f"{_quoted(text)}:*A"


def whole_query(text: str) -> str:
    """Returns the tsquery for the numbers and names that are the text."""
    return f"{_quoted(text)}:A"


def _written(name: str) -> Iterable[str]:
    """Yields a name as it is written, and all its readings, whole and by initials."""
    sounds = [readings(character) for character in name]
    initials = [tuple(dict.fromkeys(sound[0] for sound in ways)) for ways in sounds]
    yield name
    for ways in (sounds, initials):
        yield from ("".join(one) for one in islice(product(*ways), MOST_READINGS))


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in _WITHOUT_SIGN


def _quoted(word: str) -> str:
    return "'" + word[:LONGEST].replace("\\", "\\\\").replace("'", "''") + "'"
