"""Real servers in processes of their own, for tests that race them or kill them.

Starting Python and importing the application takes over a second: it is done once, in a process
that then forks as many servers as are asked for.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from app.settings import Settings

PATIENCE_SECONDS = 300
"""How long an answer may take on a machine at work: none has ever come near it."""

TRIES = 10
"""How often SQLite may be locked for half a minute before something else is wrong."""


@dataclass(frozen=True)
class Server:
    """A running server: its process, and the port that it answers on."""

    pid: int
    port: int

    def kill(self) -> None:
        """End it as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


@dataclass(frozen=True)
class Answer:
    """A response, read whole."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Nursery:
    """The process that servers are forked from."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._servers: list[Server] = []
        self._asking = threading.Lock()

    def serve(self, url: str) -> Server:
        """Start a server over a database; it accepts connections when this returns."""
        told = self._ask({"url": url})
        server = Server(told["pid"], told["port"])
        self._servers.append(server)
        return server

    def bury(self, server: Server) -> None:
        """Kill a server and wait until nothing is left of it; it must not have died by itself."""
        server.kill()
        status: int = self._ask({"wait": server.pid})["status"]
        self._servers.remove(server)
        assert os.WIFSIGNALED(status), f"a server ended by itself, with status {status}"
        assert os.WTERMSIG(status) == signal.SIGKILL, f"a server died of {os.WTERMSIG(status)}"

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        with self._asking:
            _stream(self._process.stdin).write(json.dumps(order) + "\n")
            _stream(self._process.stdin).flush()
            told: dict[str, Any] = json.loads(_stream(self._process.stdout).readline())
        return told

    def close(self) -> None:
        for server in self._servers:
            server.kill()
        _stream(self._process.stdin).close()
        _stream(self._process.stdout).close()
        self._process.wait(timeout=PATIENCE_SECONDS)


@contextlib.contextmanager
def open_nursery() -> Iterator[Nursery]:
    """Yield a process that forks servers; they end with it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.serving"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    nursery = Nursery(process)
    try:
        yield nursery
    finally:
        nursery.close()


def ask(
    port: int,
    method: str,
    address: str,
    body: Any = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """Send one request over a connection of its own; OSError when the server is gone."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection.request(method, address, content if body is not None else None, headers or {})
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())
    except http.client.HTTPException as error:
        raise ConnectionError(str(error)) from error
    finally:
        connection.close()


def insist(
    port: int, method: str, address: str, body: Any = None, headers: dict[str, str] | None = None
) -> Answer:
    """Send a request, again where SQLite was locked for too long: its writers have no queue."""
    for _ in range(TRIES):
        answer = ask(port, method, address, body, headers)
        if answer.status != 503:
            break
    return answer


def _stream(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


def _fork_servers() -> None:
    """Serve orders from standard input, one JSON a line, until it ends."""
    import uvicorn  # loaded here, once, for all servers
    from fastapi import FastAPI

    from app.commands.server import HTTP_PROTOCOL
    from app.main import create_app

    apps: dict[str, FastAPI] = {}
    children: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            _, status = os.waitpid(order["wait"], 0)
            children.discard(order["wait"])
            print(json.dumps({"status": status}), flush=True)
            continue
        # Made before the fork, once: nothing of it connects before it is asked.
        if order["url"] not in apps:
            apps[order["url"]] = create_app(Settings(database_url=order["url"]))
        # Listening before the fork: a connection made at once waits in the queue.
        listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        pid = os.fork()
        if pid == 0:
            sys.stdin.close()
            app = apps[order["url"]]
            config = uvicorn.Config(app, log_level="error", lifespan="on", http=HTTP_PROTOCOL)
            uvicorn.Server(config).run(sockets=[listener])
            os._exit(0)
        port = listener.getsockname()[1]
        listener.close()
        children.add(pid)
        print(json.dumps({"pid": pid, "port": port}), flush=True)
    for pid in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    _fork_servers()
