"""What every view owes every reader: access, languages, themes, keyboard, size, one host."""

import json
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit
from tests.browser.dashboard import SOURCES, RunNode, open_page, report_folder, where
from tests.browser.dashboard import dashboard_node as dashboard_node

VIEWS = {
    "front": "/",
    "day": "/325",
    "day-marked": "/325?q=soledar&from=2022-12-20&to=2023-02-05",
    "hits": "/?q=soledar",
    "nothing": "/?q=soledat",
    "quote": "/quotes/325-q1",
    "plots": "/plots",
    "unknown": "/400",
}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (360, 1280, 2560)
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def shown(page: Page, address: str) -> None:
    """Open a view and wait until nothing more comes."""
    open_page(page, address)
    expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")
    if page.locator(".corrections").count() > 0:
        expect(page.locator(".corrections li").first).to_be_visible()
    if page.locator(".similar").count() > 0:
        expect(page.locator(".similar h2")).to_be_visible()


def violations(page: Page, axe: str) -> list[dict[str, Any]]:
    """What axe finds wrong: the rule and where."""
    page.evaluate(axe)
    found = page.evaluate(
        "tags => axe.run(document, { runOnly: { type: 'tag', values: tags } })", WCAG
    )
    return [
        {"rule": each["id"], "nodes": [node["html"][:200] for node in each["nodes"]]}
        for each in found["violations"]
    ]


@pytest.fixture(scope="session")
def axe(dashboard_node: RunNode) -> str:
    """axe-core's script; given to the page by the browser, past the page's own policy."""
    return (SOURCES / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(params=[("light", "en"), ("dark", "id")], ids="-".join)
def reader(request: pytest.FixtureRequest, chromium: Browser, live_server: str) -> Iterator[Page]:
    """A page for a reader with a theme and a language."""
    theme, language = request.param
    context = chromium.new_context(base_url=live_server, color_scheme=theme, locale=language)
    yield context.new_page()
    context.close()


def test_axe_finds_nothing_in_any_view(reader: Page, axe: str) -> None:
    found = {}
    for name, address in VIEWS.items():
        shown(reader, address)
        reader.locator(".filters summary").click()
        expect(reader.locator(".panel fieldset").first).to_be_visible()
        reader.locator(".foot summary").click()
        for button in reader.get_by_role("button", name="Table").all():
            button.click()
        if wrong := violations(reader, axe):
            found[name] = wrong
    assert found == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_every_view_fits_every_width(chromium: Browser, live_server: str, width: int) -> None:
    for theme in THEMES:
        context = chromium.new_context(
            base_url=live_server, color_scheme=theme, viewport={"width": width, "height": 900}
        )
        page = context.new_page()
        for name, address in VIEWS.items():
            shown(page, address)
            # For people, who see what no assertion does.
            picture = report_folder("screenshots") / f"{name}-{width}-{theme}.png"
            page.screenshot(path=picture, full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        context.close()


def test_the_interface_speaks_indonesian_to_an_indonesian(
    chromium: Browser, live_server: str
) -> None:
    context = chromium.new_context(base_url=live_server, locale="id-ID")
    page = context.new_page()
    open_page(page, "/325")
    assert page.locator("html").get_attribute("lang") == "id"
    expect(page.locator(".dateline")).to_contain_text("Sabtu, 14 Januari 2023")
    expect(page.locator("#events-title")).to_contain_text("Peristiwa")
    # The record's own words stay in their language, and say so.
    assert page.locator("main h1").get_attribute("lang") == "en"
    context.close()


def test_the_language_is_switched_and_remembered(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    page.get_by_role("link", name="Indonesia", exact=True).click()
    expect(page.locator(".tagline")).to_have_text("Perang Rusia-Ukraina, hari demi hari")
    expect(page.locator("#quotes-title")).to_contain_text("Kutipan")
    assert where(page) == "/325"
    page.reload()
    expect(page.locator(".tagline")).to_have_text("Perang Rusia-Ukraina, hari demi hari")


def test_a_language_in_the_address_stays_in_it(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325?lang=id")
    page.get_by_role("link", name="Berikutnya").click()
    expect(page.locator(".dateline")).to_contain_text("Hari ke-326")
    assert where(page) == "/326?lang=id"


def test_everything_is_reached_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit.page
    shown(page, "/325")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Previous: Day 324")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".dateline")).to_contain_text("Day 326")
    # A screen reader goes on at the new headline, not at the top of the page.
    expect(page.locator("main h1")).to_be_focused()


def test_escape_leads_out_of_the_filters(visit: Visit) -> None:
    page = visit.page
    shown(page, "/325")
    opener = page.locator(".filters summary")
    opener.press("Enter")
    field = page.get_by_role("searchbox", name="Narrow the list: actors")
    field.fill("wag")
    field.press("Escape")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    field.press("Escape")
    expect(opener).to_be_focused()
    expect(page.locator(".panel")).to_be_hidden()


def test_each_thing_in_focus_is_seen_to_be(visit: Visit) -> None:
    page = visit.page
    shown(page, "/325")
    for _ in range(25):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")


def test_reduced_motion_moves_nothing(chromium: Browser, live_server: str) -> None:
    context = chromium.new_context(base_url=live_server, reduced_motion="reduce")
    page = context.new_page()
    shown(page, "/325")
    moving = page.evaluate("""[...document.querySelectorAll('*')].filter(element => {
        const style = getComputedStyle(element);
        return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0
            || style.scrollBehavior === 'smooth';
    }).length""")
    assert moving == 0
    context.close()


def test_the_first_view_is_under_100_kb(chromium: Browser, live_server: str) -> None:
    context = chromium.new_context(base_url=live_server)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    shown(page, "/")
    assert len(sizes) >= 5
    assert sum(sizes) < 100_000
    context.close()


@pytest.mark.parametrize("address", ["/", "/325", "/quotes/325-q1", "/?actor=belarus"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_shifts_while_the_page_loads(
    chromium: Browser, live_server: str, address: str, width: int
) -> None:
    context = chromium.new_context(base_url=live_server, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.add_init_script("""
        window.shifts = [];
        new PerformanceObserver(list => {
            for (const { value, sources } of list.getEntries()) {
                window.shifts.push([value, sources.map(({ node }) => String(node?.className))]);
            }
        }).observe({ type: "layout-shift", buffered: true });
    """)
    shown(page, address)
    shifts = page.evaluate("window.shifts")
    assert sum(value for value, _ in shifts) < 0.01, json.dumps(shifts)
    context.close()


def test_no_view_asks_another_host_or_complains(visit: Visit) -> None:
    for name, address in VIEWS.items():
        shown(visit.page, address)
        if name == "unknown":  # the browser tells of every 404
            visit.complaints.clear()
    assert visit.elsewhere == []
    assert visit.complaints == []


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Daybook: days added or corrected"),
        ("id", "Daybook: hari yang ditambahkan atau dikoreksi"),
    ],
)
@pytest.mark.parametrize("address", ["/", "/325", "/plots"])
def test_the_feeds_are_found_by_programs_and_by_people(
    visit: Visit, address: str, language: str, title: str
) -> None:
    page = visit.page
    open_page(page, f"{address}?lang={language}")
    visible = {link.get_attribute("href") for link in page.locator(".foot .feeds a").all()}
    feeds = {
        "Atom": "application/atom+xml",
        "JSON Feed": "application/feed+json",
    }
    for name, kind in feeds.items():
        link = page.locator(f"head link[rel=alternate][type='{kind}']")
        assert link.get_attribute("title") == f"{title} ({name})"
        href = link.get_attribute("href")
        assert href in visible
        answer = page.request.get(href or "")
        assert answer.status == 200
        assert answer.headers["content-type"].startswith(kind)
    assert visit.complaints == []
