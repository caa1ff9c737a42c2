"""One measurement: wrk on one server for some seconds, with the server's processor time."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import machine
from tests.benchmarks.servers import HOST, Server

CONNECTIONS = 32
_SCRIPT = Path(__file__).with_name("cycle.lua")


class LoadError(RuntimeError):
    """A load that did not run, or that met answers which must not be counted."""


@dataclass(frozen=True)
class Measurement:
    """What one load gave. CPU and RSS are the server's processes only, not the database's."""

    requests: int
    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    rss_mb: float
    bytes_each: float
    others: float = 0.0
    """The share of the processors that neither the server nor the bench took."""


def require_wrk() -> str:
    """Return wrk's path; LoadError says how to get it."""
    found = shutil.which("wrk")
    if not found:
        message = "wrk makes the load and is not installed: apt-get install wrk"
        raise LoadError(message)
    return found


def run(
    server: Server, paths: Path, seconds: int, *, offset: int = 0, headers: Iterable[str] = ()
) -> Measurement:
    """Ask for the paths of a file in turn, from line `offset` on, over 32 connections.

    LoadError when an answer was 4xx or 5xx, or when a connection broke.
    """
    command = [
        *(require_wrk(), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "60s"),
        *("-s", str(_SCRIPT), f"http://{HOST}:{server.port}", "--"),
        *(str(paths), str(offset), *headers),
    ]
    cpu, began = server.cpu_seconds(), time.perf_counter()
    others = machine.busy_seconds() - machine.known_seconds()
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 120)
    cpu = server.cpu_seconds() - cpu
    others = machine.busy_seconds() - machine.known_seconds() - others - cpu
    whole = (time.perf_counter() - began) * (os.cpu_count() or 1)
    line = next((each for each in done.stdout.splitlines() if each.startswith("figures ")), None)
    if done.returncode or line is None:
        message = f"wrk failed on {server.name}: {done.stderr or done.stdout}"
        raise LoadError(message)
    figures = json.loads(line.removeprefix("figures "))
    if figures["refused"] or figures["broken"] or figures["late"]:
        message = (
            f"{server.name}: {figures['refused']} answers of 4xx or 5xx, "
            f"{figures['broken']} broken connections, {figures['late']} later than 60 s"
        )
        raise LoadError(message)
    requests = figures["requests"]
    return Measurement(
        requests,
        per_second=requests / figures["microseconds"] * 1e6,
        p50_ms=figures["p50_us"] / 1e3,
        p99_ms=figures["p99_us"] / 1e3,
        cpu_us=cpu / requests * 1e6 if requests else 0.0,
        rss_mb=server.rss_mb(),
        bytes_each=figures["bytes"] / requests if requests else 0.0,
        others=max(0.0, others / whole),
    )
