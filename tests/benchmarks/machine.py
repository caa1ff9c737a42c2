"""What a result depends on beside the code: the machine and the versions."""

import fcntl
import os
import platform
import re
import resource
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tests.benchmarks.peers.install import HOME, JSON_SERVER

_PACKAGES = (
    *("daybook", "fastapi", "starlette", "uvicorn", "uvloop", "httptools", "pydantic", "sqlmodel"),
    *("sqlalchemy", "psycopg"),
)
_TICK = os.sysconf("SC_CLK_TCK")
_PEER_PACKAGES = ("datasette", "django", "djangorestframework", "gunicorn")


def machine() -> dict[str, str]:
    """Return the processor, cores, memory, kernel and the load before the run."""
    cpu = re.search(r"model name\s*: (.+)", _read("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+)", _read("/proc/meminfo"))
    return {
        "processor": cpu[1] if cpu else platform.processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{int(memory[1]) / 1e6:.0f} GB" if memory else "unknown",
        "kernel": platform.release(),
        "load average before the run": f"{os.getloadavg()[0]:.2f}",
    }


@contextmanager
def to_oneself(lock: Path | None) -> Iterator[None]:
    """Hold a file's lock, which others on this machine take for their work, if one is given."""
    if lock is None:
        yield
        return
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def busy_seconds() -> float:
    """Return the processor time spent so far, all cores, for whomever; what its host took, too."""
    fields = [int(field) for field in _read("/proc/stat").partition("\n")[0].split()[1:9]]
    idle, waiting_for_disks = 3, 4
    return sum(fields[:idle] + fields[waiting_for_disks + 1 :]) / _TICK


def known_seconds() -> float:
    """Return the processor time of the bench, of loads that have ended, and of PostgreSQL."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        name, _, fields = _read(stat).rpartition(")")
        if name.endswith("(postgres"):
            ticks += sum(int(field) for field in fields.split()[11:13])
    return sum(each.ru_utime + each.ru_stime for each in used) + ticks / _TICK


def versions() -> dict[str, str]:
    """Return the versions of what was measured, of what is installed of it."""
    found = {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    for name in _PEER_PACKAGES:
        for folder in HOME.glob(f"venv/lib/*/site-packages/{name}-*.dist-info"):
            found[name] = folder.name.removesuffix(".dist-info").rpartition("-")[2]
    if JSON_SERVER.exists():
        package = _read(JSON_SERVER.parents[2] / "package.json")
        named = re.search(r'"version": "([^"]+)"', package)
        found["json-server"] = named[1] if named else "unknown"
    for name, *command in (
        ("node", "node", "--version"),
        ("nginx", "nginx", "-v"),
        ("wrk", "wrk", "-v"),
    ):
        printed = _printed(command)
        if printed:
            found[name] = printed
    return found


def _printed(command: list[str]) -> str:
    """Return the version that a program prints, or nothing when it is not installed."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    named = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return named[0] if named else ""


def _read(path: str | Path) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""
