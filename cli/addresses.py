"""The command finds a free port here, and the address to print."""

import socket

from cli.telling import Failed
from core.settings import Settings


def with_free_port(settings: Settings) -> Settings:
    """Chooses a free port for port 0, and refuses an occupied port before anything starts."""
    port = settings.port
    if port == 0:
        with socket.create_server((settings.host, 0), family=_family(settings.host)) as listening:
            port = int(listening.getsockname()[1])
    if not is_free(settings.host, port):
        raise Failed(f"端口 {port} 已被占用，请用 --port 另选", f"port {port} is in use: choose another with --port")
    return settings.model_copy(update={"port": port})


def is_free(host: str, port: int) -> bool:
    with socket.socket(_family(host)) as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind((host, port))
        except OSError:
            return False
        return True


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def address(settings: Settings) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104  # read, not bound
    return f"http://{host}:{settings.port}/"
