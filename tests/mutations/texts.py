"""The weakened conditions of SQL that is written as text: who somebody is, for the API and for report connections."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from db.queries.people import accounts
from db.reporting import wall
from tests.mutations.weakening import Weakening

WORD = re.compile(r"[()]|'[^']*'|\w+|\$\$|\S")
ENDS = {"and", "or", "as", "union", "group", "order", "limit", "left", "join", "where", "then", "$$", ","}
PLACES: tuple[tuple[str, Any, str, str], ...] = (
    ("db/queries/people/accounts.py VIEWER_BY_TOKEN", accounts.VIEWER_BY_TOKEN, "sql", "tests/core/identity"),
    ("db/queries/people/accounts.py VIEWER_BY_ACCOUNT", accounts.VIEWER_BY_ACCOUNT, "sql", "tests/core/identity"),
    ("db/reporting/wall.py ROLES", wall, "ROLES", "tests/graph/reporting"),
    ("db/reporting/wall.py ASSIGNED", wall, "ASSIGNED", "tests/graph/reporting"),
    ("db/reporting/wall.py SCOPE", wall, "SCOPE", "tests/graph/reporting"),
)
"""Each text by its place, the attribute that holds it, and the tests of what it says."""


def weakened_texts() -> Iterator[Weakening]:
    """Yields each condition after `where` or `and` as if it were true."""
    for name, holder, attribute, tests in PLACES:
        sql: str = getattr(holder, attribute)
        for start, end in conditions(sql):
            if sql[start:end].strip() == "true":
                continue
            changed = f"{sql[:start]} (true or {sql[start:end]}) {sql[end:]}"
            words = f"{name}: is true: {' '.join(sql[start:end].split())[:110]}"
            yield Weakening(words, None, partial(setattr, holder, attribute, changed), tests)


def conditions(sql: str) -> Iterator[tuple[int, int]]:
    """Yields the place of each condition, up to the next word that ends it outside of its own brackets."""
    for found in re.finditer(r"\b(where|and)\b", sql):
        depth = 0
        for word in WORD.finditer(sql, found.end()):
            depth += {"(": 1, ")": -1}.get(word[0], 0)
            if depth < 0 or (depth == 0 and word[0] in ENDS):
                yield found.end(), word.start()
                break
        else:
            yield found.end(), len(sql)
