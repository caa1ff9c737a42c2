"""The address holds the state of every view; every request of every view is told."""

import shlex
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.dashboard import open_page, where

STATES = [
    "/",
    "/?q=soledar&actor=ukraine",
    "/?actor=belarus&actor=ukraine&actor_match=all&category=nuclear",
    "/?speaker=alexander-lukashenko&from=2022-12-20&to=2023-02-05",
    "/?from=2022-12-20&to=2023-02-05&colour=actor",
    "/325?q=soledar&from=2022-12-20&to=2023-02-05&colour=actor&lang=id",
    "/400",
    "/quotes/325-q1",
    "/plots?actor=belarus",
    "/?q=bridge&status=claimed&status=denied&claimed_by=ukraine",
    "/325?about=belarus&kind=direct",
]

ODD_WORDS = [
    "'",
    '"',
    '"soledar',
    "((",
    "-",
    "*",
    "a AND NOT",
    "NEAR(a b, 3)",
    "<b>soledar</b>",
    "it's 100% \\ ok; $(id)",
    "🙂",
    "\u200b",
    "Ṡ̶o̷l̸edar",
    "x" * 400,
]


@pytest.mark.parametrize("address", STATES)
def test_a_view_is_reloaded_and_come_back_to(visit: Visit, address: str) -> None:
    page = visit.page
    open_page(page, address)
    heading, chips = page.locator("main h1"), page.locator(".chip")
    told, chosen = heading.inner_text(), chips.count()
    assert where(page) == address
    page.reload()
    expect(heading).to_have_text(told)
    expect(chips).to_have_count(chosen)
    # A move within the page, by a link that is there in every language.
    page.locator("[data-nav=plots]" if "/plots" not in address else ".name").click()
    expect(heading).not_to_have_text(told)
    page.go_back()
    expect(heading).to_have_text(told)
    expect(chips).to_have_count(chosen)
    assert where(page) == address
    page.go_forward()
    expect(heading).not_to_have_text(told)


@pytest.mark.parametrize("words", ODD_WORDS)
def test_any_words_can_be_looked_for(visit: Visit, words: str) -> None:
    page = visit.page
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    open_page(page, "/325")
    page.get_by_role("searchbox", name="Words to find").fill(words)
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).not_to_contain_text("Moscow says")
    expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")
    page.reload()
    expect(page.locator("main h1")).to_be_visible()
    assert page.locator("main b").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert broken == []


@pytest.mark.parametrize("address", [*STATES, "/?q=it%27s"])
def test_every_request_is_told_as_a_line_that_works(visit: Visit, address: str) -> None:
    page = visit.page
    asked: set[str] = set()
    api = f"{visit.origin}/v1/"
    page.on("request", lambda request: asked.add(request.url) if api in request.url else None)
    open_page(page, address)
    page.wait_for_load_state("load")
    page.locator(".foot summary").click()
    lines = page.locator(".requests code")
    expect(lines.filter(has_text="/v1/stream")).to_have_count(1)
    expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")
    expect(lines).to_have_count(len(asked))
    for line in lines.all_inner_texts():
        command, url = shlex.split(line)
        assert command == "curl"
        asked.remove(url)
        if "/v1/stream" not in url and address != "/400":
            assert page.request.get(url).status == 200
    assert asked == set()
    places = {urlsplit(url or "").fragment for url in _hrefs(visit, ".requests a")}
    assert "/stats/getDailyStats" in places


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("from=abc&to=2023-02-05", "from=abc"),
        ("said_to=TASS", "said_to=TASS"),
        ("date=325&lang=id", "date=325"),
        ("q=soledar&from=2023-02-30&place=%3Cb%3E1%3C/b%3E", "from=2023-02-30, place=<b>1</b>"),
        ("to=never&utm_source=mail", "to=never"),
    ],
)
def test_what_is_not_understood_in_the_address_is_told(visit: Visit, query: str, told: str) -> None:
    page = visit.page
    open_page(page, f"/?{query}")
    sentence = "Tidak dipahami" if "lang=id" in query else "Not understood"
    expect(page.locator(".misread")).to_contain_text(sentence)
    assert page.locator(".misread").inner_text().endswith(f": {told}")
    # It is of this address alone: the next has none of it.
    page.locator("[data-nav=plots]").click()
    expect(page.locator(".plots h1")).to_be_visible()
    expect(page.locator(".misread")).to_have_count(0)


@pytest.mark.parametrize("address", STATES)
def test_what_the_page_writes_it_understands(visit: Visit, address: str) -> None:
    open_page(visit.page, address)
    expect(visit.page.locator(".misread")).to_have_count(0)


def test_requests_of_the_frame_stay_told_after_a_move(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    page.get_by_role("link", name="Next: Day 326").click()
    expect(page.locator(".dateline")).to_contain_text("Day 326")
    page.locator(".foot summary").click()
    lines = page.locator(".requests code")
    for told in ("/v1/stats/daily'", "/v1/actors'", "/v1/updates/326'"):
        expect(lines.filter(has_text=told)).to_have_count(1)
    expect(lines.filter(has_text="/v1/updates/325'")).to_have_count(0)


def test_on_paper_a_day_is_its_words_and_their_sources(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    page.emulate_media(media="print")
    for screen_only in (".strip", ".filters", ".search", ".foot details"):
        expect(page.locator(screen_only)).to_be_hidden()
    for words in ("main h1", ".event >> nth=0", ".quote >> nth=0", ".sources"):
        expect(page.locator(words)).to_be_visible()


def _hrefs(visit: Visit, place: str) -> list[str | None]:
    return [link.get_attribute("href") for link in visit.page.locator(place).all()]


def test_a_line_in_the_address_is_marked(visit: Visit) -> None:
    page = visit.page
    marked = "document.querySelector(':target')?.id"
    open_page(page, "/325#325-q1")
    assert page.evaluate(marked) == "325-q1"
    open_page(page, "/quotes/325-q2")
    steps = page.evaluate("history.length")
    page.locator(".overline a").click()
    expect(page.locator(".dateline")).to_contain_text("Day 325")
    expect(page.locator(".quote:target")).to_be_in_viewport()
    assert page.evaluate(marked) == "325-q2"
    assert page.evaluate("history.length") == steps + 1


def test_a_name_narrows_once_and_no_name_not_at_all(visit: Visit) -> None:
    open_page(visit.page, "/?status=&actor=belarus&actor=belarus", "112 events and 33 quotes")
    expect(visit.page.locator(".chip")).to_have_count(1)


def test_another_language_can_be_opened_beside(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    with page.context.expect_page() as opened:
        page.locator("[data-language=id]").click(modifiers=["ControlOrMeta"])
    expect(opened.value.locator("html")).to_have_attribute("lang", "id")
    expect(page.locator("html")).to_have_attribute("lang", "en")
