"""What the search offers where the words name a day, or the first and the last of some."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.dashboard import open_page, where


def take_offer(page: Page, words: str, language: str, told: str) -> None:
    """Look for the words, and go where the page then offers to."""
    open_page(page, f"/325?lang={language}")
    page.get_by_role("searchbox").first.fill(words)
    page.keyboard.press("Enter")
    expect(page.locator(".meant-day")).to_have_text(told)
    page.locator(".meant-day a").click()


@pytest.mark.parametrize(
    ("words", "language", "told"),
    [
        ("325", "en", "Open day 325 · 14 January 2023"),
        ("day 325", "en", "Open day 325 · 14 January 2023"),
        ("2023-01-14", "en", "Open day 325 · 14 January 2023"),
        ("14 january 2023", "en", "Open day 325 · 14 January 2023"),
        ("14 Jan 2023", "en", "Open day 325 · 14 January 2023"),
        ("14 Januari 2023", "id", "Buka hari ke-325 · 14 Januari 2023"),
        ("hari 325", "id", "Buka hari ke-325 · 14 Januari 2023"),
        ("Hari ke-325", "id", "Buka hari ke-325 · 14 Januari 2023"),
    ],
)
def test_words_that_name_a_day_offer_it(visit: Visit, words: str, language: str, told: str) -> None:
    take_offer(visit.page, words, language, told)
    expect(visit.page.locator(".dateline")).to_contain_text("325")
    assert where(visit.page) == f"/325?lang={language}"
    assert visit.complaints == []


@pytest.mark.parametrize(
    ("words", "language", "told"),
    [
        ("days 322-325", "en", "Open days 322 to 325 · 11 January 2023 to 14 January 2023"),
        ("day 322 – 325", "en", "Open days 322 to 325 · 11 January 2023 to 14 January 2023"),
        (
            "2023-01-11 to 2023-01-14",
            "en",
            "Open days 322 to 325 · 11 January 2023 to 14 January 2023",
        ),
        (
            "hari ke-322 sampai 14 Januari 2023",
            "id",
            "Buka hari ke-322 sampai ke-325 · 11 Januari 2023 sampai 14 Januari 2023",
        ),
    ],
)
def test_words_that_name_a_range_of_days_offer_it(
    visit: Visit, words: str, language: str, told: str
) -> None:
    take_offer(visit.page, words, language, told)
    expect(visit.page.locator(".chip")).to_have_count(1)
    assert where(visit.page) == f"/?from=2023-01-11&to=2023-01-14&lang={language}"
    assert visit.complaints == []


def test_the_days_offered_keep_the_other_filters(visit: Visit) -> None:
    open_page(visit.page, "/?q=days+322-325&status=claimed")
    visit.page.get_by_role("link", name="Open days 322 to 325").click()
    expect(visit.page.locator(".chip")).to_have_count(2)
    assert where(visit.page) == "/?status=claimed&from=2023-01-11&to=2023-01-14"


def test_a_day_is_offered_above_what_its_number_finds(visit: Visit) -> None:
    open_page(visit.page, "/?q=300")
    expect(visit.page.locator("main h1")).to_contain_text("events")
    expect(visit.page.locator(".found .lead .meant-day")).to_contain_text("Open day 300")


@pytest.mark.parametrize(
    "words",
    [
        *("soledar", "0", "999999", "2021-01-01", "2023-02-30", "30 February 2023", "day"),
        *("330-300", "2023-01", "300-330-360", "325 to nowhere"),
    ],
)
def test_words_that_name_no_day_offer_none(visit: Visit, words: str) -> None:
    open_page(visit.page, f"/?q={words}")
    expect(visit.page.locator(".meant-day")).to_have_count(0)
