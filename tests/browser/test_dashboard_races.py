"""What comes late, twice or all at once: it neither hides what is newer nor stays behind."""

import json

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visit
from tests.browser.dashboard import open_page


def holding(page: Page, addresses: str) -> list[Route]:
    """Hold every request to the addresses back, until the test lets it go on."""
    held: list[Route] = []
    page.route(addresses, lambda route: held.append(route))
    return held


def first(page: Page, held: list[Route]) -> Route:
    """Wait for the first request that is held back."""
    while not held:
        page.wait_for_timeout(20)
    return held[0]


def tell(stream: Route, *days: int) -> None:
    """Answer for the stream: days were corrected, all of them at once."""
    changes = [
        {"seq": 200 + at, "change": "correct", "subject": "update", "day": day}
        for at, day in enumerate(days)
    ]
    told = "".join(f"event: correct\ndata: {json.dumps(change)}\n\n" for change in changes)
    stream.fulfill(body=told, content_type="text/event-stream")


def test_the_page_is_busy_until_the_last_of_two_moves_is_answered(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    holding(page, "**/v1/updates/326")
    page.get_by_role("link", name="Next: Day 326").click()
    held = holding(page, "**/v1/updates/latest")
    with page.expect_event("requestfailed"):
        page.locator(".masthead .name").click()
    expect(page.locator("main")).to_have_attribute("aria-busy", "true")
    first(page, held).continue_()
    expect(page.locator(".overline")).to_have_text("Latest day in the record")
    expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")


def test_a_late_answer_for_other_colours_does_not_recolour_the_strip(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/?q=soledar&colour=actor")
    page.wait_for_function(HAS_ACCENT + " === false")
    held = holding(page, "**/v1/stats/daily?q=soledar")
    page.get_by_role("button", name="How much happened").click()
    with page.expect_response("**/v1/stats/daily?q=soledar&by=actor"):
        page.get_by_role("button", name="Actors named").click()
    first(page, held).continue_()
    page.wait_for_timeout(500)
    assert page.evaluate(HAS_ACCENT) is False


HAS_ACCENT = """(() => {
    const canvas = document.querySelector("canvas.days");
    const pen = document.createElement("canvas").getContext("2d");
    pen.fillStyle = getComputedStyle(canvas).getPropertyValue("--accent");
    pen.fillRect(0, 0, 1, 1);
    const wanted = pen.getImageData(0, 0, 1, 1).data;
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((_, at) => at % 4 === 0 && wanted.every((part, n) => data[at + n] === part));
})()"""


def test_many_changes_at_once_are_one_look_at_the_record(visit: Visit) -> None:
    page = visit.page
    streams = holding(page, "**/v1/stream*")
    open_page(page, "/325")
    stream = first(page, streams)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(visit.origin)))
    tell(stream, *range(300, 326), 340)
    expect(page.locator(".notice")).to_contain_text("Day 340 was corrected just now.")
    page.wait_for_timeout(500)
    assert asked.count("/v1/stats/daily") == 1
    assert asked.count("/v1/updates/325") == 1


def test_a_correction_leaves_the_reader_where_they_are(visit: Visit) -> None:
    page = visit.page
    page.emulate_media(reduced_motion="reduce")  # no scroll of before is still under way
    streams = holding(page, "**/v1/stream*")
    open_page(page, "/325#325-q1")
    stream = first(page, streams)
    held = holding(page, "**/v1/updates/325")
    tell(stream, 325)
    first(page, held)
    page.evaluate("scrollTo({ top: 300, behavior: 'instant' })")
    held[0].continue_()
    expect(page.locator(".notice")).to_contain_text("The page shows it already.")
    assert page.evaluate("scrollY") == 300


def test_a_move_to_where_the_reader_is_adds_nothing_to_the_history(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/plots")
    before = page.evaluate("history.length")
    for _ in range(2):
        with page.expect_response("**/v1/stats/co-mentions"):
            page.get_by_role("link", name="Plots").click()
    assert page.evaluate("history.length") == before
    page.locator("#words").fill("soledar")
    for _ in range(2):
        with page.expect_response("**/v1/quotes?q=soledar*"):
            page.get_by_role("button", name="Find").click()
    assert page.evaluate("history.length") == before + 1


def test_lines_whose_choice_is_not_answered_are_not_told_as_not_chosen(visit: Visit) -> None:
    page = visit.page
    page.route("**/v1/events?*", lambda route: route.abort("connectionrefused"))
    open_page(page, "/325?actor=russia")
    expect(page.locator(".event")).to_have_count(12)
    expect(page.locator(".is-dimmed")).to_have_count(0)


@pytest.mark.parametrize("last", ["**/v1/events?*limit=30*", "**/v1/events?*facet=status*"])
def test_a_reader_who_chooses_stays_at_the_choice(visit: Visit, last: str) -> None:
    """Whether the list of what was found comes last, or the panel's counts."""
    page = visit.page
    open_page(page, "/")
    page.locator(".filters summary").click()
    box = page.locator(".panel input[value=belarus][name=actor]")
    expect(box).to_be_visible()
    held = holding(page, last)
    box.press("Space")
    first(page, held)
    page.wait_for_timeout(500)
    held[0].continue_()
    expect(page.locator("main h1")).to_have_text("112 events and 33 quotes")
    expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")
    expect(box).to_be_focused()
