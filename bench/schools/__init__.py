"""Ten schools on one server, a database and a `zongce serve` for each: nine rate, and the tenth is restored meanwhile.

    schools    databases and servers, and how they are made   rating     nine evenings at once, timed
    restoring  the tenth is dumped, harmed and restored       watching   processor, memory and connections
    __main__   the order of things, the verdict, the figures  cells      many servers, reckoned from these figures

`python -m bench.schools --help` explains its options. It runs on Linux, with the embedded PostgreSQL.
"""
