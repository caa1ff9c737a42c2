"""No process answers with old bytes once a write is acknowledged, however it is hammered.

Several server processes over one record, readers that never rest on each of them, and one writer:
each answer is held against what had been acknowledged before it was asked for.
"""

import gzip
import http.client
import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from app.caching.watch import LEASE_SECONDS
from app.db.engine import open_database
from app.settings import Settings
from tests.changes.listening import wait_until
from tests.editing import make_document, make_key
from tests.serving import Nursery, Server, ask, open_nursery

PROCESSES = 3
READERS = 2
"""Readers of each process."""

WRITES = 15
DAY = 2_000
ADDRESSES = (
    f"/v1/updates/{DAY}",
    f"/v1/events?date={DAY}",
    "/v1/quotes?q=version",
    "/v1/updates?limit=1",
)
_VERSION = re.compile(rb"Version (\d+)\.")


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with open_nursery() as opened:
        yield opened


@pytest.fixture
def servers(nursery: Nursery, empty_url: str) -> Iterator[list[Server]]:
    running = [nursery.serve(empty_url) for _ in range(PROCESSES)]
    yield running
    for server in running:
        nursery.bury(server)


class Record:
    """What the writer has been told is written, and when."""

    def __init__(self) -> None:
        self.acknowledged = 0
        self._log: list[tuple[float, int]] = []

    def acknowledge(self, version: int) -> None:
        self._log.append((time.monotonic(), version))
        self.acknowledged = version

    def before(self, moment: float) -> int:
        """Return the version that was acknowledged at a moment."""
        return max((version for at, version in self._log if at <= moment), default=0)


class Reader(threading.Thread):
    """Asks one server for everything in turn, on one connection, until it is stopped."""

    def __init__(self, server: Server, record: Record, delay: float, seed: int) -> None:
        super().__init__()
        self._server, self._record, self._delay = server, record, delay
        self._chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
        self._seen: dict[tuple[str, str], tuple[str, int]] = {}
        self.answers = self.unchanged = 0
        self.faults: list[str] = []
        self.stopping = threading.Event()
        self.start()

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=60)
        latest: dict[str, int] = {}
        while not self.stopping.is_set():
            address = self._chance.choice(ADDRESSES)
            coding = self._chance.choice(("identity", "gzip"))
            tag, held = self._seen.get((address, coding), ("", 0))
            headers = {"Accept-Encoding": coding, **({"If-None-Match": tag} if tag else {})}
            floor = self._record.before(time.monotonic() - self._delay)
            connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status == 304:
                version = held
                self.unchanged += 1
            else:
                whole = gzip.decompress(body) if answer.getheader("content-encoding") else body
                version = max(map(int, _VERSION.findall(whole)), default=0)
                self._seen[address, coding] = (answer.getheader("etag") or "", version)
            self.answers += 1
            # A process that has shown a version shows no older one, whatever it was told since.
            floor = max(floor, latest.get(address, 0))
            if version < floor:
                self.faults.append(f"{address} ({coding}): {version} after {floor}")
            latest[address] = max(version, latest.get(address, 0))
        connection.close()


@contextmanager
def hammered(servers: list[Server], record: Record, delays: list[float]) -> Iterator[list[Reader]]:
    readers = [
        Reader(server, record, delay, seed)
        for server, delay in zip(servers, delays, strict=True)
        for seed in range(READERS)
    ]
    try:
        yield readers
    finally:
        for reader in readers:
            reader.stopping.set()
        for reader in readers:
            reader.join()


def put(server: Server, record: Record, headers: dict[str, str], version: int) -> None:
    said = f"Version {version}."
    document = make_document(DAY, said, quotes=(("Somebody", said),), headline=said)
    tag = ask(server.port, "HEAD", f"/v1/updates/{DAY}").headers.get("etag")
    answer = ask(
        *(server.port, "PUT", f"/v1/updates/{DAY}", document),
        headers if tag is None else {**headers, "If-Match": tag},
    )
    assert answer.status in (200, 201), answer.body
    record.acknowledge(version)
    # At once, in the writing process, whatever it has kept.
    for address in ADDRESSES:
        assert said.encode() in ask(server.port, "GET", address).body


def deafen(url: str) -> None:
    """End the connections over which the servers hear of changes."""
    database = open_database(Settings(database_url=url))
    with database.write() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND application_name = 'daybook-watch'"
            )
        )
    database.close()


def test_nobody_is_answered_with_old_bytes(
    servers: list[Server], empty_url: str, engine: str
) -> None:
    # On PostgreSQL the others are told, mostly within milliseconds; what is certain is two seconds.
    late = 0.0 if engine == "sqlite" else LEASE_SECONDS
    _write_and_read(servers, empty_url, late, lambda _: None)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_lost_notifications_cost_two_seconds_at_most(servers: list[Server], empty_url: str) -> None:
    def after(version: int) -> None:
        if version % 4 == 0:
            deafen(empty_url)

    _write_and_read(servers, empty_url, LEASE_SECONDS, after)


def _write_and_read(
    servers: list[Server], url: str, late: float, after: Callable[[int], None]
) -> None:
    record = Record()
    headers = {
        "Authorization": f"Bearer {make_key(url)}",
        "Content-Type": "application/json",
        "X-Change-Reason": "a test",
    }
    put(servers[0], record, headers, 1)
    with hammered(servers, record, [0.0, *[late] * (PROCESSES - 1)]) as readers:
        for version in range(2, WRITES + 1):
            put(servers[0], record, headers, version)
            after(version)
            time.sleep(0.02)  # so that answers are kept, and asked for again
        for server in servers:
            for address in ADDRESSES:
                newest = f"Version {WRITES}.".encode()
                wait_until(lambda: newest in ask(server.port, "GET", address).body)  # noqa: B023 - waited for here
    assert [fault for reader in readers for fault in reader.faults] == []
    assert all(reader.answers for reader in readers)
    assert any(reader.unchanged for reader in readers)
