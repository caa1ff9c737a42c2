"""/metrics: what Prometheus is told of the requests, those answered from memory included."""

import os
import re
import signal
import subprocess
import sys
import time
import tracemalloc
import urllib.request
from collections.abc import Callable
from unittest.mock import AsyncMock

from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from app.web.metrics import Metrics
from tests.coroutines import run_coroutine
from tests.live import ROOT, START_SECONDS, environment, free_port

Make = Callable[..., TestClient]


def counted(text: str, **labels: str) -> int:
    """Return how many requests with these labels are told of."""
    wanted = "".join(f'(?=.*{name}="{re.escape(value)}")' for name, value in labels.items())
    line = re.compile(rf"^daybook_request_seconds_count{{{wanted}.*}} ([0-9.]+)$", re.MULTILINE)
    found = line.findall(text)
    return sum(int(float(each)) for each in found)


def test_every_request_counts_under_its_address_and_status(
    make_client: Make, record_url: str
) -> None:
    client = make_client(record_url, metrics=True)
    for path in ("/v1/updates/325", "/v1/updates/325", "/v1/updates/2023-01-14", "/v1/updates/4"):
        client.get(path)
    etag = client.get("/v1/updates/325").headers["etag"]
    client.get("/v1/updates/325", headers={"If-None-Match": etag})
    client.request("BREW", "/v1/updates/325")
    for n in range(5):
        client.get(f"/nothing/{n}")
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["cache-control"] == "no-store"
    one = {"address": "/v1/updates/{ref}", "method": "GET"}
    assert counted(answer.text, **one, status="200") == 4
    assert counted(answer.text, **one, status="404") == 1
    assert counted(answer.text, **one, status="304") == 1
    assert counted(answer.text, address="/v1/updates/{ref}", method="other") == 1
    assert counted(answer.text, address="other", status="404") == 5
    assert client.head("/metrics").content == b""


def test_long_addresses_fill_no_memory() -> None:
    async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 404, "headers": []})

    async def ask() -> None:
        metrics = Metrics(answer, FastAPI())
        tracemalloc.start()
        for n in range(100):
            scope = {"type": "http", "method": "GET", "path": f"/{n}{'a' * 50_000}"}
            await metrics(scope, AsyncMock(), AsyncMock())
        assert tracemalloc.get_traced_memory()[0] < 3_000_000
        tracemalloc.stop()

    run_coroutine(ask())


def test_two_applications_of_one_process_count_apart(make_client: Make, record_url: str) -> None:
    one, other = (make_client(record_url, metrics=True) for _ in range(2))
    one.get("/healthz")
    assert counted(one.get("/metrics").text, address="/healthz") == 1
    assert counted(other.get("/metrics").text, address="/healthz") == 0


def test_where_it_is_off_the_address_is_none(reader: TestClient) -> None:
    answer = reader.get("/metrics")
    assert answer.status_code == 404
    assert "DAYBOOK_METRICS" in answer.json()["detail"]


def test_several_workers_tell_the_requests_of_all(record_url: str) -> None:
    port = free_port()
    command = [sys.executable, "-m", "app", "serve", "--port", str(port), "--workers", "2"]
    given = {**environment(), "DAYBOOK_METRICS": "true", "DAYBOOK_DATABASE_URL": record_url}
    with subprocess.Popen(command, cwd=ROOT, env=given, stdout=subprocess.DEVNULL) as server:
        try:
            asked = 0
            end = time.monotonic() + 2 * START_SECONDS
            while asked < 20 and time.monotonic() < end:
                try:
                    _read(port, "/healthz")
                    asked += 1
                except OSError:
                    time.sleep(0.1)
            told = [counted(_read(port, "/metrics"), address="/healthz") for _ in range(5)]
        finally:
            os.kill(server.pid, signal.SIGTERM)
    assert asked == 20
    assert told[0] >= 20  # more where a first try timed out and was answered after all
    assert len(set(told)) == 1


def _read(port: int, path: str) -> str:
    """Return an answer over a connection of its own, which whichever worker is free takes."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        body: str = answer.read().decode()
        return body
