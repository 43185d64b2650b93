"""Cleans the name of an uploaded file, as it is stored, shown and returned: one path segment of plain text."""

import unicodedata
from pathlib import PurePosixPath

LONGEST = 120
LONGEST_ENDING = 10
NAMELESS = "file"
_UNPLAIN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
"""Control characters (NUL, which no text column takes), turned directions, halves of characters, and the like."""


def plain_name(name: str | None) -> str:
    """Returns a file name without folders and invisible characters, shortened but with its extension."""
    last = unicodedata.normalize("NFC", name or "").replace("\\", "/").rpartition("/")[2]
    plain = " ".join("".join(one for one in last if unicodedata.category(one) not in _UNPLAIN).split())
    ending = PurePosixPath(plain).suffix
    if len(plain) > LONGEST:
        ending = ending if len(ending) <= LONGEST_ENDING else ""
        plain = plain[: LONGEST - len(ending)] + ending
    return plain if plain.strip(". ") else NAMELESS
