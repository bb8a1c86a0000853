"""The server that answers: where it is, and a client for it."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

import clickhouse_connect
from clickhouse_connect.driver import options
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.httputil import get_pool_manager

from banso.engine.journal.column.cluster import SETTINGS
from banso.engine.journal.column.errors import ColumnError
from banso.engine.journal.column.schema import DATABASE

# The client loads pandas on the first insert, to see whether it was handed a frame: 1 to 4 seconds and 100 MB
# for nothing. These are the values it gives itself where they are not installed.
options.pd = options.np = None

_CONNECT_SECONDS = 10
_REPLY_SECONDS = 330
_CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class Target:
    """A server: where it is and who we are there.

    Attributes:
        cluster: the cluster that it belongs to, "" where it stands alone.
    """

    host: str
    port: int
    secure: bool
    reader: tuple[str, str]
    writer: tuple[str, str]
    is_ours: bool
    cluster: str = ""

    @classmethod
    def of_url(cls, url: str) -> "Target":
        """Read `clickhouse://user:secret@host:8123/banso?cluster=name` (`clickhouses://` for TLS).

        Raises:
            ColumnError: it is written otherwise.
        """
        parts = urlsplit(url)
        wanted = "BANSO_COLUMN_STORE wants clickhouse://user:secret@host:port/banso or clickhouses://…"
        if parts.scheme not in {"clickhouse", "clickhouses"} or not parts.hostname:
            raise ColumnError(f"{wanted}; got a value that starts with {url[:12]!r}")
        if parts.path.strip("/") not in {"", DATABASE}:
            raise ColumnError(f"{wanted}; the database is always {DATABASE}, got {parts.path.strip('/')!r}")
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        cluster = options.pop("cluster", "")
        if options:
            raise ColumnError(f"{wanted}, perhaps with ?cluster=name; got {', '.join(sorted(options))}")
        secure = parts.scheme == "clickhouses"
        user = unquote(parts.username or "default"), unquote(parts.password or "")
        port = parts.port or (8443 if secure else 8123)
        return cls(parts.hostname, port, secure, reader=user, writer=user, is_ours=False, cluster=cluster)


def connect(target: Target, user: tuple[str, str], database: str) -> Client:
    """A client of its own; any number of threads may use it."""
    return clickhouse_connect.get_client(
        host=target.host,
        port=target.port,
        secure=target.secure,
        username=user[0],
        password=user[1],
        database=database,
        # Over loopback, packing costs more than it saves.
        compress=not target.is_ours,
        connect_timeout=_CONNECT_SECONDS,
        send_receive_timeout=_REPLY_SECONDS,
        autogenerate_session_id=False,
        tz_mode="aware",
        settings=SETTINGS if target.cluster else None,
        pool_mgr=get_pool_manager(maxsize=_CONNECTIONS, num_pools=2),
    )
