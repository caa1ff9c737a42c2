"""Changes that reach the page without a reload."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.db import open_database
from app.lines import read_ndjson
from app.record import Author, delete_update
from app.settings import Settings
from app.transfer import import_lines
from tests.browser.dashboard import open_page
from tests.live import serving


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def page(chromium: Browser, folder: Path) -> Iterator[Page]:
    """A page of a server of its own: its record is changed."""
    with serving(folder) as address:
        context = chromium.new_context(base_url=address)
        yield context.new_page()
        context.close()


def correct(page: Page, folder: Path, day: int, headline: str) -> None:
    """Correct a day's headline as another process would: past the server, in its database."""
    document = page.request.get(f"/v1/updates/{day}").json()
    database = open_database(Settings(database_url=f"sqlite:///{folder / 'record.db'}"))
    with database.write() as connection:
        line = json.dumps({**document, "headline": headline}).encode()
        author = Author("test", "to see it arrive")
        list(import_lines(connection, read_ndjson("test", BytesIO(line)), author))
    database.close()


def test_a_correction_shows_on_the_page_that_is_open(page: Page, folder: Path) -> None:
    with page.expect_response("**/v1/stream"):
        open_page(page, "/325")
    correct(page, folder, 325, "A headline corrected while it is read")
    expect(page.locator("main h1")).to_have_text("A headline corrected while it is read")
    expect(page.locator(".notice")).to_contain_text("Day 325 was corrected just now.")
    expect(page.locator(".corrections")).to_contain_text("Revision 2: corrected")
    page.locator(".corrections").get_by_text("What changed").click()
    expect(page.locator(".difference")).to_contain_text("/headline")


def test_a_change_to_another_day_is_told_and_can_be_opened(page: Page, folder: Path) -> None:
    with page.expect_response("**/v1/stream"):
        open_page(page, "/325")
    correct(page, folder, 326, "Another day's headline, corrected")
    notice = page.locator(".notice")
    expect(notice).to_contain_text("Day 326 was corrected just now.")
    expect(page.locator(".dateline")).to_contain_text("Day 325")
    notice.get_by_role("link", name="Open").click()
    expect(page.locator("main h1")).to_have_text("Another day's headline, corrected")
    notice.get_by_role("button", name="Dismiss").click()
    expect(notice).to_have_count(0)


def test_a_list_is_told_of_a_change_and_brought_up_to_date(page: Page, folder: Path) -> None:
    with page.expect_response("**/v1/stream"):
        open_page(page, "/?q=cassowary", "Nothing in the record matches")
    correct(page, folder, 326, "A cassowary in the headline")
    notice = page.locator(".notice")
    expect(notice).to_contain_text("Day 326 was corrected just now.")
    expect(page.locator("main h1")).to_have_text("Nothing in the record matches")
    notice.get_by_role("button", name="Update what is shown").click()
    expect(page.locator(".days-found li")).to_contain_text("A cassowary in the headline")


def test_a_quotes_page_and_plots_hear_of_changes(page: Page, folder: Path) -> None:
    with page.expect_response("**/v1/stream"):
        open_page(page, "/quotes/325-q1")
    correct(page, folder, 325, "Corrected while a quote is read")
    expect(page.locator(".notice")).to_contain_text("The page shows it already.")
    page.get_by_role("link", name="Plots").click()
    expect(page.locator(".plot.is-coverage [role=img]")).to_be_visible()
    correct(page, folder, 326, "Corrected while plots are read")
    expect(page.locator(".notice")).to_contain_text("Day 326 was corrected just now.")
    page.locator(".notice").get_by_role("button", name="Update what is shown").click()
    expect(page.locator(".plot.is-coverage [role=img]")).to_be_visible()


def test_a_deleted_day_leaves_the_page_and_the_strip(page: Page, folder: Path) -> None:
    with page.expect_response("**/v1/stream"):
        open_page(page, "/325")
    expect(page.locator(".strip .readout")).to_contain_text("131 of")
    database = open_database(Settings(database_url=f"sqlite:///{folder / 'record.db'}"))
    with database.write() as connection:
        delete_update(connection, 325, Author("test", "taken back while it is read"))
    database.close()
    expect(page.locator("main h1")).to_contain_text("is not in the record")
    expect(page.locator(".failure")).to_contain_text("taken back while it is read")
    expect(page.locator(".strip .readout")).to_contain_text("130 of")
    expect(page.locator(".notice")).to_contain_text("Day 325 was deleted just now.")
