"""A real server for the tests that need one: `python -m app serve` in a process of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60  # a busy machine; a start takes about one
STOP_SECONDS = 60  # the same; with the machine to itself a stop takes under five


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment() -> dict[str, str]:
    """This process's environment without the settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DAYBOOK_")}
    return {**kept, "NO_PROXY": "127.0.0.1,localhost"}


@contextmanager
def serving(folder: Path, port: int | None = None) -> Iterator[str]:
    """Serve the record of a SQLite file in `folder`, a new one's built-in; gives the address.

    It must stop when it is told to, whatever connections are open.
    """
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    database = f"sqlite:///{folder / 'record.db'}"
    command = [sys.executable, "-m", "app", "serve", "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "server.log").open("w+") as log:
        process = subprocess.Popen(
            [*command, "--database-url", database],
            cwd=ROOT,
            env=environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_ready(process, f"{address}/readyz", folder / "server.log")
            yield address
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise


def _wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            with direct.open(address, timeout=5):
                return
        except OSError as error:  # not listening yet, or 503 while it loads the record
            if process.poll() is not None or time.monotonic() > end:
                said = log.read_text(encoding="utf-8")
                pytest.fail(f"the server is not ready: {error}\n{said}")
        try:
            process.wait(0.05)  # the pause between two looks; ends at once where the server does
        except subprocess.TimeoutExpired:
            continue


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that holds the built-in record; one for a test process."""
    with serving(tmp_path_factory.mktemp("server")) as address:
        yield address
