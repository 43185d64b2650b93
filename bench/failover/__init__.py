"""A rating evening on three Patroni nodes, while nodes are killed, frozen and switched.

configs     what each program is told              nodes       one node: Patroni and its PostgreSQL, killed or frozen
programs    processes that this starts and ends    rig         etcd, three nodes and haproxy on this machine
troubles    what happens to the primary            watching    what the raters are answered, and what /readyz says

`python -m bench.failover --help` says how it is run. Debian's packages are needed: patroni, etcd-server, haproxy,
postgresql, and pgbouncer for `--through pgbouncer`.
"""
