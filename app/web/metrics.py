"""Requests counted for Prometheus: how many, how long, by address, method and status.

In front of the response cache, so that kept answers count too: the framework's own telemetry
never sees them. Off by default, and then neither imported nor in the way of a request.
"""

import os
import time
from functools import lru_cache

from fastapi import FastAPI
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATH = "/metrics"
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where several workers leave their counts, so that whichever is asked tells those of all."""

_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
_LONGEST_PATH = 300
"""Characters of a path that are looked at, and kept: no address of ours is longer."""
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Metrics:
    """Counts every request under its address's template, and answers /metrics itself.

    An address that is none of ours counts as `other`: whoever tries ever new ones would
    otherwise fill the memory with series.
    """

    def __init__(self, app: ASGIApp, api: FastAPI) -> None:
        self._app = app
        self._registry = CollectorRegistry()
        self._seconds = Histogram(
            "daybook_request_seconds",
            "Time until the head of an answer was sent",
            ("method", "address", "status"),
            registry=self._registry,
            buckets=_BUCKETS,
        )
        if os.environ.get(SHARED_FOLDER):
            self._registry = CollectorRegistry()
            MultiProcessCollector(self._registry)  # type: ignore[no-untyped-call]  # it has no types
        templates = [(compile_path(path)[0], path) for path in api.openapi()["paths"]]

        @lru_cache(maxsize=4096)
        def address_of(path: str) -> str:
            return next((known for regex, known in templates if regex.match(path)), "other")

        self._address_of = address_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"] == PATH and scope["method"] in ("GET", "HEAD"):
            body = b"" if scope["method"] == "HEAD" else generate_latest(self._registry)
            headers = {"Cache-Control": "no-store", "Content-Type": CONTENT_TYPE_LATEST}
            await Response(body, headers=headers)(scope, receive, send)
            return
        began = time.perf_counter()

        async def send_timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                method = scope["method"] if scope["method"] in _METHODS else "other"
                address = self._address_of(scope["path"][:_LONGEST_PATH])
                labels = (method, address, str(message["status"]))
                self._seconds.labels(*labels).observe(time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, send_timed)
