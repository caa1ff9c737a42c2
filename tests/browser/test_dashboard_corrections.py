"""What a correction changed, as the page tells it."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.dashboard import correct, open_page


def differences(page: Page, address: str) -> Locator:
    """Open what the newest revision of a day changed."""
    open_page(page, address)
    newest = page.locator(".corrections .revisions > li").first
    newest.locator("summary").click()
    lines = newest.locator(".difference > li")
    expect(lines.first).to_be_visible()
    return lines


def line(lines: Locator, name: str) -> Locator:
    return lines.filter(has_text=name)


def test_a_correction_tells_in_words_what_was_and_what_is(page: Page, folder: Path) -> None:
    document = page.request.get("/v1/updates/325").json()
    events, quotes, sources = document["events"], document["quotes"], document["sources"]
    assert events[4]["id"] == "325-e5"
    events[4]["status"] = "disputed"
    events[4]["claimed_by"] = None
    events[4]["text"] = events[4]["text"].replace("salt-mining town", "mining town")
    events[0]["sources"] = [2, 3]
    removed = events.pop()
    quotes[0]["said_to"] = None
    new = {**quotes[1], "id": None, "text": "a massive missile attack"}
    sources.append({**sources[0], "title": None, "url": None, "outlet": "Ukrinform"})
    correct(page, folder, 325, events=events, quotes=[*quotes, new], sources=sources)
    lines = differences(page, "/325")
    text = line(lines, "Event 325-e5 · Text")
    assert text.locator("del").all_inner_texts() == ["salt-mining"]
    assert text.locator("ins").all_inner_texts() == ["mining"]
    expect(text).to_contain_text("had seized the salt-mining mining town of Soledar.")
    expect(line(lines, "325-e5 · Status")).to_contain_text("Claimed → Disputed")
    expect(line(lines, "325-e5 · Claimed by")).to_contain_text("Russia → none")
    named = " → ".join(
        ", ".join(sources[at]["outlet"] for at in places) for places in ([2], [2, 3])
    )
    expect(line(lines, "325-e1 · Sources")).to_contain_text(named)
    expect(line(lines, "Event 325-e12, removed").locator("del")).to_have_text(removed["text"])
    expect(line(lines, "325-q1 · Said to")).to_contain_text("TASS → none")
    expect(line(lines, "Quote 325-q3, added").locator("ins")).to_have_text(new["text"])
    expect(line(lines, "Source, added").locator("ins")).to_contain_text("Ukrinform")
    expect(lines).to_have_count(8)


def test_a_correction_is_told_in_the_readers_language(page: Page, folder: Path) -> None:
    correct(page, folder, 325, headline="Moscow says Belarus could enter the war", related_days=[])
    lines = differences(page, "/325?lang=id")
    expect(line(lines, "Judul").locator("del")).to_have_text("if Ukraine attacks either ally")
    expect(line(lines, "Judul").locator("ins")).to_have_count(0)
    expect(line(lines, "Hari terkait")).to_contain_text("322, 323, 324 → tidak ada")
    expect(page.locator(".corrections .meta").first).to_contain_text("Judul, Hari terkait")


def test_a_correction_of_the_order_alone_says_so(page: Page, folder: Path) -> None:
    events = page.request.get("/v1/updates/325").json()["events"]
    correct(page, folder, 325, events=[*events[1:], events[0]])
    lines = differences(page, "/325")
    expect(lines).to_have_text("Nothing but the order of lines, or of what they hold.")


def test_what_a_correction_changed_is_asked_again_after_a_failure(page: Page, folder: Path) -> None:
    correct(page, folder, 325, headline="Corrected")
    page.route("**/revisions/1", lambda route: route.abort("connectionrefused"))
    lines = differences(page, "/325")
    expect(lines).to_have_text("This could not be shown")
    page.unroute("**/revisions/1")
    for _ in range(2):
        page.locator(".revisions summary").click()
    expect(line(lines, "Headline").locator("ins")).to_have_text("Corrected")
