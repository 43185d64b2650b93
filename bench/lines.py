"""Declares every line of the table, in its order: what is measured, beside what, and the goal.

A measure returns one outcome for each of its lines; `docs/performance.md` holds the table of a whole university.
"""

from bench.figures import Line, at_least, at_most
from bench.university import Size

BARE, JSON, PEER, JIT = "bare endpoint", "JSON made by PostgreSQL", "PostGraphile 5", "Mercurius with its JIT"
GENERIC, ALONE, TENTH, UNLOADED = "itself without the fast path", "itself alone", "itself at a tenth", "itself unloaded"
STATEMENT, POLARS, NONE = "the bare statement", "polars", "-"
CLASS_LIST, THOUSAND = "class list, 40 rows x 13 fields", "the same with 1,000 rows, of 25 classes"
MY_YEAR, ACADEMIC = "the phone's `MyYear`", "academic scores and ranks of everybody, stored, audited"
CAPACITY = "pages over 1,000 connections, as many as can be answered"
TWICE = "pages over 1,000 connections, twice as many as can be answered"
MILLISECONDS, MEGABYTES = " ms", " MB"

TABLE: dict[str, tuple[Line, ...]] = {
    "class-list": (
        Line(CLASS_LIST, BARE, at_least(0.80)),
        Line(CLASS_LIST, JSON, at_least(0.60)),
        Line(CLASS_LIST, PEER, at_least(1.3)),
        Line(CLASS_LIST, JIT, at_least(1)),
    ),
    "thousand-rows": (
        Line(THOUSAND, BARE, at_least(0.80)),
        Line(THOUSAND, PEER, at_least(1.5)),
        Line(THOUSAND, JIT, at_least(0.80)),
    ),
    "my-year": (Line(MY_YEAR, BARE, at_least(0.50)), Line(MY_YEAR, JIT, at_least(0.50))),
    "fast-path": (
        Line(CLASS_LIST, GENERIC, at_least(5)),
        Line(MY_YEAR, GENERIC, at_least(1.3)),
    ),
    "ballots": (Line("ballot saved and submitted, 40 x 3 marks", BARE, at_least(0.60)),),
    "academic": (Line(ACADEMIC, STATEMENT, at_most(2)), Line(ACADEMIC, POLARS, at_most(1.5))),
    "one-class": (
        Line("one changed course score, until its class has fresh scores and ranks", NONE, at_most(50, MILLISECONDS)),
    ),
    "ratings": (Line("rating results of everybody, with their marks", STATEMENT, at_most(1.2)),),
    "scheme": (Line("a scheme of seven qualities, 310,000 items of 27,600 students", STATEMENT, at_most(2)),),
    "import": (Line("import of {imported} rows, validated and stored", "calamine's parse + COPY", at_most(1.6)),),
    "import-odd": (Line("the same, 3 % of them odd and settled", "calamine's parse + COPY", at_most(1.6)),),
    "export": (
        Line("export of {students} rows x 20 columns to xlsx", "openpyxl's write-only loop", at_most(0.2)),
        Line("p99 of a class's page beside exports", ALONE, at_most(1.3)),
    ),
    "sign-ins": (
        Line("300 sign-ins within a second, until the last is signed in", NONE, at_most(15, " s")),
        Line("p99 of others' pages meanwhile", NONE, at_most(100, MILLISECONDS)),
    ),
    "evening": (
        Line(CAPACITY, "the best over four", at_least(0.90)),
        Line(TWICE, "the best over four", at_least(0.90)),
        Line(f"p99 of those that are served, {TWICE.partition(', ')[2]}", UNLOADED, at_most(1.3)),
        Line("breaches of a college's rating evening, the server killed three times", NONE, at_most(0, " breaches")),
    ),
    "scheme-act": (Line("the same computed by the act: stored, ranked, explained, audited", STATEMENT, at_most(2)),),
    "scheme-class": (
        Line("one class computed by its scheme", NONE, at_most(50, MILLISECONDS)),
        Line("one changed course score, until its class is fresh by its scheme, too", NONE, at_most(100, MILLISECONDS)),
    ),
    "report-reads": (
        Line("reporting tool: a whole year by college", STATEMENT, at_most(2.5)),
        Line("reporting tool: the courses of a college, averaged", STATEMENT, at_most(2.5)),
        Line("reporting tool: a counsellor's classes of all years", NONE, at_most(50, MILLISECONDS)),
    ),
    "growth": (
        Line("class list among ten times as many", TENTH, at_most(1.15)),
        Line("academic scores and ranks of ten times as many", TENTH, at_most(12)),
        Line("rating results of ten times as many", TENTH, at_most(12)),
    ),
    "memory": (Line("memory of a worker after all this", NONE, at_most(300, MEGABYTES)),),
}
GROUPS = {
    "reads": ("class-list", "thousand-rows", "my-year", "fast-path", "report-reads"),
    "computing": ("academic", "one-class", "ratings", "scheme", "scheme-act", "scheme-class"),
    "workbooks": ("import", "import-odd", "export"),
    "crowds": ("ballots", "sign-ins", "evening"),
}
"""`--only` takes the name of a group, too."""


def lines_of(name: str, size: Size) -> list[Line]:
    """Returns the lines of a measure in the words of this size."""
    return [line.of(students=f"{40 * size.classes:,}", imported=f"{size.imported:,}") for line in TABLE[name]]
