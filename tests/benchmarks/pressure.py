"""What tables of requests do not show: readers beside streams, writes, strangers, other workers.

Run last: it writes to the record. Every figure is a median of rounds, each round with and without,
which of them first in turns. Where somebody else is at work on a core, a server's second worker or
a load has none: of more rounds those count which others disturbed least.
"""

import asyncio
import http.client
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.db.engine import open_database
from app.settings import Settings
from app.validation import parse
from tests.benchmarks import load, machine, stream
from tests.benchmarks.load import Measurement
from tests.benchmarks.peers.catalogue import Stage, path_at
from tests.benchmarks.report import Fact
from tests.benchmarks.servers import HOST, Server, fetch
from tests.benchmarks.workload import Kind

STRANGER_PER_SECOND = 100
STREAMS = 1_000
CHANGES = 15
_UNNOTICED = 0.05
"""The share of the processors that others may take of a round."""
_PATIENCE = 3
"""So many times as many rounds are measured at most, until enough were left alone."""
_DAYS = 200
"""Days whose documents the honest reader asks for, again and again."""


@dataclass(frozen=True)
class Compared:
    """A ratio, and the most that others took of the processors in a round that counts."""

    ratio: float
    others: float

    def fact(self, name: str, at_least: float) -> Fact:
        """Return it as a figure that says where others had a part in it."""
        beside = f" (others took {self.others:.0%})" if self.others > _UNNOTICED else ""
        return Fact(f"{name}{beside}", self.ratio, "x", at_least)


def measure(stage: Stage, rounds: int, seconds: int, lock: Path | None) -> list[Fact]:
    """Return the figures of a started stage whose servers rest."""
    daybook = stage.running["daybook"]
    stranger = _Stranger(daybook.port)
    facts = []
    with machine.to_oneself(lock):
        compared = _disturbed(stage, rounds, seconds, stranger.asking)
        facts += [
            compared.fact(f"reading beside {STRANGER_PER_SECOND} new addresses/s", 0.8),
            Fact("RSS then, per worker", daybook.rss_mb() / stage.workers, "MB", at_most=180),
        ]
    with machine.to_oneself(lock), _streams(stage) as writing:
        compared = _disturbed(stage, rounds, seconds, writing)
        facts.append(compared.fact(f"reading beside {STREAMS:,} streams, a write/s", 0.7))
    if stage.workers == 1:
        with machine.to_oneself(lock):
            compared = _two_workers(stage, rounds, seconds)
        facts.append(compared.fact("two workers, search, first request", 1.7))
    with machine.to_oneself(lock):
        facts.append(Fact("until another process shows a write", _delay(stage), "ms", at_most=100))
    return facts


def _paths(stage: Stage, kind: Kind, server: str, most: int | None = None) -> Path:
    file = stage.folder / f"paths-pressure-{kind}.txt"
    requests = stage.work.requests[kind][:most]
    file.write_text("".join(f"{path_at(server, each)}\t\n" for each in requests))
    return file


def _disturbed(
    stage: Stage, rounds: int, seconds: int, disturbing: Callable[[], AbstractContextManager[None]]
) -> Compared:
    """Return how much of its undisturbed throughput a reader keeps."""
    paths = _paths(stage, "one", "daybook", _DAYS)
    daybook = stage.running["daybook"]

    def beside() -> Measurement:
        with disturbing():
            return load.run(daybook, paths, seconds)

    return compare(beside, lambda: load.run(daybook, paths, seconds), rounds)


def compare(
    ours: Callable[[], Measurement], theirs: Callable[[], Measurement], rounds: int
) -> Compared:
    """Return the median ratio of two loads' requests a second, over so many rounds.

    Which rounds count is decided by what others took of the processors, never by the ratio.
    """
    found: list[tuple[float, float]] = []
    for number in range(rounds * _PATIENCE):
        if number % 2:
            one, two = ours(), theirs()
        else:
            two, one = theirs(), ours()
        found.append((max(one.others, two.others), one.per_second / two.per_second))
        if sum(others <= _UNNOTICED for others, _ in found) == rounds:
            break
    found.sort(key=lambda each: each[0])
    counted = found[:rounds]
    return Compared(statistics.median(ratio for _, ratio in counted), counted[-1][0])


class _Stranger:
    """Somebody who asks for addresses that nobody ever asked for, so many a second."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._asked = 0

    @contextmanager
    def asking(self) -> Iterator[None]:
        stopping = threading.Event()
        thread = threading.Thread(target=self._ask, args=(stopping,))
        thread.start()
        try:
            yield
        finally:
            stopping.set()
            thread.join()

    def _ask(self, stopping: threading.Event) -> None:
        connection = http.client.HTTPConnection(HOST, self._port, timeout=60)
        due = time.perf_counter()
        while not stopping.is_set():
            self._asked += 1
            padding = "&" * (self._asked % 1_000)  # ever longer addresses, too
            connection.request("GET", f"/v1/quotes?q=new{self._asked}&limit=20{padding}")
            connection.getresponse().read()
            due = max(due + 1 / STRANGER_PER_SECOND, time.perf_counter() - 1)
            time.sleep(max(0.0, due - time.perf_counter()))
        connection.close()


@contextmanager
def _streams(stage: Stage) -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Open the streams; yield what writes a correction a second for as long as it is open."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    port = stage.running["daybook"].port
    opening = asyncio.run_coroutine_threadsafe(stream.open_streams(port, STREAMS), loop)
    clients = opening.result(120)
    database = open_database(Settings(database_url=stage.database_url))
    documents = [parse(text.decode()) for text in list(stage.work.documents.values())[:_DAYS]]
    written = 0

    @contextmanager
    def writing() -> Iterator[None]:
        stopping = threading.Event()

        def write() -> None:
            nonlocal written
            while not stopping.wait(1.0):
                document = documents[written % len(documents)]
                headline = f"{document.headline} {written}"
                stream.write_one(database, document.model_copy(update={"headline": headline}))
                written += 1

        writer = threading.Thread(target=write)
        writer.start()
        try:
            yield
        finally:
            stopping.set()
            writer.join()

    try:
        yield writing
        deadline = time.perf_counter() + 10
        while min(len(client.arrivals) for client in clients) < written:
            if time.perf_counter() > deadline:
                message = f"a stream has not heard of all {written} changes within 10 s"
                raise load.LoadError(message)
            time.sleep(0.05)
    finally:
        database.close()
        for client in clients:
            loop.call_soon_threadsafe(client.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _two_workers(stage: Stage, rounds: int, seconds: int) -> Compared:
    """Return what a second worker adds where the server's work is a hundred times the load's."""
    paths = _paths(stage, "search", "daybook-cold")
    servers: list[Server] = []
    try:
        for workers in (1, 2):
            stage.workers = workers
            servers.append(stage.start_beside("daybook-cold"))
        one, two = (partial(load.run, each, paths, seconds) for each in servers)
        return compare(two, one, rounds)
    finally:
        stage.workers = 1
        for server in servers:
            server.stop()


def _delay(stage: Stage) -> float:
    """Return the median milliseconds from a write's commit to its answer by another process."""
    port = stage.running["daybook"].port
    day, text = next(iter(stage.work.documents.items()))
    database = open_database(Settings(database_url=stage.database_url))
    document = parse(text.decode())
    delays = []
    for number in range(CHANGES):
        headline = f"Change {number} of {CHANGES}"
        fetch(port, f"/v1/updates/{day}")
        written = stream.write_one(database, document.model_copy(update={"headline": headline}))
        while headline.encode() not in fetch(port, f"/v1/updates/{day}").body:
            time.sleep(0.001)
        delays.append((time.perf_counter() - written) * 1_000)
    database.close()
    return statistics.median(delays)
