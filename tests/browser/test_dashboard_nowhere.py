"""Addresses typed by hand that are none, or of the newest day without its number."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.dashboard import open_page, where

NO_DAYS = [f"/{ref}" for ref in ("0", "0325", "2023-02-30", "2913851")]


@pytest.mark.parametrize("path", [*NO_DAYS, "/days/325", "/quotes/325", "/soledar"])
def test_an_address_that_is_none_is_a_page_that_says_so(visit: Visit, path: str) -> None:
    page = visit.page
    is_day = path in NO_DAYS
    told = f"There is no day {path[1:]}" if is_day else f"There is nothing at {path}"
    in_indonesian = f"Tidak ada hari {path[1:]}" if is_day else f"Tidak ada apa-apa di {path}"
    answer = page.goto(f"{path}?lang=en")
    assert answer is not None
    assert answer.status == 404
    expect(page.locator("main h1")).to_have_text(told)
    expect(page.locator("main")).to_contain_text("/325 or /2023-01-14")
    expect(page.locator(".strip .readout")).to_contain_text("131 of 1,")
    assert page.title() == f"{told} · Daybook"
    # What the browser itself says of the 404, and nothing of a script, a policy or another load.
    assert [each for each in visit.complaints if "404" not in each] == []
    page.get_by_role("link", name="Indonesia", exact=True).click()
    expect(page.locator("main h1")).to_have_text(in_indonesian)
    assert where(page) == f"{path}?lang=id"
    page.locator("main").get_by_role("link").click()
    expect(page.locator(".dateline")).to_contain_text("1586")
    assert where(page) == "/?lang=id"
    page.go_back()
    expect(page.locator("main h1")).to_have_text(in_indonesian)


def test_words_can_be_looked_for_from_there(visit: Visit) -> None:
    page = visit.page
    page.goto("/0")
    page.get_by_role("searchbox", name="Words to find").fill("soledar")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_contain_text("events")
    assert where(page) == "/?q=soledar"


def test_the_latest_is_the_newest_day(visit: Visit) -> None:
    open_page(visit.page, "/latest")
    expect(visit.page.locator(".dateline")).to_contain_text("1586")
    assert where(visit.page) == "/"
    assert visit.complaints == []
