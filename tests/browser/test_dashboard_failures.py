"""What the page says when something is missing: the server, an answer, a day, the whole record."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select
from sqlmodel import col

from app.db.engine import open_database
from app.models import Update
from app.record.writer import Author, delete_update
from app.settings import Settings
from tests.browser.conftest import Visit
from tests.browser.dashboard import open_page, where
from tests.live import serving


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/400", ["Day 400, 30 March 2023", "Day 388", "Day 408"]),
        ("/2023-03-30", ["Day 400, 30 March 2023", "Day 388", "Day 408"]),
        ("/90000", ["Day 90000", "has not come yet"]),
        ("/2021-01-01", ["1 January 2021", "that is day 1"]),
    ],
)
def test_an_unknown_day_says_so_and_offers_the_nearest(
    visit: Visit, address: str, told: list[str]
) -> None:
    page = visit.page
    open_page(page, address)
    for words in told:
        expect(page.locator(".failure")).to_contain_text(words)
    assert page.title() == f"{page.locator('main h1').inner_text()} · Daybook"
    least, now, most = (
        int(page.locator("canvas.days").get_attribute(f"aria-value{name}") or "")
        for name in ("min", "now", "max")
    )
    assert least <= now <= most
    if address == "/400":
        page.locator(".near a").first.click()
        assert where(page) == "/388"


def test_a_date_that_is_in_no_calendar_is_not_taken_for_another(visit: Visit) -> None:
    open_page(visit.page, "/?from=2023-02-30&to=2023-03-10")
    expect(visit.page.locator(".chip")).to_contain_text("10 Mar")
    expect(visit.page.locator(".chip")).not_to_contain_text("2 Mar")


def test_a_server_that_is_gone_is_told_and_asked_again(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    page.route("**/v1/updates/*", lambda route: route.abort("connectionrefused"))
    page.get_by_role("link", name="Next: Day 326").click()
    expect(page.locator("main h1")).to_have_text("The server does not answer")
    page.unroute("**/v1/updates/*")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".dateline")).to_contain_text("Day 326")


def test_a_failed_answer_is_told_in_the_apis_words(visit: Visit) -> None:
    detail = "Try again in a moment."
    problem = {
        "type": "x",
        "title": "The record cannot be reached",
        "status": 503,
        "detail": detail,
    }

    def refuse(route: Route) -> None:
        route.fulfill(status=503, json=problem, content_type="application/problem+json")

    visit.page.route("**/v1/updates/326", refuse)
    open_page(visit.page, "/326", "This could not be shown")
    expect(visit.page.locator(".failure")).to_contain_text(detail)


def test_a_slow_answer_is_told_while_it_is_awaited(visit: Visit) -> None:
    page = visit.page
    held: list[Route] = []
    page.route("**/v1/updates/326", lambda route: held.append(route))
    open_page(page, "/325")
    page.get_by_role("link", name="Next: Day 326").click()
    expect(page.locator(".slow")).to_have_text("The server is slow to answer. Still waiting.")
    expect(page.locator(".dateline")).to_contain_text("Day 325")
    held[0].continue_()
    expect(page.locator(".dateline")).to_contain_text("Day 326")
    expect(page.locator(".slow")).to_have_count(0)


def test_filters_that_cannot_be_counted_say_so_and_ask_again(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    page.route("**/v1/quotes?*", lambda route: route.abort("connectionrefused"))
    page.get_by_text("Filters", exact=True).click()
    told = page.locator(".panel .failure")
    expect(told.get_by_role("heading")).to_have_text("The server does not answer")
    page.unroute("**/v1/quotes?*")
    told.get_by_role("button", name="Try again").click()
    expect(page.locator(".panel input[name=speaker]").first).to_be_visible()
    expect(told).to_have_count(0)


def test_a_list_that_cannot_grow_keeps_the_reader_where_it_ends(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/?q=kyiv")
    page.route("**/v1/events?*cursor=*", lambda route: route.abort("connectionrefused"))
    more = page.locator(".hits + .more").first
    more.get_by_role("button", name="Show more").press("Enter")
    expect(more.get_by_role("heading", level=2)).to_have_text("The server does not answer")
    expect(more.get_by_role("button", name="Try again")).to_be_focused()
    expect(page.locator("main h1")).to_have_count(1)


def test_a_page_that_nobody_answered_is_there_once_the_server_is_back(
    chromium: Browser, tmp_path: Path
) -> None:
    with serving(tmp_path) as address:
        context = chromium.new_context(base_url=address)
        page = context.new_page()
        with page.expect_request("**/v1/stream*"):
            open_page(page, "/325")
        port = urlsplit(address).port
    page.get_by_role("link", name="322").press("Enter")
    expect(page.locator("main h1")).to_have_text("The server does not answer")
    expect(page.locator("main h1")).to_be_focused()
    with serving(tmp_path, port):
        expect(page.locator(".dateline")).to_contain_text("Day 322")
        expect(page.locator("main h1")).to_be_focused()
        context.close()


def test_the_day_shows_even_without_the_strip(visit: Visit) -> None:
    visit.page.route("**/v1/stats/daily", lambda route: route.abort())
    visit.page.route("**/v1/actors", lambda route: route.abort())
    open_page(visit.page, "/325")
    expect(visit.page.locator(".event")).to_have_count(12)


@pytest.fixture
def emptied(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page of a server whose record lost all its days."""
    with serving(tmp_path) as address:
        database = open_database(Settings(database_url=f"sqlite:///{tmp_path / 'record.db'}"))
        with database.write() as connection:
            for day in connection.scalars(select(col(Update.day))).all():
                delete_update(connection, day, Author("test", "taken back"))
        database.close()
        context = chromium.new_context(base_url=address)
        yield context.new_page()
        context.close()


def test_an_empty_record_says_so(emptied: Page) -> None:
    open_page(emptied, "/", "The record is empty")
    expect(emptied.locator(".strip .readout")).to_contain_text("0 of")


def test_a_deleted_day_says_when_and_why(emptied: Page) -> None:
    open_page(emptied, "/325", "Day 325, 14 January 2023, is not in the record")
    expect(emptied.locator(".failure")).to_contain_text("taken back")


def test_a_deleted_day_keeps_its_history(emptied: Page) -> None:
    open_page(emptied, "/325")
    revisions = emptied.locator(".corrections .revisions > li")
    expect(revisions).to_have_count(2)
    expect(revisions.first).to_contain_text("deleted")
    expect(revisions.first).to_contain_text("taken back")
    link = revisions.last.get_by_role("link").get_attribute("href")
    assert link == "/v1/updates/325/revisions/1"
    assert emptied.request.get(link).status == 200


def test_a_quote_of_a_deleted_day_says_when_and_why(emptied: Page) -> None:
    open_page(emptied, "/quotes/325-q1", "There is no quote 325-q1")
    detail = emptied.request.get("/v1/quotes/325-q1").json()["detail"]
    assert "taken back" in detail
    expect(emptied.locator(".failure")).to_contain_text(detail)
    expect(emptied.locator(".failure").get_by_role("link", name="Open day 325")).to_be_visible()


def test_without_javascript_the_page_says_what_the_api_offers(
    chromium: Browser, live_server: str
) -> None:
    for language, words in (("en", "The record of the war"), ("id", "Catatan perang")):
        context = chromium.new_context(
            base_url=live_server, java_script_enabled=False, locale=language
        )
        page = context.new_page()
        page.goto("/")
        expect(page.locator("main h1")).to_be_visible()
        expect(page.locator("main h1")).to_contain_text(words)
        expect(page.locator("main li")).to_have_count(7)
        context.close()


def test_where_the_script_does_not_come_the_page_says_the_same_after_a_while(
    chromium: Browser, live_server: str
) -> None:
    page = chromium.new_page(base_url=live_server, locale="en")
    page.route("**/assets/*.js", lambda route: route.abort())
    page.goto("/325")
    # Not at once: a script that is only slow takes it away before anybody reads it.
    expect(page.locator("main h1")).to_be_hidden()
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator("main li")).to_have_count(7)
    page.close()


def test_what_failed_without_a_network_is_asked_again_when_there_is_one(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    page.route("**/v1/updates/*", lambda route: route.abort("internetdisconnected"))
    page.get_by_role("link", name="Next: Day 326").click()
    expect(page.locator("main h1")).to_have_text("The server does not answer")
    page.unroute("**/v1/updates/*")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".dateline")).to_contain_text("Day 326")


def test_plots_whose_code_does_not_come_say_so(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    page.route("**/assets/plots-*.js", lambda route: route.abort("connectionrefused"))
    page.get_by_role("link", name="Plots").click()
    expect(page.locator("main h1")).to_have_text("The server does not answer")
    page.unroute("**/assets/plots-*.js")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("main h1")).to_have_text("The record in figures")


def test_a_page_of_a_proxys_is_told_by_its_status(visit: Visit) -> None:
    away = "<h1>Bad gateway</h1>"
    visit.page.route("**/v1/updates/326", lambda route: route.fulfill(status=502, body=away))
    open_page(visit.page, "/326", "This could not be shown")
    expect(visit.page.locator(".failure")).to_contain_text("502 Bad Gateway")
