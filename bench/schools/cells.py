"""Reckons many servers with many schools each from what `python -m bench.schools` measured on one.

    python -m bench.schools.cells [--universities 3000] [--schools 60] [--students 27600] ...

It measures nothing: it prints the tables of docs/scale.md from the figures below, which stand for one run.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, fields
from math import ceil

GB = 10**9
HOUR = 3600


@dataclass(frozen=True)
class Measured:
    """Holds what was measured on one machine with ten schools; a student-year is one student with all of one year."""

    ballot_seconds: float = 0
    """Seconds of a core for 1,000 ballots with all that their raters read and save, of server and database."""
    idle_cores: float = 0
    """Cores that a school takes while nobody is there."""
    serve_mb: float = 0
    database_mb: float = 0
    """PostgreSQL's memory by the number of schools, its connections included."""
    connections: int = 0
    """The most that one school had open."""
    ballot_wal: float = 0
    """Bytes of the write-ahead log for a ballot."""
    year_bytes: float = 0
    year_wal: float = 0
    dump_bytes: float = 0
    restore_seconds: float = 0
    """Seconds to restore 1,000 student-years beyond what an empty school takes, and below to prove their dump."""
    verify_seconds: float = 0
    start_seconds: float = 0


@dataclass(frozen=True)
class Plan:
    """Says what is to be carried, and how; every university has as many students, so all of it is an upper bound."""

    universities: int = 3000
    schools: int = 60
    """The schools of a cell, which is one server with its standby."""
    students: int = 27_600
    years: int = 20
    rating_hours: float = 1
    """All students of all schools submit their ballots within so many hours."""
    busy: float = 0.5
    """The part of its cores that a server may use in that hour."""
    nights: int = 30
    """So many dumps of each school are kept."""
    at_once: int = 4
    """So many schools are restored at once when a cell is built anew."""
    copied_gb: float = 0.5
    """A base back-up is copied to a new server at so many GB a second."""
    cells_per_spare: int = 25
    failover_seconds: float = 20
    """The longest time without a write that bench.failover allows when a machine dies (docs/high-availability.md)."""

    @property
    def cells(self) -> int:
        return ceil(self.universities / self.schools)

    @property
    def spares(self) -> int:
        return ceil(self.cells / self.cells_per_spare)


def connections(pool: int, slots: int) -> int:
    """Returns the most that one process takes (docs/operating.md), with the one that keeps a restore away."""
    return 2 * pool + 9 + 2 * slots + 1


def needs(measured: Measured, plan: Plan) -> Iterator[tuple[str, float, str]]:
    """Yields what one school needs, and the unit."""
    years, cores = plan.students * plan.years, measured.ballot_seconds * plan.students / 1000 / HOUR / plan.rating_hours
    yield "students", plan.students, ""
    yield "cores while nobody is there", measured.idle_cores, ""
    yield f"cores while everybody rates within {plan.rating_hours:g} h", measured.idle_cores + cores, ""
    yield "cores while everybody rates within ten minutes", measured.idle_cores + 6 * plan.rating_hours * cores, ""
    yield f"cores to buy for that hour, {plan.busy:.0%} of them busy", (measured.idle_cores + cores) / plan.busy, ""
    yield "connections with the default settings, at most", connections(10, 2), ""
    yield "connections with `pool_size = 2`, `operation_slots = 1`, at most", connections(2, 1), ""
    yield "connections that one school had open in its evening", measured.connections, ""
    yield "memory of the serving process", measured.serve_mb / 1000, "GB"
    yield "memory of PostgreSQL", measured.database_mb / 1000, "GB"
    yield "database after one year", measured.year_bytes * plan.students / GB, "GB"
    yield f"database after {plan.years} years", measured.year_bytes * years / GB, "GB"
    yield f"a dump after {plan.years} years", measured.dump_bytes * years / GB, "GB"
    yield f"{plan.nights} dumps after {plan.years} years", plan.nights * measured.dump_bytes * years / GB, "GB"
    yield "write-ahead log of a rating evening", measured.ballot_wal * plan.students / GB, "GB"
    yield "write-ahead log of everything else in a year", measured.year_wal * plan.students / GB, "GB"


def failures(measured: Measured, plan: Plan) -> Iterator[tuple[str, int, float, str]]:
    """Yields what dies, how many schools are without service, for how many seconds, and by what they come back."""
    year, whole = (measured.restore_seconds * plan.students * years / 1000 for years in (1, plan.years))
    yield "a serving process", 1, 2 + measured.start_seconds, "systemd starts it again after 2 s"
    yield "a database, by a wrong act in its first year", 1, year, "`zongce restore` of that school alone"
    yield f"a database, by a wrong act after {plan.years} years", 1, whole, "`zongce restore` of that school alone"
    yield "a server", plan.schools, plan.failover_seconds, "its standby is promoted"
    rebuilt = whole * ceil(plan.schools / plan.at_once)
    copied = measured.year_bytes * plan.students * plan.years * plan.schools / GB / plan.copied_gb
    both = "a server and its standby"
    yield both, plan.schools, copied, f"a spare, to which the base back-up is copied at {plan.copied_gb:g} GB/s"
    yield both, plan.schools, rebuilt, f"a spare, without a base back-up: dumps, {plan.at_once} schools at once"


def tables(measured: Measured, plan: Plan) -> list[str]:
    """Renders the tables of docs/scale.md."""
    head = ["", "one school", f"a cell of {plan.schools}", f"{plan.cells} cells"]
    rows = [
        [what, *(_number(count * one, unit) for count in (1, plan.schools, plan.universities))]
        for what, one, unit in needs(measured, plan)
    ]
    dead = [
        [what, str(of), f"{of * plan.students:,}", f"{of / plan.universities:.2%}", _time(seconds), by]
        for what, of, seconds, by in failures(measured, plan)
    ]
    domains = ["what dies", "schools", "students", "of all", "without service for", "comes back by"]
    spares = [[what, said] for what, said in _spares(measured, plan)]
    taken = [[f"`{one.name}`", f"{getattr(measured, one.name):,}"] for one in fields(measured)]
    return [_table(head, rows), _table(domains, dead), _table(["", ""], spares), _table(["measured", ""], taken)]


def _table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def _spares(measured: Measured, plan: Plan) -> Iterator[tuple[str, str]]:
    proving = measured.verify_seconds * plan.students * plan.years / 1000
    yield f"spare cells, one for {plan.cells_per_spare}", str(plan.spares)
    yield "servers, with the standby of each cell", f"{2 * (plan.cells + plan.spares):,}"
    yield "part of them that is spare", f"{plan.spares / (plan.cells + plan.spares):.1%}"
    yield f"proving one dump after {plan.years} years", _time(proving)
    together = _time(proving * plan.schools / plan.at_once)
    yield f"proving the dumps of a cell, {plan.at_once} at once", together


def _number(value: float, unit: str) -> str:
    shown = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.{1 if value >= 10 else 2}f}"
    return f"{shown} {unit}".strip()


def _time(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 2 * HOUR else f"{seconds / HOUR:.1f} h"


ONE_RUN = Measured(
    ballot_seconds=26.7,
    idle_cores=0.0053,
    serve_mb=145,
    database_mb=39,
    connections=6,
    ballot_wal=63_117,
    year_bytes=24_592,
    year_wal=31_774,
    dump_bytes=1_235,
    restore_seconds=3.25,
    verify_seconds=5.85,
    start_seconds=4.7,
)
"""`python -m bench.schools` printed it; docs/scale.md says on what machine."""


def options() -> Plan:
    parser = argparse.ArgumentParser(description="Cells of schools, reckoned from one measurement")
    for one in fields(Plan):
        parser.add_argument(f"--{one.name.replace('_', '-')}", type=type(one.default), default=one.default)
    return Plan(**vars(parser.parse_args()))


if __name__ == "__main__":
    print(*tables(ONE_RUN, options()), sep="\n\n")
