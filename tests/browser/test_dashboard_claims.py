"""Filters of events alone and of quotes alone: who claims, whom a quote is about, how sure, how."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import Visit
from tests.browser.dashboard import open_page, where
from tests.builtin import EVENTS, QUOTES, Json


@dataclass(frozen=True)
class Case:
    """A choice of one list, what the page calls it, and the lines that it leaves."""

    name: str
    value: str
    told: str
    events: tuple[Json, ...] = ()
    quotes: tuple[Json, ...] = ()

    @property
    def title(self) -> str:
        return told_counts(len(self.events), len(self.quotes), " and ")


def told_counts(events: int, quotes: int, between: str) -> str:
    of_events = f"{events} event{'' if events == 1 else 's'}"
    return f"{of_events}{between}{quotes} quote{'' if quotes == 1 else 's'}"


def chosen(items: list[Json], holds: Callable[[Json], bool]) -> tuple[Json, ...]:
    return tuple(filter(holds, items))


CASES = [
    Case("claimed_by", "wagner-group", "Claimed by Wagner Group",
         events=chosen(EVENTS, lambda event: event["claimed_by"] == "wagner-group")),
    Case("status", "denied", "Denied",
         events=chosen(EVENTS, lambda event: event["status"] == "denied")),
    Case("about", "belarus", "About Belarus",
         quotes=chosen(QUOTES, lambda quote: "belarus" in quote["about"])),
    Case("kind", "partial", "Partial quote",
         quotes=chosen(QUOTES, lambda quote: quote["kind"] == "partial")),
]  # fmt: skip
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def open_panel(page: Page) -> None:
    page.locator(".filters summary").click()
    expect(page.locator(".panel fieldset").first).to_be_visible()


@each_case
def test_it_is_chosen_in_the_panel_and_told(visit: Visit, case: Case) -> None:
    page = visit.page
    open_page(page, "/")
    open_panel(page)
    box = page.locator(f".panel input[name={case.name}][value={case.value}]")
    count = box.locator("xpath=../span[@class='count']")
    expect(count).to_have_text(str(len(case.events) + len(case.quotes)))
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator("main h1")).to_have_text(case.title)
    assert where(page) == f"/?{case.name}={case.value}"
    expect(page.locator(".chip")).to_have_text(f"{case.told}×")
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    page.get_by_role("button", name=f"Remove {case.told}").click()
    expect(page.locator(".overline")).to_have_text("Latest day in the record")
    assert visit.complaints == []


@each_case
def test_the_strip_counts_what_it_chooses_and_nothing_else(visit: Visit, case: Case) -> None:
    page = visit.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).query))
    open_page(page, f"/?{case.name}={case.value}", case.title)
    expect(page.locator(".strip .legend")).to_contain_text("chosen by the filters")
    assert f"{case.name}={case.value}" in asked
    strip = page.get_by_role("slider")
    for key, day in (("Home", 1), ("End", 1586)):
        strip.press(key)
        of_day = [[e for e in each if e["day"] == day] for each in (case.events, case.quotes)]
        counts = told_counts(len(of_day[0]), len(of_day[1]), " · ")
        told = re.compile(rf"Day {day} · .* · {counts}$")
        expect(strip).to_have_attribute("aria-valuetext", told)


def test_of_what_cannot_match_the_list_says_why(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/?claimed_by=russia")
    expect(page.locator(".said .empty")).to_contain_text("of events alone")
    open_page(page, "/?about=russia")
    expect(page.locator(".happened .empty")).to_contain_text("of quotes alone")
    open_page(page, "/?about=russia&claimed_by=ukraine", "Nothing in the record matches")
    expect(page.locator(".failure")).to_contain_text("of events alone, and others of quotes")


def test_quotes_alone_have_the_room_of_the_events(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size({"width": 1200, "height": 900})
    open_page(page, "/?about=belarus")
    events, quotes = (page.locator(name).bounding_box() for name in (".happened", ".said"))
    assert events is not None
    assert quotes is not None
    assert quotes["width"] > events["width"] * 1.5


def test_where_no_words_were_looked_for_the_way_out_is_a_filter_less(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/?status=retracted", "Nothing in the record matches")
    expect(page.locator(".failure")).to_contain_text("with a filter less")
    open_page(page, "/?status=retracted&q=soledar", "Nothing in the record matches")
    expect(page.locator(".failure")).to_contain_text("fewer words or filters")


def test_what_an_address_gives_twice_or_empty_is_no_filter_more(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/?claimed_by=wagner-group&claimed_by=wagner-group&status=&kind=")
    expect(page.locator(".chip")).to_have_text(["Claimed by Wagner Group×"])
    page.locator(".chip").click()
    expect(page.locator(".overline")).to_have_text("Latest day in the record")
    assert visit.complaints == []


def test_the_lines_of_a_day_that_are_claimed_are_marked(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325?claimed_by=russia")
    claimed = [e["id"] for e in EVENTS if e["day"] == 325 and e["claimed_by"] == "russia"]
    expect(page.locator(".event.is-chosen")).to_have_count(len(claimed))
    marked = page.locator(".event.is-chosen").evaluate_all("all => all.map(({ id }) => id)")
    assert sorted(marked) == sorted(claimed)
    expect(page.locator(".quote.is-chosen")).to_have_count(0)


def test_plots_leave_out_what_the_filters_cannot_match(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/plots?about=belarus")
    expect(page.locator(".plot.is-speakers")).to_be_visible()
    expect(page.locator(".plot", has_text="Named together").locator(".empty")).to_be_visible()
    open_page(page, "/plots?claimed_by=belarus")
    expect(page.locator(".plot.is-together")).to_be_visible()
    ranked = page.locator(".plot", has_text="Who is quoted most")
    expect(ranked.locator(".empty")).to_be_visible()


def test_who_claims_and_whom_a_quote_is_about_lead_to_all_such(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    page.locator("[id='325-e5'] > .meta .status a").click()
    expect(page.locator(".chip")).to_have_text("Claimed by Russia×")
    assert where(page) == "/?claimed_by=russia"
    open_page(page, "/quotes/325-q1")
    page.locator(".about").get_by_role("link", name="Belarus").click()
    expect(page.locator(".chip")).to_have_text("About Belarus×")


def test_an_actor_under_another_name_is_taken_from_the_address(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/?claimed_by=Moskow&q=bridge")
    told = page.request.get("/v1/events?claimed_by=russia&q=bridge&limit=1").json()
    expect(page.locator("main h1")).to_contain_text(f"{told['total']} events")
    expect(page.locator(".misread")).to_have_count(0)


def test_on_a_phone_what_was_chosen_is_shown_in_place_of_the_panel(
    chromium: Browser, live_server: str
) -> None:
    size: ViewportSize = {"width": 390, "height": 844}
    context = chromium.new_context(
        base_url=live_server, viewport=size, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    open_page(page, "/")
    open_panel(page)
    page.get_by_label("From").fill("300")
    page.get_by_label("To", exact=True).fill("330")
    page.locator(".panel input[name=claimed_by][value=belarus]").check()
    expect(page.locator(".chip")).to_have_count(2)
    expect(page.locator(".panel .empty").first).to_have_text(
        "None: some of the filters are of events alone."
    )
    show = page.get_by_role("button", name="Show", exact=True)
    expect(show).to_be_in_viewport()
    show.tap()
    expect(page.locator(".panel")).to_be_hidden()
    expect(page.locator("main h1")).to_be_in_viewport()
    expect(page.locator("main h1")).to_contain_text("9 events")
    context.close()
