"""Runs the application under uvicorn."""

import contextlib
import os
import signal
import tempfile
from collections.abc import Iterator
from functools import partial

import uvicorn
from fastapi import FastAPI

from app.caching.allocator import keep_freed_memory
from app.garbage import collect_less
from app.logs import configure_logs
from app.main import create_app
from app.settings import Settings
from app.stopping import when_orphaned

GRACE_SECONDS = 3
"""How long open connections may hold up a stop: uvicorn itself would wait for streams for ever."""

WORKER_START_SECONDS = 60
"""How long a worker may stay silent. Uvicorn's 5 is less than a start takes on a machine at work:
it kept killing and starting workers, and none ever served."""

HTTP_PROTOCOL = "app.caching.protocol:HttpProtocol"
"""By its name: a worker loads it, and this process need not."""

BACKLOG = 4096
"""Connections that may wait to be accepted: after a restart every stream's client comes at once."""


def run(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until told to stop, in one process or several."""
    _allow_open_streams()
    configure_logs(settings.log_format)
    # Workers are processes of their own: they read their settings where this one leaves them.
    os.environ["DAYBOOK_DATABASE_URL"] = settings.database_url
    shown = address(host, port)
    print(
        f"Dashboard {shown}/\nDocs      {shown}/docs\nAPI       {shown}/v1/updates/latest",
        flush=True,
    )
    with _shared_counts(settings.metrics and workers > 1):
        uvicorn.run(
            "app.commands.server:make_app",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            http=HTTP_PROTOCOL,
            ws="none",  # nothing speaks it here, and its library takes room
            access_log=False,
            log_config=None,  # our own, which tells less than it is told
            log_level="info",
            server_header=False,
            backlog=BACKLOG,
            timeout_graceful_shutdown=GRACE_SECONDS,
            timeout_worker_healthcheck=WORKER_START_SECONDS,
        )


def address(host: str, port: int) -> str:
    """Return where a browser on this machine finds the server."""
    if host in ("127.0.0.1", "::1", "0.0.0.0", "::"):  # noqa: S104 - compares, does not bind
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextlib.contextmanager
def _shared_counts(wanted: bool) -> Iterator[None]:
    """Give the workers a folder to count in together: a scrape reaches only one of them."""
    if not wanted:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="daybook-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        yield


def _allow_open_streams() -> None:
    """Take all the open files that the system allows: 1,024 would be as many streams."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows has none, macOS its own
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def make_app() -> FastAPI:
    """Return the application with the settings of the environment, for uvicorn."""
    # A worker whose supervisor was killed would keep the port from a new start.
    when_orphaned(partial(os.kill, os.getpid(), signal.SIGTERM))
    keep_freed_memory()
    app = create_app()
    collect_less()
    return app
