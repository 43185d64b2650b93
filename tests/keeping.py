"""`python -m tests.keeping` writes docs/keeping.md from the list of what is kept (R16.3)."""

from pathlib import Path

from core.rules.keeping import KINDS, REST
from core.settings import Settings

DOCUMENT = Path(__file__).parents[1] / "docs/keeping.md"
HEAD = """# 数据的用途与保存期限 What is kept, what for, and how long

每一类数据的用途、保存期限与所在的列（R16.3）。到期的数据每天凌晨 3:40 删除，日志记下各类删了多少；成绩与结果不删。

What each kind of data is for, how long it is kept, and in which columns it lies (R16.3). What is over its time is
removed each night at 03:40, and the audit log says how much of each kind; scores and results stay. `left_years` is a
[setting](settings.md). Copies in back-ups go with the back-ups: [operating](operating.md#each-night) says for how many
days a dump is kept. A name stays with the results that it stands beside, and an entry of the log as it was written.

| 数据 data | 用途 purpose | 保存期限 kept | 所在的列 columns |
| --- | --- | --- | --- |
"""


def written() -> str:
    years = str(Settings.model_fields["left_years"].default)
    lines = []
    for one in KINDS:
        places = (f"`{table}`" if names == REST else f"`{table}`: {names}" for table, names in one.where.items())
        words = (text.replace(" | ", "<br>") for text in (one.title, one.purpose, one.time.format(left_years=years)))
        lines.append(f"| {' | '.join(words)} | {', '.join(places)} |\n")
    return HEAD + "".join(lines)


if __name__ == "__main__":
    DOCUMENT.write_text(written(), "utf-8")
