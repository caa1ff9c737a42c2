"""A real Chromium: Debian's, driven by playwright, whose own browsers are never fetched."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.live import live_server as live_server
from tests.live import serving

ARGUMENTS = (
    "--no-sandbox",  # as root, which CI is, Chromium has no other way
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
)


PATIENCE_MS = 60_000
"""How long a page may take to show what is expected: a machine at work is slow."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; where there is none, the tests that need it say so."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium on this machine: apt install chromium, as .ci/run does")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page, and what it did that a visitor would not see."""

    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)  # console errors, refused and failed loads
    elsewhere: list[str] = field(default_factory=list)  # addresses on other hosts that it asked


@pytest.fixture
def visit(chromium: Browser, live_server: str) -> Iterator[Visit]:
    """A new page in a browser that reaches the live server, and what it did meanwhile."""
    context = chromium.new_context(base_url=live_server)
    page = context.new_page()
    visited = Visit(page, live_server)

    def looked_at(url: str) -> None:
        if urlsplit(url).scheme not in ("data", "blob") and not url.startswith(live_server + "/"):
            visited.elsewhere.append(url)

    page.on("request", lambda request: looked_at(request.url))
    # What the page itself breaks off, since its visitor has gone on, is no failure.
    page.on(
        "requestfailed",
        lambda request: (
            None
            if request.failure == "net::ERR_ABORTED"
            else visited.complaints.append(f"failed: {request.url}")
        ),
    )
    page.on("pageerror", lambda error: visited.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            visited.complaints.append(message.text)
            if message.type in ("error", "warning")
            else None
        ),
    )
    yield visited
    context.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def page(chromium: Browser, folder: Path) -> Iterator[Page]:
    """A page of a server of its own, whose record in `folder` is changed."""
    with serving(folder) as address:
        context = chromium.new_context(base_url=address)
        yield context.new_page()
        context.close()
