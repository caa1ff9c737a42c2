"""/docs in Chromium, under the strict Content-Security-Policy and with nothing from outside."""

import json
import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit

COLOURS = """element => [
  getComputedStyle(document.documentElement).backgroundColor, getComputedStyle(element).color
]"""
"""The page's ground and the ink of an element on it."""


def test_the_docs_run_day_325_and_contact_no_other_host(visit: Visit) -> None:
    page = visit.page
    answer = page.goto("/docs")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "'unsafe" not in policy

    operation = page.locator("#operations-updates-getUpdate")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    ref = operation.get_by_placeholder("ref")
    ref.fill("325")
    operation.get_by_role("button", name="Execute").click()

    live = operation.locator(".live-responses-table .response")
    expect(live.locator(".response-col_status")).to_contain_text("200")
    shown = live.locator(".response-col_description .highlight-code").first.inner_text()
    document = json.loads(shown[shown.index("{") : shown.rindex("}") + 1])
    assert (document["day"], document["date"]) == (325, "2023-01-14")

    assert visit.elsewhere == []
    assert visit.complaints == []


def test_the_docs_download_a_list_as_they_are_filled_in(visit: Visit) -> None:
    page = visit.page
    page.goto("/docs")
    operation = page.locator("#operations-quotes-listQuotes")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.locator("tr[data-param-name=date] input").fill("325")
    operation.locator("tr[data-param-name=format] select").select_option("csv")
    operation.get_by_role("button", name="Execute").click()

    live = operation.locator(".live-responses-table .response")
    expect(live.locator(".response-col_status")).to_contain_text("200")
    expect(live.locator(".response-col_description")).to_contain_text("325-q1")
    assert visit.complaints == []


def test_the_docs_give_no_reason_that_nobody_wrote(visit: Visit) -> None:
    page = visit.page
    page.goto("/docs")
    operation = page.locator("#operations-writing-deleteUpdate")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    expect(operation.get_by_placeholder("X-Change-Reason")).to_have_value("")


def test_the_docs_follow_the_readers_dark_scheme(visit: Visit) -> None:
    page = visit.page
    page.emulate_media(color_scheme="dark")
    page.goto("/docs")
    title = page.locator(".info .title")
    expect(title).to_contain_text("Daybook")
    expect(page.locator("html")).to_have_class("dark-mode")
    ground, ink = map(lightness, title.evaluate(COLOURS))
    assert ground < 0.2 < 0.8 < ink
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).not_to_have_class("dark-mode")
    assert lightness(title.evaluate(COLOURS)[1]) < 0.4
    assert visit.elsewhere == []
    assert visit.complaints == []


def test_the_docs_can_be_skipped_to(visit: Visit) -> None:
    visit.page.goto("/docs")
    main = visit.page.get_by_role("main")
    expect(main.get_by_role("heading", level=1)).to_contain_text("Daybook")


def lightness(colour: str) -> float:
    """How light a colour of CSS is, as the mean of red, green and blue: 0 is black, 1 white."""
    red, green, blue = (int(part) for part in re.findall(r"\d+", colour)[:3])
    return (red + green + blue) / 765


def test_the_docs_say_once_what_the_record_is(visit: Visit) -> None:
    visit.page.goto("/docs")
    expect(visit.page.locator(".info .title")).to_contain_text("Daybook")
    expect(visit.page.locator(".info")).to_contain_text("who claims it")
    told = visit.page.locator(".info").inner_text()
    assert told.count("The record of the Russia-Ukraine war, day by day") == 1
