"""A quote's own page."""

import json

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.dashboard import open_page, where


def test_a_quote_shows_the_way_of_its_words(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/quotes/325-q1", "Aleksey Polishchuk, quoted")
    steps = page.locator(".chain li")
    expect(steps).to_have_count(6)
    told = [" ".join(step.inner_text().split()) for step in steps.all()]
    for at, words in enumerate(
        [
            "Said by Aleksey Polishchuk",
            "Said to TASS",
            "Reported by Al Jazeera",
            "Relayed by Tribun Gorontalo",
            "Translated from Indonesian into English",
            "Kept here 325-q1",
        ]
    ):
        assert told[at].startswith(words)
    assert visit.complaints == []


def test_a_quote_has_quotes_like_it(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/quotes/327-q2")
    similar = page.locator(".similar .quote").first
    expect(similar).to_be_visible()
    expect(page.locator(".similar .alike").first).to_have_text("67% alike · Day 326")
    similar.locator(".id").click()
    expect(page.locator(".one-quote .lead blockquote")).to_contain_text(
        "As for the exercise itself"
    )
    assert where(page) == "/quotes/326-q3"


def test_a_quote_without_quotes_like_it_says_so(visit: Visit) -> None:
    open_page(visit.page, "/quotes/325-q1")
    expect(visit.page.locator(".similar .empty")).to_have_text("The record holds no similar quote.")


def test_a_quote_leads_to_its_line_in_the_day(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/quotes/325-q1")
    page.get_by_role("link", name="Open day 325").click()
    expect(page.locator("figure[id='325-q1']")).to_be_in_viewport()
    assert where(page) == "/325"


def test_a_citation_is_copied_in_three_forms(visit: Visit) -> None:
    page = visit.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(page, "/quotes/325-q1")
    copied = {}
    for name in ("Plain", "BibTeX", "JSON-LD"):
        page.get_by_role("radio", name=name).check()
        page.locator(".cite").get_by_role("button", name="Copy").click()
        expect(page.locator(".cite .copy")).to_contain_text("Copied")
        copied[name] = page.evaluate("navigator.clipboard.readText()")
    address = f"{visit.origin}/quotes/325-q1"
    assert copied["Plain"].startswith(
        "Aleksey Polishchuk (official at Russia's Foreign Ministry): “From a legal point of view"
    )
    assert copied["Plain"].endswith(f"Daybook 325-q1, {address}")
    assert copied["BibTeX"].startswith("@misc{daybook-325-q1,")
    assert "year = {2023}" in copied["BibTeX"]
    linked = json.loads(copied["JSON-LD"])
    assert (linked["@type"], linked["@id"]) == ("Quotation", address)
    assert linked["isBasedOn"][0]["publisher"]["name"] == "Tribun Gorontalo"


def test_an_unknown_quote_leads_to_its_day(visit: Visit) -> None:
    open_page(visit.page, "/quotes/325-q99", "There is no quote 325-q99")
    expect(visit.page.get_by_role("link", name="Open day 325")).to_be_visible()
