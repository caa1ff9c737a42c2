"""Going back: the reader is put on the link by which they left, or on the heading."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.dashboard import open_page


def follow_and_return(page: Page, link: Locator) -> None:
    """Follow a link by the keyboard, and come back."""
    told = page.locator("main h1").inner_text()
    link.focus()
    link.press("Enter")
    expect(page.locator("main h1")).not_to_have_text(told)
    expect(page.locator("main h1")).to_be_focused()
    page.go_back()
    expect(page.locator("main h1")).to_have_text(told)


def test_a_reader_who_comes_back_stands_on_the_link_they_left_by(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/?q=soledar")
    link = page.locator(".happened .of-day a").nth(9)
    follow_and_return(page, link)
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()


def test_of_links_that_lead_to_one_place_it_is_the_same_one(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    link = page.locator(".event .actors a", has_text="Russia").nth(3)
    follow_and_return(page, link)
    expect(link).to_be_focused()


def test_where_the_link_is_gone_it_is_the_heading(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/?actor=belarus")
    page.locator(".said").get_by_role("button", name="Show more").click()
    expect(page.locator(".said .quote")).to_have_count(33)
    follow_and_return(page, page.locator(".said a.id").last)
    expect(page.locator("main h1")).to_be_focused()
    page.go_forward()
    expect(page.locator("main h1")).to_be_focused()


def test_after_a_filter_was_taken_away_it_is_the_heading(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/?actor=belarus")
    page.get_by_role("button", name="Remove Belarus").click()
    expect(page.locator(".overline")).to_be_visible()
    page.go_back()
    expect(page.locator("main h1")).to_have_text("112 events and 33 quotes")
    expect(page.locator("main h1")).to_be_focused()
    assert visit.complaints == []
