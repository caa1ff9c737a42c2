"""Filters with their counts, words with their hits, and the address that holds them."""

import re
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.dashboard import open_page, where


def test_words_find_events_and_quotes_and_mark_them(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/325")
    page.get_by_role("searchbox", name="Words to find").fill("soledar")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_have_text("28 events and 4 quotes")
    assert where(page) == "/?q=soledar"
    assert set(page.locator("mark").all_inner_texts()) == {"Soledar"}
    expect(page.locator(".days-found li").first).to_contain_text("Day 341")
    assert visit.complaints == []


def test_a_phrase_is_shown_in_one_pair_of_quotation_marks(visit: Visit) -> None:
    for words, shown in (("air raid", "“air raid”×"), ('"air raid"', '"air raid"×')):
        open_page(visit.page, f"/?q={quote(words)}")
        expect(visit.page.locator(".chip")).to_have_text(shown)


def test_a_name_is_found_in_its_other_spellings(visit: Visit) -> None:
    open_page(visit.page, "/?q=Зеленський")
    expect(visit.page.locator(".lead")).to_contain_text("Also looked for")
    expect(visit.page.locator("mark").first).to_have_text(re.compile("Zelensk"))


def test_filters_show_what_each_choice_would_leave(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/")
    page.locator(".filters summary").click()
    belarus = page.locator(".panel li", has_text="Belarus").first
    expect(belarus).to_contain_text("145")
    belarus.get_by_role("checkbox").check()
    expect(page.locator("main h1")).to_have_text("112 events and 33 quotes")
    assert where(page) == "/?actor=belarus"
    nuclear = page.locator(".panel li", has_text="Nuclear")
    expect(nuclear).to_have_count(1)
    for busy in ("main", ".panel"):
        expect(page.locator(busy)).not_to_have_attribute("aria-busy", "true")
    count = nuclear.locator(".count").inner_text()
    nuclear.get_by_role("checkbox").check()
    expect(page.locator("main h1")).to_have_text(f"{count} events and 0 quotes")
    assert where(page) == "/?actor=belarus&category=nuclear"


def listed(page: Page, legend: str) -> Locator:
    """The choices of one list of the open panel."""
    return page.locator(".panel fieldset", has_text=legend).locator("li")


@pytest.mark.parametrize(
    ("legend", "parameter", "first", "second"),
    [
        ("Actors", "actor", ("belarus", "Belarus"), ("ukraine", "Ukraine")),
        ("Categories", "category", ("nuclear", "Nuclear"), ("energy", "Energy")),
        (
            "Speakers",
            "speaker",
            ("alexander-lukashenko", "Alexander Lukashenko"),
            ("vladimir-putin", "Vladimir Putin"),
        ),
    ],
)
def test_more_can_be_chosen_of_a_list_after_the_first(
    visit: Visit, legend: str, parameter: str, first: tuple[str, str], second: tuple[str, str]
) -> None:
    page = visit.page
    open_page(page, "/")
    page.locator(".filters summary").click()
    boxes = listed(page, legend).get_by_role("checkbox")
    expect(boxes.first).to_be_visible()
    offered = sorted(box.get_attribute("value") or "" for box in boxes.all())
    assert len(offered) > 5
    chosen: set[tuple[str, str]] = set()
    for slug, name in (first, second):
        before = page.locator("main h1").inner_text()
        box = page.locator(f".panel input[name={parameter}][value={slug}]")
        with page.expect_response(re.compile(f"facet={parameter}")):
            box.check()
        chosen.add((parameter, slug))
        expect(page.locator("main h1")).not_to_have_text(before)
        assert set(parse_qsl(urlsplit(page.url).query)) == chosen
        expect(page.get_by_role("button", name=f"Remove {name}")).to_be_visible()
        expect(box).to_be_checked()
        assert sorted(each.get_attribute("value") or "" for each in boxes.all()) == offered
    expect(listed(page, legend).locator("input:checked")).to_have_count(2)
    assert visit.complaints == []


def test_what_is_not_named_with_all_the_actors_chosen_would_leave_nothing(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/?actor=belarus&actor=ukraine&actor_match=all")
    page.locator(".filters summary").click()
    actors = listed(page, "Actors")
    expect(actors.filter(has_text="Belarus").first.locator(".count")).to_have_text("49")
    expect(actors.filter(has_text="Ukraine").first.locator(".count")).to_have_text("49")
    assert "0" in actors.locator(".count").all_inner_texts()


def test_all_of_several_actors_can_be_asked_for(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/?actor=belarus&actor=ukraine")
    either = page.locator("main h1").inner_text()
    page.locator(".filters summary").click()
    page.get_by_role("radio", name="all of them").check()
    expect(page.locator("main h1")).not_to_have_text(either)
    expect(page.locator("main h1")).to_contain_text("49 events")
    assert "actor_match=all" in where(page)


def test_a_speaker_is_found_by_typing_in_the_list(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/")
    page.locator(".filters summary").click()
    page.get_by_role("searchbox", name="Narrow the list: speakers").fill("lukash")
    shown = page.locator(".panel fieldset", has_text="Speakers").locator("li:visible")
    expect(shown.first).to_contain_text("Lukashenko")
    shown.filter(has_text="Alexander Lukashenko19").get_by_role("checkbox").check()
    expect(page.locator("main h1")).to_have_text("0 events and 19 quotes")
    assert where(page) == "/?speaker=alexander-lukashenko"


def test_dates_narrow_the_list_and_the_strip(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/")
    page.locator(".filters summary").click()
    page.get_by_label("From").fill("2023-01-14")
    page.get_by_label("To", exact=True).fill("2023-01-20")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".chip")).to_have_text("14 Jan 2023 to 20 Jan 2023×")
    expect(page.locator(".happened .of-day a").first).to_have_text("Day 331")


@pytest.mark.parametrize(
    ("first", "last"), [("325", "331"), ("day 331", "14 January 2023"), (" 325 ", "2023-01-20")]
)
def test_days_are_chosen_by_number_or_date(visit: Visit, first: str, last: str) -> None:
    page = visit.page
    open_page(page, "/")
    page.locator(".filters summary").click()
    page.get_by_label("From").fill(first)
    page.get_by_label("To", exact=True).fill(last)
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_text("14 Jan 2023 to 20 Jan 2023×")
    assert where(page) == "/?from=2023-01-14&to=2023-01-20"
    expect(page.locator("main h1")).to_be_focused()
    page.locator(".filters summary").click()
    expect(page.get_by_label("To", exact=True)).to_have_value("2023-01-20")


@pytest.mark.parametrize("typed", ["325x", "0", "2023-02-30", "999999", "2022-02-23"])
def test_what_is_no_day_is_told_what_would_be_right(visit: Visit, typed: str) -> None:
    page = visit.page
    open_page(page, "/?actor=belarus&to=2023-01-20")
    page.locator(".filters summary").click()
    field = page.get_by_label("From")
    field.fill(typed)
    page.keyboard.press("Enter")
    wrong = page.get_by_role("alert").filter(has_text="is no day")
    expect(wrong).to_contain_text(f"“{typed}” is no day: write a number from 1 to")
    expect(wrong).to_contain_text("such as 325, or a date, such as 2023-01-14")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    assert where(page) == "/?actor=belarus&to=2023-01-20"
    field.fill("320")
    page.get_by_role("checkbox", name=re.compile("Diplomacy")).check()
    expect(page.locator(".chip").last).to_have_text("9 Jan 2023 to 20 Jan 2023×")
    assert where(page) == "/?actor=belarus&category=diplomacy&from=2023-01-09&to=2023-01-20"


def test_a_speaker_is_told_by_name_not_by_slug(visit: Visit) -> None:
    open_page(visit.page, "/?speaker=alexander-lukashenko")
    expect(visit.page.locator(".chip")).to_have_text("Alexander Lukashenko×")


def test_a_list_stays_narrowed_while_something_of_it_is_chosen(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/")
    page.locator(".filters summary").click()
    page.get_by_role("searchbox", name="Narrow the list: speakers").press_sequentially("lukash")
    page.locator(".panel li:visible", has_text="Alexander Lukashenko19").click()
    expect(page.locator("main h1")).to_have_text("0 events and 19 quotes")


def test_the_list_grows_by_pages(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/?actor=belarus")
    events = page.locator(".happened .event")
    expect(events).to_have_count(30)
    page.locator(".happened").get_by_role("button", name="Show more").click()
    expect(events).to_have_count(60)


def test_all_the_days_that_mention_the_words_are_reached(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/?q=soledar")
    found = page.locator(".days-found")
    told = int(found.locator(".count").inner_text())
    assert told > 8
    more = found.get_by_role("button", name="Show more")
    expect(found.locator("li")).to_have_count(8)
    while more.count() > 0:
        shown = found.locator("li").count()
        more.click()
        expect(found.locator("li")).to_have_count(min(shown + 8, told))
    expect(found.locator("li")).to_have_count(told)
    days = found.locator("li a").evaluate_all("links => links.map((link) => link.pathname)")
    assert len(set(days)) == told
    expect(found.locator("li").nth(8).locator("a")).to_be_focused()
    assert visit.complaints == []


def test_a_range_that_begins_at_its_end_is_turned_around(visit: Visit) -> None:
    open_page(visit.page, "/?from=2023-01-14&to=2023-01-11")
    expect(visit.page.locator(".chip")).to_contain_text("11 Jan 2023 to 14 Jan 2023")
    expect(visit.page.locator(".found .happened li").first).to_be_visible()


def test_words_that_no_line_has_together_are_told_to_be_apart(visit: Visit) -> None:
    open_page(visit.page, "/?q=who+claimed+the+strike")
    expect(visit.page.locator("main h1")).to_have_text("0 events and 0 quotes")
    expect(visit.page.locator(".lead")).to_contain_text("these days have it, in different lines")
    expect(visit.page.locator(".days-found li").first).to_be_visible()


def test_back_and_forward_go_through_the_filters(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/?actor=belarus")
    page.get_by_role("button", name="Remove Belarus").click()
    expect(page.locator(".overline")).to_have_text("Latest day in the record")
    page.go_back()
    expect(page.locator("main h1")).to_have_text("112 events and 33 quotes")
    page.reload()
    expect(page.locator("main h1")).to_have_text("112 events and 33 quotes")


def test_nothing_found_offers_words_like_those_typed(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/?q=soledat", "Nothing in the record matches")
    page.get_by_role("link", name="soledar").click()
    expect(page.locator("main h1")).to_have_text("28 events and 4 quotes")


def test_an_unknown_actor_is_told_in_the_apis_words(visit: Visit) -> None:
    open_page(visit.page, "/?actor=belarsu&lang=id", "Catatan tidak dapat ditanyai seperti ini")
    failure = visit.page.locator(".failure")
    expect(failure.locator("[lang=en]")).to_contain_text("belarus")
    expect(failure.get_by_role("button")).to_have_count(0)  # asked again it fails again
    failure.get_by_role("link", name="Hapus semua").click()
    expect(visit.page.locator(".overline")).to_have_text("Hari terbaru dalam catatan")


def test_the_title_does_not_tell_of_what_was_shown_before(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/?q=soledar")
    expect(page).to_have_title("28 events and 4 quotes · Daybook")
    page.get_by_role("searchbox").fill("-war")
    page.keyboard.press("Enter")
    expect(page).to_have_title("The record cannot be asked this · Daybook")


def test_the_whole_list_can_be_saved(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/?actor=belarus")
    with page.expect_download() as saving:
        page.locator(".said").get_by_role("link", name="Save the whole list").click()
    rows = saving.value.path().read_text(encoding="utf-8").splitlines()
    assert rows[0].startswith("id,day,date")
    assert len(rows) >= 34


def test_each_request_is_shown_as_a_curl_line_and_in_the_docs(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/?q=soledar")
    page.locator(".foot summary").click()
    asked = f"curl '{visit.origin}/v1/quotes?q=soledar&limit=30'"
    expect(page.locator(".requests code", has_text=asked)).to_have_count(1)
    row = page.locator(".requests li", has_text="/v1/quotes?")
    row.get_by_role("link", name="In the docs").click()
    expect(page.locator("#operations-quotes-listQuotes")).to_be_visible()
    expect(page.locator("#operations-quotes-listQuotes")).to_have_class(re.compile("is-open"))
