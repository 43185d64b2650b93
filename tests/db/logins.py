"""The name and password of the test cluster, for addresses that the tests write themselves."""

from urllib.parse import quote, urlsplit

from tests.conftest import Cluster


def login(cluster: Cluster, name: str) -> tuple[str, str]:
    """Returns the part of the database's URL before the host, and the part behind it."""
    parts = urlsplit(cluster.database_url(name))
    return f"{parts.username}:{quote(parts.password or '')}", f"/{name}"
