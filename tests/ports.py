"""Ports for servers of tests: each is held for this test run from the moment it is named, so nobody else gets it."""

import socket

_HELD: list[socket.socket] = []


def held_port() -> int:
    """A port that is bound but not listened at: the kernel gives it to nobody, and our own servers may share it."""
    holding = socket.socket()
    holding.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holding.bind(("127.0.0.1", 0))
    _HELD.append(holding)
    return int(holding.getsockname()[1])
