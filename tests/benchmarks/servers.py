"""Servers as processes: started, awaited, watched through /proc, and stopped."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
ROOT = Path(__file__).parents[2]
"""The repository, where `python -m app` and `python -m tests.…` find their packages."""
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class ServerError(RuntimeError):
    """A server that did not start, or that ended; the message has the end of its log."""


@dataclass
class Server:
    """One server in a session of its own, so that its workers are counted and stopped with it."""

    name: str
    port: int
    process: subprocess.Popen[bytes]
    log: Path
    seconds_to_answer: float = 0.0
    idle_rss_mb: float = 0.0
    peak_rss_mb: float = field(default=0.0)

    def processes(self) -> list[list[str]]:
        """Return the /proc/PID/stat fields of the server's processes, from the state on."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                # The command's name stands in brackets and may hold anything.
                fields = stat.read_text().rpartition(")")[2].split()
                if int(fields[3]) == self.process.pid:
                    found.append(fields)
        return found

    def cpu_seconds(self) -> float:
        """Return the processor time used so far, user and system, all processes."""
        return sum(int(f[11]) + int(f[12]) for f in self.processes()) / _TICK

    def rss_mb(self) -> float:
        """Return the resident memory in MB, all processes (shared pages counted in each)."""
        rss = sum(int(f[21]) for f in self.processes()) * _PAGE / 1e6
        self.peak_rss_mb = max(self.peak_rss_mb, rss)
        return rss

    def stop(self) -> None:
        """Ask the server to end, and end it after five seconds."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=5)
                return


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def start(
    name: str,
    command: Sequence[str | Path],
    port: int,
    path: str,
    *,
    folder: Path,
    environment: Mapping[str, str] | None = None,
    timeout: float = 60,
) -> Server:
    """Start a server and return once `path` answers below 500; ServerError if it does not."""
    log = folder / f"{name}.log"
    began = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(name, port, process, log)
    while time.perf_counter() < began + timeout and process.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if fetch(port, path).status < 500:
                server.seconds_to_answer = time.perf_counter() - began
                server.idle_rss_mb = server.rss_mb()
                return server
        time.sleep(0.02)
    server.stop()
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
    message = f"{name} did not answer {path} within {timeout:.0f} s; the end of {log}:\n{tail}"
    raise ServerError(message)


@dataclass(frozen=True)
class Answer:
    """An HTTP answer; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def fetch(port: int, path: str, headers: Mapping[str, str] | None = None) -> Answer:
    """GET a path from a server on this machine, on a new connection."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        connection.request("GET", path, headers=dict(headers or {}))
        response = connection.getresponse()
        names = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, names, response.read())
    finally:
        connection.close()


def ask_each(port: int, paths: Iterable[str], headers: Mapping[str, str]) -> None:
    """GET paths one after the other on one connection, whatever the answers."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        for path in paths:
            connection.request("GET", path, headers=dict(headers))
            connection.getresponse().read()
    finally:
        connection.close()


def settle(servers: Iterable[Server], limit: float = 20) -> None:
    """Return when the servers have worked off what a load left behind, or after `limit` seconds.

    A thread pool goes on with requests whose client has gone; counting the next server while it
    does would charge it with the work of the last.
    """
    watched = list(servers)
    deadline = time.perf_counter() + limit
    before = sum(server.cpu_seconds() for server in watched)
    while time.perf_counter() < deadline:
        time.sleep(0.1)
        now = sum(server.cpu_seconds() for server in watched)
        if now - before <= 2 / _TICK:
            return
        before = now
