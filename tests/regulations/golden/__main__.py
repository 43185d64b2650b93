"""Writes the expected tables of all regulations again."""

from tests.regulations import REGULATIONS
from tests.regulations.golden import write

for name in REGULATIONS:
    write(name)
