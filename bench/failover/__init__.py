"""Runs a rating evening on three Patroni nodes, while nodes are killed, frozen and switched.

    configs     the settings of each program          nodes       one node: Patroni and its PostgreSQL, killed or frozen
    programs    processes that it starts and ends     rig         etcd, three nodes and haproxy on this machine
    troubles    what happens to the primary           watching    the raters' answers, and the answers of /readyz

`python -m bench.failover --help` explains its options. Debian's packages are needed: patroni, etcd-server, haproxy,
postgresql, and pgbouncer for `--through pgbouncer`.
"""
