"""What readers see who do not see it as it was drawn: their own colours, paper, narrow screens."""

from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.dashboard import correct, open_page


def style(element: Locator, name: str, pseudo: str = "") -> str:
    """A computed style of an element, or of its `::before`."""
    value: str = element.evaluate(
        "(element, [name, pseudo]) => getComputedStyle(element, pseudo).getPropertyValue(name)",
        [name, pseudo],
    )
    return value


def test_forced_colours_leave_what_only_colours_tell(chromium: Browser, live_server: str) -> None:
    page = chromium.new_page(base_url=live_server, locale="en", forced_colors="active")
    open_page(page, "/325?q=soledar")
    modes = page.get_by_role("group", name="Colour").get_by_role("button")
    modes.last.click()
    expect(modes.last).to_have_attribute("aria-pressed", "true")
    pressed, other = modes.last, modes.first
    assert style(pressed, "background-color") != style(other, "background-color")
    keys = page.locator(".strip .key").all()
    assert len({style(key, "background-color", "::before") for key in keys[:4]}) == 4
    assert style(page.locator(".is-chosen").first, "outline-style") == "solid"
    assert style(page.locator("nav [aria-current]").first, "text-decoration-line") == "underline"
    page.close()


def test_paper_is_white_for_who_reads_in_the_dark(chromium: Browser, live_server: str) -> None:
    page = chromium.new_page(base_url=live_server, color_scheme="dark")
    open_page(page, "/325?q=soledar")
    page.emulate_media(media="print")
    assert style(page.locator("html"), "background-color") == "rgb(255, 255, 255)"
    assert style(page.locator(".category h3").first, "color") == "rgb(138, 75, 8)"
    assert style(page.locator("mark").first, "background-color") == "rgb(255, 227, 154)"
    page.close()


def test_a_word_longer_than_the_screen_is_broken(page: Page, folder: Path) -> None:
    correct(page, folder, 325, headline="Telekommunikationsüberwachungsverordnung" * 2)
    page.set_viewport_size({"width": 320, "height": 640})
    for address in ("/325", "/?q=soledar", f"/?q={'Überwachungsverordnung' * 4}"):
        open_page(page, address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_links_in_lines_are_as_high_as_a_finger_needs(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 320, "height": 640})
    open_page(visit.page, "/?q=soledar")
    links = visit.page.locator(".of-day a, .line a").all()
    assert len(links) > 10
    boxes = [link.bounding_box() for link in links]
    assert all(box is not None and box["height"] >= 24 for box in boxes)
