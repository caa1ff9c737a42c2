"""Changes that reach the page without a reload."""

from pathlib import Path

from playwright.sync_api import Page, expect

from app.db.engine import open_database
from app.record.writer import Author, delete_update
from app.settings import Settings
from tests.browser.conftest import Visit
from tests.browser.dashboard import correct, open_page


def test_a_correction_shows_on_the_page_that_is_open(page: Page, folder: Path) -> None:
    with page.expect_response("**/v1/stream"):
        open_page(page, "/325")
    correct(page, folder, 325, headline="A headline corrected while it is read")
    expect(page.locator("main h1")).to_have_text("A headline corrected while it is read")
    expect(page.locator(".notice")).to_contain_text("Day 325 was corrected just now.")
    expect(page.locator(".corrections")).to_contain_text("Revision 2: corrected")


def test_a_change_to_another_day_is_told_and_can_be_opened(page: Page, folder: Path) -> None:
    with page.expect_response("**/v1/stream"):
        open_page(page, "/325")
    correct(page, folder, 326, headline="Another day's headline, corrected")
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
    correct(page, folder, 326, headline="A cassowary in the headline")
    notice = page.locator(".notice")
    expect(notice).to_contain_text("Day 326 was corrected just now.")
    expect(page.locator("main h1")).to_have_text("Nothing in the record matches")
    notice.get_by_role("button", name="Update what is shown").click()
    expect(page.locator(".days-found li")).to_contain_text("A cassowary in the headline")


def test_a_quotes_page_and_plots_hear_of_changes(page: Page, folder: Path) -> None:
    with page.expect_response("**/v1/stream"):
        open_page(page, "/quotes/325-q1")
    correct(page, folder, 325, headline="Corrected while a quote is read")
    expect(page.locator(".notice")).to_contain_text("The page shows it already.")
    page.get_by_role("link", name="Plots").click()
    expect(page.locator(".plot.is-coverage [role=img]")).to_be_visible()
    correct(page, folder, 326, headline="Corrected while plots are read")
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


def test_what_came_while_nobody_looked_is_told_on_return(page: Page, folder: Path) -> None:
    """Also where the page has had no change before it was hidden."""
    with page.expect_response("**/v1/stream"):
        open_page(page, "/325")
    # The stream's first event says where it begins; it comes with the head of the answer.
    page.wait_for_timeout(200)
    look(page, False)
    correct(page, folder, 326, headline="Corrected while nobody looked")
    with page.expect_response("**/v1/stream?since=131"):
        look(page, True)
    expect(page.locator(".notice")).to_contain_text("Day 326 was corrected just now.")


def test_the_stream_is_opened_again_after_a_proxys_refusal(visit: Visit) -> None:
    page = visit.page
    page.route("**/v1/stream", lambda route: route.fulfill(status=502), times=1)
    with page.expect_response(lambda answer: "/v1/stream" in answer.url and answer.status == 200):
        open_page(page, "/325")


def test_a_list_that_was_left_is_not_shown_as_the_browser_kept_it(page: Page, folder: Path) -> None:
    open_page(page, "/?q=cassowary", "Nothing in the record matches")
    page.goto("about:blank")
    correct(page, folder, 326, headline="A cassowary in the headline")
    open_page(page, "/?q=cassowary")
    expect(page.locator(".days-found li")).to_contain_text("A cassowary in the headline")


def test_a_day_that_was_left_is_not_shown_as_the_browser_kept_it(page: Page, folder: Path) -> None:
    open_page(page, "/325")
    page.goto("about:blank")
    correct(page, folder, 325, headline="Corrected while the page was closed")
    open_page(page, "/325")
    expect(page.locator("main h1")).to_have_text("Corrected while the page was closed")


def look(page: Page, is_looked_at: bool) -> None:
    """Hide the page, as another tab in front of it does, or show it again."""
    page.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        not is_looked_at,
    )
