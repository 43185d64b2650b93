"""Follows docs/recovery.md to the letter, over a PostgreSQL, a pgBackRest and a `zongce serve` of its own, and judges.

    page   the blocks of the page, each with who types it     cluster   PostgreSQL and the repository in a folder
    year   what people do before and after the wrong roster   __main__  the order of things, and the verdict

`python -m bench.recovery` needs Debian's packages postgresql and pgbackrest, and root or the account postgres.
"""
