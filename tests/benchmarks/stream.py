"""How long until every client of the live stream has heard of a change, and of a stop.

Starts one worker on a database of its own (SQLite; `--database-url` names an empty one instead),
opens thousands of streams, writes changes from this process as an importer would, and times each
client's arrival from the moment the write was committed. Run it by hand:

    python -m tests.benchmarks.stream --clients 5000
"""

import argparse
import asyncio
import os
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.db.engine import Database, open_database
from app.document import Document
from app.names.vocabulary import read_vocabulary
from app.record.writer import Author, write_updates
from app.settings import Settings
from app.transfer.files import builtin_lines
from app.validation import parse

HOST = "127.0.0.1"
AT_ONCE = 200
"""Connections that are being opened at any moment."""


class Client(asyncio.Protocol):
    """One reader of the stream: notes when each change arrived and when the stream ended."""

    def __init__(self) -> None:
        self.opened = asyncio.get_running_loop().create_future()
        self.arrivals: list[float] = []
        self.ended: float | None = None
        self._transport: asyncio.Transport | None = None

    def close(self) -> None:
        """Leave the stream."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"GET /v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        if b"event: " in data:
            self.arrivals += [now] * data.count(b"event: ")
        elif b": alive" in data and not self.opened.done():
            self.opened.set_result(now)
        if data.endswith(b"0\r\n\r\n"):
            self.ended = now

    def connection_lost(self, error: Exception | None) -> None:
        self.ended = self.ended or time.perf_counter()
        if not self.opened.done():
            self.opened.set_exception(error or ConnectionError("closed before it opened"))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--clients", type=int, default=5_000)
    arguments.add_argument("--changes", type=int, default=8)
    arguments.add_argument("--database-url", help="an empty database; default: a SQLite file")
    asked = arguments.parse_args()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with tempfile.TemporaryDirectory() as folder:
        url = asked.database_url or f"sqlite:///{Path(folder) / 'record.db'}"
        with socket.socket() as free:
            free.bind((HOST, 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-c", "from app.cli import main; main()", "serve"]
        server = subprocess.Popen(
            [*command, "--port", str(port), "--empty"],
            env={**os.environ, "DAYBOOK_DATABASE_URL": url},
        )
        try:
            asyncio.run(measure(server, port, url, asked.clients, asked.changes))
        finally:
            server.kill()
            server.wait()


async def measure(
    server: subprocess.Popen[bytes], port: int, url: str, count: int, changes: int
) -> None:
    """Open the streams, write the changes, stop the server, and print what was seen."""
    await _until_up(port)
    before = _memory_kb(server.pid)
    started = time.perf_counter()
    clients = await open_streams(port, count)
    seconds = time.perf_counter() - started
    each = (_memory_kb(server.pid) - before) / count
    print(
        f"{count} streams opened in {seconds:.1f} s ({count / seconds:.0f}/s), {each:.0f} kB each"
    )
    database = open_database(Settings(database_url=url))
    documents = [parse(line.text) for line in builtin_lines()][:changes]
    worst = 0.0
    for n, document in enumerate(documents):
        busy = _busy_ms(server.pid)
        written = await asyncio.to_thread(write_one, database, document)
        await _until_all(clients, n + 1, seconds=10)
        delays = sorted((client.arrivals[n] - written) * 1000 for client in clients)
        worst = max(worst, delays[-1])
        p99 = delays[int(count * 0.99)]
        print(
            f"change {n + 1}: first {delays[0]:.0f} ms, median {statistics.median(delays):.0f}, "
            f"p99 {p99:.0f}, last {delays[-1]:.0f}; "
            f"{_busy_ms(server.pid) - busy:.0f} ms of the server's processor"
        )
    database.close()
    print(f"every client had every change within {worst:.0f} ms")
    stopped = time.perf_counter()
    server.send_signal(signal.SIGTERM)
    await asyncio.to_thread(server.wait, 30)
    seconds = time.perf_counter() - stopped
    ended = max(client.ended or float("inf") for client in clients) - stopped
    print(
        f"stopped in {seconds:.2f} s with {count} streams open; the last ended after {ended:.2f} s"
    )


def write_one(database: Database, document: Document) -> float:
    """Write a document in a transaction; return the moment after its commit."""
    with database.write() as connection:
        vocabulary = read_vocabulary(connection)
        write_updates(connection, [document], vocabulary, Author("benchmark", "a measurement"))
    return time.perf_counter()


async def open_streams(port: int, count: int) -> list[Client]:
    """Open streams of a server; return when each has had its first word."""
    loop, gate = asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE)

    async def connect() -> Client:
        async with gate:
            _, client = await loop.create_connection(Client, HOST, port)
            await client.opened
            return client

    return await asyncio.gather(*(connect() for _ in range(count)))


async def _until_up(port: int) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection(HOST, port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


async def _until_all(clients: list[Client], arrivals: int, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not all(len(client.arrivals) >= arrivals for client in clients):
            await asyncio.sleep(0.01)


def _busy_ms(pid: int) -> float:
    """Return the processor time that a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def _memory_kb(pid: int) -> int:
    """Return the resident memory of a process (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


if __name__ == "__main__":
    main()
