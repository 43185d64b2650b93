"""The settings of the server."""

from dataclasses import dataclass

from graph.server.uploads import HEADER


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The settings of one server, with defaults for a small one on this machine.

    Args:
        allowed_hosts: the host names of this site; "*" allows any.
        allowed_origins: origins, besides our own, whose pages may send requests.
        frame_ancestors: origins, besides our own, that may frame our pages.
        upload_headers: request headers of which an upload needs one.
        request_seconds: how long a query or mutation may take once it has been read; None sets no limit.
        connections_per_person: event streams and WebSockets that one person may hold open in a process.
        trusted_documents_only: free queries are left to access tokens.
    """

    allowed_hosts: tuple[str, ...] = ("*",)
    allowed_origins: tuple[str, ...] = ()
    frame_ancestors: tuple[str, ...] = ()
    secure_cookies: bool = False
    upload_max_bytes: int = 10 * 2**20
    upload_headers: tuple[str, ...] = (HEADER,)
    connections_per_person: int = 20
    requests_in_flight: int = 4
    request_seconds: float | None = None
    trusted_documents_only: bool = False
    fast_path: bool = True
    metrics_public: bool = False
    log_level: str = "info"
    log_format: str = "console"
