"""The strip of days and a day's page."""

import json
import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from app.invasion_day import day_of, today
from tests.browser.conftest import Visit
from tests.browser.dashboard import open_page, where

DAY_325 = "Moscow says Belarus could enter the war if Ukraine attacks either ally"

UNKNOWN_ZONES = """
const unknown = %s;
const known = Intl.DateTimeFormat;
Intl.DateTimeFormat = function (locale, options) {
  if (unknown.includes(options?.timeZone)) throw new RangeError("Invalid time zone specified");
  return new known(locale, options);
};
"""
"""Makes a browser an old one, which lacks the zones given."""


@pytest.mark.parametrize("address", ["/325", "/2023-01-14"])
def test_a_day_opens_by_its_number_and_by_its_date(visit: Visit, address: str) -> None:
    open_page(visit.page, address, DAY_325)
    expect(visit.page.locator(".dateline")).to_contain_text("Day 325")
    expect(visit.page.locator(".dateline")).to_contain_text("Saturday, 14 January 2023")
    assert visit.page.title().startswith("Day 325, 14 January 2023: Moscow says")
    assert visit.complaints == []
    assert visit.elsewhere == []


def test_the_front_page_shows_the_newest_day(visit: Visit) -> None:
    open_page(visit.page, "/")
    expect(visit.page.locator(".overline")).to_have_text("Latest day in the record")
    expect(visit.page.locator(".dateline")).to_contain_text("Day 1586")


def test_a_day_tells_its_events_by_category_with_claims_and_denials(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    expect(page.locator(".category h3").first).to_have_text("Diplomacy 2")
    claim = page.locator("[id='325-e5']")
    expect(claim.locator("> .meta .status")).to_have_text("Claimed by Russia")
    denial = claim.locator(".replies [id='325-e6']")
    expect(denial.locator(".status")).to_have_text("Denied by Ukraine")
    expect(denial).to_contain_text("Kyiv rejected the claim")


def test_every_line_of_a_day_has_its_source(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    lines = page.locator(".event, .day .quote")
    expect(lines).to_have_count(14)
    for line in lines.all():
        assert line.locator(".citations cite").count() > 0
    tribun = page.locator("#source-3")
    for words in (
        "Update Perang Rusia Vs Ukraina",
        "from Al Jazeera",
        "by Nina Yuniar",
        "edited by Ananda Putri Octaviani",
        "AFP/Mikhail Klimentyev",
    ):
        expect(tribun).to_contain_text(words)


def test_a_quote_tells_speaker_role_and_listener(visit: Visit) -> None:
    open_page(visit.page, "/325")
    quote = visit.page.locator("figure[id='325-q1']")
    for words in (
        "Aleksey Polishchuk",
        "official at Russia's Foreign Ministry",
        "to TASS",
        "translated from Indonesian",
    ):
        expect(quote).to_contain_text(words)


def test_previous_and_next_lead_along_the_days_held(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/334")
    page.get_by_role("link", name="Next: Day 336").click()
    expect(page.locator(".dateline")).to_contain_text("Day 336")
    assert where(page) == "/336"
    page.get_by_role("link", name="Previous: Day 334").click()
    expect(page.locator(".dateline")).to_contain_text("Day 334")
    page.go_back()
    expect(page.locator(".dateline")).to_contain_text("Day 336")
    page.go_forward()
    expect(page.locator(".dateline")).to_contain_text("Day 334")


def test_the_strip_takes_one_request(visit: Visit) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    open_page(visit.page, "/")
    until = day_of(today())
    held = re.compile(f"^131 of ({until:,}|{until - 1:,}) days held$")  # Kyiv's midnight may pass
    expect(visit.page.locator(".strip .readout")).to_have_text(held)
    strip = [url for url in asked if "/v1/stats" in url or "/v1/coverage" in url]
    assert strip == [f"{visit.origin}/v1/stats/daily"]


def strip_of(page: Page) -> tuple[str, str]:
    """What the strip tells a screen reader, and which day it stands on."""
    slider = page.get_by_role("slider", name="The war as a strip of days")
    return slider.get_attribute("aria-valuetext") or "", slider.get_attribute("aria-valuenow") or ""


def test_the_strip_works_by_keyboard(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowRight")
    assert strip_of(page) == ("Day 326 · 15 Jan 2023 · 11 events · 3 quotes", "326")
    page.keyboard.press("PageUp")
    assert strip_of(page)[1] == "357"
    page.keyboard.press("Home")
    assert strip_of(page)[1] == "1"
    page.keyboard.press("End")
    assert strip_of(page)[1] == "1586"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator(".dateline")).to_contain_text("Day 1576")
    assert where(page) == "/1576"


def test_the_strip_opens_the_day_that_is_clicked(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/1?from=2022-12-20&to=2023-01-31")
    box = page.locator("canvas.days").bounding_box()
    assert box is not None
    across = (325 - 300 + 0.5) / (342 - 300 + 1) * box["width"]
    page.mouse.move(box["x"] + across, box["y"] + box["height"] / 2)
    expect(page.locator(".strip .readout")).to_contain_text("Day 325 · 14 Jan 2023 · 12 events")
    page.mouse.click(box["x"] + across, box["y"] + box["height"] / 2)
    expect(page.locator("main h1")).to_have_text(DAY_325)


def test_a_missing_day_is_told_as_missing(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/1?from=2023-03-20&to=2023-04-05")
    box = page.locator("canvas.days").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
    expect(page.locator(".strip .readout")).to_contain_text("not in the record")


def test_brushing_the_overview_chooses_a_range(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    box = page.locator("svg.overview").bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.25, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, y, steps=5)
    page.mouse.up()
    expect(page.locator(".chip")).to_have_count(1)
    assert "/325?from=2023-0" in where(page)
    page.get_by_role("button", name="Whole war").click()
    expect(page.locator(".chip")).to_have_count(0)
    assert where(page) == "/325"


def test_zooming_keeps_the_day_and_its_address(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    assert "from=2022-" in where(page)
    assert "to=2023-" in where(page)
    page.reload()
    expect(page.locator("main h1")).to_have_text(DAY_325)
    expect(page.locator(".chip")).to_have_count(1)


def test_the_strip_is_coloured_by_actor_on_demand(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    page.get_by_role("button", name="Actors named").click()
    for name in ("Russia", "Belarus", "Ukraine", "Others"):
        expect(page.locator(".strip .legend")).to_contain_text(name)
    assert where(page) == "/325?colour=actor"


def test_filters_mark_the_lines_of_a_day(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325?q=soledar")
    expect(page.locator(".event.is-chosen")).to_have_count(4)
    expect(page.locator("[id='325-e5'] > .text mark")).to_have_text("Soledar")
    expect(page.locator("[id='325-e1']")).to_have_class("event status-claimed is-dimmed")


@pytest.mark.parametrize(
    ("language", "unknown", "told", "foot"),
    [
        ("en", [], "27 Nov 2026, 05:53 Kyiv time", "Days and times are those of Kyiv."),
        ("id", [], "27 Nov 2026, 05.53 waktu Kyiv", "Hari dan jam menurut waktu Kyiv."),
        ("en", ["Europe/Kyiv"], "27 Nov 2026, 05:53 Kyiv time", "those of Kyiv."),
        ("en", ["Europe/Kyiv", "Europe/Kiev"], "27 Nov 2026, 03:53 UTC", "those of Kyiv."),
    ],
)
def test_a_revision_is_told_in_kyivs_time_wherever_it_is_read(
    chromium: Browser, live_server: str, language: str, unknown: list[str], told: str, foot: str
) -> None:
    def at_a_known_moment(route: Route) -> None:
        answer = route.fetch()
        listed = answer.json()
        listed["items"][0]["at"] = "2026-11-27T03:53:00Z"
        route.fulfill(response=answer, json=listed)

    context = chromium.new_context(base_url=live_server, timezone_id="America/New_York")
    page = context.new_page()
    page.add_init_script(UNKNOWN_ZONES % json.dumps(unknown))
    page.route("**/v1/updates/325/revisions", at_a_known_moment)
    open_page(page, f"/325?lang={language}", DAY_325)
    time = page.locator(".corrections time").first
    expect(time).to_have_text(told)
    expect(time).to_have_attribute("datetime", "2026-11-27T03:53:00Z")
    expect(page.locator(".foot")).to_contain_text(foot)
    context.close()
