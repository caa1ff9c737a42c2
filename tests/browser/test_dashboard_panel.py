"""The panel of filters: a reader who chooses there stays where they are."""

import re

from playwright.sync_api import Browser, Locator, Page, Route, ViewportSize, expect

from tests.browser.conftest import Visit
from tests.browser.dashboard import open_page, where

PHONE: ViewportSize = {"width": 375, "height": 700}


def open_panel(page: Page) -> None:
    page.locator(".filters summary").click()
    expect(page.locator(".panel fieldset").first).to_be_visible()


def place_of(line: Locator) -> float:
    box = line.bounding_box()
    assert box is not None
    return box["y"]


def test_who_chooses_on_a_phone_stays_where_they_are(chromium: Browser, live_server: str) -> None:
    context = chromium.new_context(
        base_url=live_server, viewport=PHONE, is_mobile=True, has_touch=True,
        reduced_motion="reduce",  # nothing is still scrolling when it is measured
    )  # fmt: skip
    page = context.new_page()
    open_page(page, "/")
    open_panel(page)
    speakers = page.locator(".panel fieldset[name=speaker]")
    speakers.locator(".narrow").fill("le")
    speakers.locator("ul").evaluate("list => list.scrollTo({ top: 60, behavior: 'instant' })")
    label = speakers.locator("li:visible label").nth(3)
    label.evaluate("label => label.scrollIntoView({ block: 'center', behavior: 'instant' })")
    stood = place_of(label)
    headline = page.locator("main h1").text_content() or ""
    page.evaluate(
        """() => {
            window.focused = [];
            addEventListener("focusin", ({ target }) => window.focused.push(target.tagName));
        }"""
    )
    label.tap()
    expect(page.locator("main h1")).not_to_have_text(headline)
    # The categories have gone with the events: the counts are those of the choice.
    expect(page.locator(".panel fieldset[name=category] .empty")).to_be_visible()
    box = label.locator("input")
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    expect(speakers.locator(".narrow")).to_have_value("le")
    assert abs(place_of(label) - stood) < 2
    assert set(page.evaluate("window.focused")) == {"INPUT"}
    context.close()


def test_what_is_chosen_in_the_panel_is_told_without_leaving_it(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/")
    open_panel(page)
    page.locator(".panel input[name=status][value=denied]").check()
    told = page.locator("[data-told]")
    expect(told).to_have_attribute("role", "status")
    expect(told).to_have_text(re.compile(r"^\d+ events? and 0 quotes$"))
    expect(page.locator("main h1")).to_have_text(told.text_content() or "")


def test_a_second_choice_can_be_made_before_the_first_is_counted(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/")
    open_panel(page)
    page.route("**/v1/*?*facet=*", lambda route: None)  # no count ever comes
    page.locator(".panel input[name=category][value=fighting]").check()
    page.locator(".panel input[name=status][value=claimed]").check()
    page.wait_for_url("**/?category=fighting&status=claimed")
    page.get_by_role("button", name="Remove Fighting").click()
    expect(page.locator(".panel input[name=category][value=fighting]")).not_to_be_checked()
    assert where(page) == "/?status=claimed"
    page.unroute_all(behavior="ignoreErrors")


def test_who_chooses_what_cannot_be_counted_is_led_to_why(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/")
    open_panel(page)
    page.route("**/v1/*?*facet=*", lambda route: route.abort("connectionrefused"))
    page.locator(".panel input[name=status][value=denied]").focus()
    page.keyboard.press("Space")
    expect(page.locator(".panel .failure h2")).to_be_focused()
    expect(page.locator("main h1")).to_contain_text("0 quotes")


def test_a_day_being_typed_when_counts_come_is_not_yet_a_filter(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/")
    open_panel(page)
    held: list[Route] = []
    page.route("**/v1/quotes?*facet=actor", lambda route: held.append(route))
    with page.expect_request("**/v1/quotes?*facet=actor"):
        page.locator(".panel input[name=about][value=belarus]").check()
    field = page.get_by_label("From")
    field.fill("300")
    held[0].continue_()
    expect(page.locator(".panel fieldset[name=category] .empty")).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_value("300")
    assert where(page) == "/?about=belarus"
    page.get_by_label("To", exact=True).fill("330")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?about=belarus&from=2022-12-20&to=2023-01-19")


def test_to_show_what_is_shown_already_is_no_step_to_go_back(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    page.locator("[data-nav=plots]").click()
    expect(page.locator("main h1")).to_have_text("The record in figures")
    open_panel(page)
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".panel")).to_be_hidden()
    page.go_back()
    page.wait_for_url("**/325")
