"""The demo stores its passwords and its progress between runs in a file beside its database."""

import json
import os
import secrets
import string
from dataclasses import asdict, dataclass, field, fields
from datetime import date, timedelta
from pathlib import Path

_LETTERS = string.ascii_letters + string.digits
"""Letters and digits only: people copy the password from the table, where a text file would quote any other mark."""

EDITION = 3
DAYS_BEFORE, DAYS_AFTER, DAYS_LEFT = 30, 180, 7


@dataclass
class DemoState:
    file: Path
    academic_year: str
    open_until: str = ""
    """The last day of the windows."""
    edition: int = 1
    """The edition of the story; this one can't continue what an earlier one has begun."""
    told: list[str] = field(default_factory=list)
    """The chapters that are done."""
    passwords: dict[str, str] = field(default_factory=dict)
    activated: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path, today: date) -> "DemoState":
        """Reads the file, or begins with the academic year that ended last summer."""
        file = folder / "demo.json"
        if file.exists():
            values = json.loads(file.read_text("utf-8"))
            names = {one.name for one in fields(cls)}
            return cls(file, **{name: value for name, value in values.items() if name in names})
        ended = today.year if today.month >= 8 else today.year - 1
        return cls(file, f"{ended - 1}-{ended}", edition=EDITION)

    def save(self) -> None:
        """Saves the file completely or not at all, readable only by its owner."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        values = {name: value for name, value in asdict(self).items() if name != "file"}
        new = self.file.with_suffix(".new")
        with open(new, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            json.dump(values, file, ensure_ascii=False, indent=1)
        new.replace(self.file)

    def begin_anew(self) -> None:
        """Forgets the progress, because the database is empty."""
        self.open_until, self.edition, self.told, self.activated = "", EDITION, [], []

    @property
    def earlier_years(self) -> list[str]:
        """Returns the two years before the assessed one, the earliest first."""
        first = int(self.academic_year[:4])
        return [f"{first - before}-{first - before + 1}" for before in (2, 1)]

    def password(self, username: str) -> str:
        return self.passwords.setdefault(username, "".join(secrets.choice(_LETTERS) for _ in range(12)))

    def needs_windows(self, today: date) -> bool:
        return not self.open_until or today + timedelta(days=DAYS_LEFT) > date.fromisoformat(self.open_until)


def window(today: date) -> dict[str, str]:
    """Returns a window around today, so that everything the manual allows in a window can be tried."""
    return {
        "startsOn": (today - timedelta(days=DAYS_BEFORE)).isoformat(),
        "endsOn": (today + timedelta(days=DAYS_AFTER)).isoformat(),
    }
