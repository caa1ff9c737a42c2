"""The strip of days by wheel, by touch and by keyboard; by pointer see test_dashboard_days."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, FloatRect, Page, expect

from tests.browser.conftest import Visit
from tests.browser.dashboard import open_page, where

Point = tuple[float, float]


@pytest.fixture
def phone(chromium: Browser, live_server: str) -> Iterator[Page]:
    """A page on a phone: narrow, touched, without a mouse."""
    context = chromium.new_context(
        base_url=live_server,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    yield context.new_page()
    context.close()


def box_of(page: Page, place: str) -> FloatRect:
    """Where an element of the strip is, once the days are drawn in it."""
    expect(page.locator(".strip .readout")).to_contain_text("days held")
    page.locator(place).scroll_into_view_if_needed()
    box = page.locator(place).bounding_box()
    assert box is not None
    return box


def touch(page: Page, *moments: Sequence[Point]) -> None:
    """Put fingers on the screen, move them from moment to moment, and lift them."""
    session = page.context.new_cdp_session(page)

    def send(kind: str, points: Sequence[Point]) -> None:
        told: list[Any] = [{"x": x, "y": y, "id": at} for at, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})

    send("touchStart", moments[0])
    for points in moments[1:]:
        send("touchMove", points)
    send("touchEnd", [])


def test_two_fingers_zoom_into_the_strip(phone: Page) -> None:
    open_page(phone, "/325")
    box = box_of(phone, "canvas.days")
    y, middle = box["y"] + box["height"] / 2, box["x"] + box["width"] / 2
    apart = [[(middle - d, y), (middle + d, y)] for d in (20, 30, 45, 60, 80)]
    touch(phone, *apart)
    expect(phone.locator(".chip")).to_have_count(1)
    assert where(phone).startswith("/325?from=")


def test_one_finger_opens_a_day_and_does_not_zoom(phone: Page) -> None:
    open_page(phone, "/1?from=2022-12-20&to=2023-01-31")
    box = box_of(phone, "canvas.days")
    across = (325 - 300 + 0.5) / (342 - 300 + 1) * box["width"]
    phone.touchscreen.tap(box["x"] + across, box["y"] + box["height"] / 2)
    expect(phone.locator(".dateline")).to_contain_text("Day 325")
    assert where(phone) == "/325?from=2022-12-20&to=2023-01-31"


def test_one_finger_brushes_the_overview(phone: Page) -> None:
    open_page(phone, "/325")
    box = box_of(phone, "svg.overview")
    y = box["y"] + box["height"] / 2
    touch(phone, *[[(box["x"] + box["width"] * share, y)] for share in (0.25, 0.3, 0.4, 0.5)])
    expect(phone.locator(".chip")).to_have_count(1)
    assert "/325?from=2023-0" in where(phone)


def test_the_wheel_zooms_only_with_control(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    box = box_of(page, "canvas.days")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, 400)
    expect(page.locator(".masthead")).not_to_be_in_viewport()
    expect(page.locator(".chip")).to_have_count(0)
    page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -400)
    page.keyboard.up("Control")
    expect(page.locator(".chip")).to_have_count(1)
    assert "/325?from=2023-0" in where(page)


def test_the_keyboard_zooms_and_shows_the_whole_war_again(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    box_of(page, "canvas.days")
    page.get_by_role("slider").focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    expect(page.locator(".chip")).to_have_count(1)
    zoomed = where(page)
    page.keyboard.press("-")
    expect(page.locator(".chip")).to_have_count(1)
    assert where(page) != zoomed
    page.keyboard.press("0")
    expect(page.locator(".chip")).to_have_count(0)
    assert where(page) == "/325"


def test_what_the_filters_choose_can_be_coloured_by_actor(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325?q=soledar")
    expect(page.locator(".strip .legend")).to_contain_text("chosen by the filters")
    with page.expect_response("**/v1/stats/daily?q=soledar&by=actor"):
        page.get_by_role("button", name="Actors named").click()
    expect(page.locator(".strip .legend")).to_contain_text("Belarus")
    assert where(page) == "/325?q=soledar&colour=actor"


def test_a_strip_without_its_days_says_so(visit: Visit) -> None:
    visit.page.route("**/v1/stats/daily", lambda route: route.abort())
    open_page(visit.page, "/325")
    expect(visit.page.locator(".strip .readout")).to_have_text("This could not be shown")


def test_the_strip_tells_of_a_day_what_the_filters_choose(visit: Visit) -> None:
    page = visit.page
    chosen = page.request.get("/v1/events?date=325&actor=belarus").json()["total"]
    open_page(page, "/325?actor=belarus")
    told = re.compile(rf"^Day 325 · 14 Jan 2023 · {chosen} event")
    expect(page.locator("canvas.days")).to_have_attribute("aria-valuetext", told)


def test_a_day_outside_the_range_is_led_to_without_it(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325?from=325&to=331")
    links = [
        page.locator(f".dateline a[rel={way}]").get_attribute("href") for way in ("prev", "next")
    ]
    assert links == ["/324", "/326?from=2023-01-14&to=2023-01-20"]
