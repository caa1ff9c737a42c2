"""Servers on real ports, in a thread or as processes, and listeners to their streams."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

import uvicorn
from fastapi import FastAPI

from app.changes.stream import BEGIN
from app.commands.server import HTTP_PROTOCOL
from app.main import create_app
from app.settings import Settings

HOST = "127.0.0.1"
PATIENCE_SECONDS = 120
"""What is waited for on a machine at work; where all is well it comes at once."""


@dataclass(frozen=True)
class Told:
    """One event of a stream."""

    id: int
    event: str
    data: dict[str, Any]


class Listener:
    """An open stream, read line by line."""

    def __init__(self, port: int, query: str = "", last_event_id: int | None = None) -> None:
        self._connection = HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)
        headers = {} if last_event_id is None else {"Last-Event-ID": str(last_event_id)}
        self._connection.request("GET", f"/v1/stream{query}", headers=headers)
        self.response = self._connection.getresponse()

    def block(self) -> dict[str, str]:
        """Return the next event or comment (under the name ""), by field; {} at the end."""
        fields: dict[str, str] = {}
        while line := self.response.readline().decode():
            if line == "\n":
                return fields
            name, _, value = line.rstrip("\n").partition(": ")
            fields[name] = value
        return {}

    def next(self) -> Told | None:
        """Return the next change, all else left out; None at the end."""
        while block := self.block():
            if block.get("event", BEGIN) != BEGIN:
                return Told(int(block["id"]), block["event"], json.loads(block["data"]))
        return None

    def until(self, seq: int) -> list[Told]:
        """Return the events up to the one of that number."""
        told: list[Told] = []
        while not told or told[-1].id < seq:
            event = self.next()
            assert event is not None, f"the stream ended before {seq}"
            told.append(event)
        return told

    def close(self) -> None:
        self.response.close()
        self._connection.close()


def received(stream: socket.socket, text: bytes) -> bool:
    """Read up to a text; False where the stream ends without."""
    read = b""
    while text not in read:
        more = stream.recv(10_000)
        if not more:
            return False
        read += more
    return True


@contextlib.contextmanager
def listening(port: int, query: str = "", last_event_id: int | None = None) -> Iterator[Listener]:
    listener = Listener(port, query, last_event_id)
    try:
        yield listener
    finally:
        listener.close()


@dataclass(frozen=True)
class Served:
    """An application that a thread of this process serves."""

    app: FastAPI
    port: int
    connections: Collection[Any]
    """Those that are open."""


@contextlib.contextmanager
def serving(url: str, **settings: Any) -> Iterator[Served]:
    """Serve a record from a thread. Close every stream before the end."""
    app = create_app(Settings(database_url=url, **settings))
    config = uvicorn.Config(
        app, log_level="critical", timeout_graceful_shutdown=3, http=HTTP_PROTOCOL, ws="none"
    )
    server = uvicorn.Server(config)
    with socket.create_server((HOST, 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield Served(app, listener.getsockname()[1], server.server_state.connections)
        finally:
            server.should_exit = True
            thread.join()


@dataclass(frozen=True)
class Process:
    """A server process of its own."""

    port: int
    popen: subprocess.Popen[bytes]

    def stop(self) -> int:
        """Tell it to stop and return its exit status."""
        self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(PATIENCE_SECONDS)


@contextlib.contextmanager
def processes(url: str, count: int = 1) -> Iterator[list[Process]]:
    """Run server processes on one record, ready to answer."""
    started: list[Process] = []
    try:
        for _ in range(count):
            with socket.create_server((HOST, 0)) as free:
                port = free.getsockname()[1]
            command = [sys.executable, "-c", "from app.cli import main; main()", "serve", "--empty"]
            environment = {**os.environ, "DAYBOOK_DATABASE_URL": url}
            popen = subprocess.Popen(
                [*command, "--port", str(port)],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            started.append(Process(port, popen))
        for process in started:
            _wait_until_up(process)
        yield started
    finally:
        for process in started:
            process.popen.kill()
            process.popen.wait()
            if process.popen.stdout is not None:
                process.popen.stdout.close()


def wait_until(condition: Callable[[], bool]) -> None:
    """Return when something has come about that nothing tells of; fail if it never does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it never came about"
        threading.Event().wait(0.02)


def _wait_until_up(process: Process) -> None:
    """Return when the port takes connections: the process prints its address just before."""
    assert process.popen.stdout is not None
    assert process.popen.stdout.readline().startswith(b"Dashboard")
    wait_until(lambda: _takes_connections(process.port))


def _takes_connections(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True
