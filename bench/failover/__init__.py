"""Runs a rating evening on the reference topology of docs/high-availability.md, and judges every acknowledged write.

    network     a network of its own for each machine    configs     the files of deploy/, with this rig's folders
    programs    processes that it starts and ends        machines    killed, frozen, cut off and replaced
    rig         all machines together                    troubles    what happens, and the draw of a seed
    evenings    one evening with one trouble             watching    the raters' answers, and the answers of /readyz
    older       the program before the newest migration

`make failover SEED=7` runs it; `python -m bench.failover --help` explains its options. It needs root, because each
machine has a network of its own, and packages of Debian, which it names.
"""
