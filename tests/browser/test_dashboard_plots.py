"""The record in figures."""

import csv
import io
import struct
from base64 import b64encode
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visit
from tests.browser.dashboard import open_page, report_folder

NAMES = ("over-time", "speakers", "together", "coverage")


def saved(page: Page, name: str, button: str) -> bytes:
    """What a plot's button saves."""
    with page.expect_download() as saving:
        page.locator(f".plot.is-{name}").get_by_role("button", name=button).click()
    assert saving.value.suggested_filename.startswith(f"daybook-{name}.")
    return saving.value.path().read_bytes()


def rows_of(page: Page, name: str) -> list[list[str]]:
    text = saved(page, name, "Save CSV").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_every_plot_is_drawn_and_can_be_read_as_a_table(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/plots", "The record in figures")
    for name in NAMES:
        plot = page.locator(f".plot.is-{name}")
        expect(plot.locator("[role=img]")).to_be_visible()
        plot.get_by_role("button", name="Table").click()
        expect(plot.locator("[role=img]")).to_be_hidden()
        assert plot.locator("tbody tr").count() > 10
    assert visit.complaints == []
    assert visit.elsewhere == []


def test_every_plot_is_saved_as_csv(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/plots")
    months = rows_of(page, "over-time")
    assert months[0] == ["Time", "Days held", "Russia", "Belarus", "Ukraine", "Others"]
    assert months[1][:2] == ["2022-02-01", "4"]
    assert rows_of(page, "speakers")[1] == ["Volodymyr Zelenskyy", "Ukraine", "91"]
    assert rows_of(page, "together")[1] == ["Russia", "Ukraine", "687"]
    assert ["2023-01", "28", "31"] in rows_of(page, "coverage")


def test_every_plot_is_saved_as_png(visit: Visit) -> None:
    open_page(visit.page, "/plots")
    for name in NAMES:
        picture = saved(visit.page, name, "Save PNG")
        assert picture.startswith(b"\x89PNG")
        assert len(picture) > 5_000
        assert corner_of(visit.page, picture) == [251, 249, 244, 255]  # paper, and not see-through
        (report_folder("plots") / f"{name}.png").write_bytes(picture)  # for people to look at
    assert visit.complaints == []


def corner_of(page: Page, png: bytes) -> list[int]:
    """The colour of a picture's first pixel: red, green, blue, and how solid it is."""
    colour: list[int] = page.evaluate(
        """async data => {
            const image = new Image();
            image.src = data;
            await image.decode();
            const context = document.createElement("canvas").getContext("2d");
            context.drawImage(image, 0, 0);
            return [...context.getImageData(0, 0, 1, 1).data];
        }""",
        f"data:image/png;base64,{b64encode(png).decode()}",
    )
    return colour


def test_the_lines_are_told_apart_without_colour(visit: Visit) -> None:
    open_page(visit.page, "/plots")
    lines = visit.page.locator(".is-over-time .legend line")
    expect(lines).to_have_count(4)
    assert len({line.get_attribute("stroke-dasharray") for line in lines.all()}) == 4


def test_the_bars_of_speakers_say_for_whom_they_speak(visit: Visit) -> None:
    open_page(visit.page, "/plots")
    told = visit.page.locator(".is-speakers .drawing text").all_text_contents()
    assert told[:4] == ["Volodymyr Zelenskyy", "91 · Ukraine", "Vladimir Putin", "23 · Russia"]


def test_on_paper_plots_are_dark_on_white_whatever_the_screen(
    chromium: Browser, live_server: str
) -> None:
    context = chromium.new_context(base_url=live_server, color_scheme="dark")
    page = context.new_page()
    open_page(page, "/plots")
    name = page.locator(".is-speakers .drawing text").first
    cell = page.locator(".is-coverage .drawing rect").first
    expect(name).to_have_attribute("fill", "#ece7db")
    page.emulate_media(media="print")
    for drawn in (name, cell):
        expect(drawn).to_have_attribute("fill", "#000")
    red_on_paper = [0xA1, 0x2F, 0x23, 255]
    page.wait_for_function(HAS_COLOUR, arg=[".is-over-time canvas", red_on_paper])
    page.emulate_media(media="screen")
    expect(name).to_have_attribute("fill", "#ece7db")
    context.close()


HAS_COLOUR = """([place, wanted]) => {
    const canvas = document.querySelector(place);
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((_, at) => at % 4 === 0 && wanted.every((part, n) => data[at + n] === part));
}"""


def test_an_event_that_names_two_other_actors_is_one_event(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/plots")
    day = page.request.get("/v1/updates/388").json()  # the only day held of that month
    own = {"russia", "belarus", "ukraine"}
    naming = [event for event in day["events"] if set(event["actors"]) - own]
    mentions = [actor for event in naming for actor in event["actors"] if actor not in own]
    assert len(mentions) > len(day["events"]) > len(naming)
    of_march = next(row for row in rows_of(page, "over-time") if row[0] == "2023-03-01")
    assert of_march[1] == "1"
    assert of_march[5] == str(len(naming))
    plot = page.locator(".plot.is-over-time")
    plot.get_by_label("Scale").select_option(label="in all")
    plot.get_by_role("button", name="Table").click()
    expect(plot.locator("tr", has_text="2023-03-01").locator("td").last).to_have_text(
        str(len(naming))
    )
    rows = rows_of(page, "over-time")[1:]
    whole = page.request.get("/v1/stats/daily").json()
    assert sum(int(row[5]) for row in rows) < sum(whole["events"])
    plot.get_by_label("Count").select_option(label="Quotes")
    # A quote is spoken for one actor: the lines add up to all of them.
    spoken = sum(int(count) for row in rows_of(page, "over-time")[1:] for count in row[2:])
    assert spoken == sum(whole["quotes"])


@pytest.mark.parametrize("name", NAMES)
def test_the_chart_is_saved_while_its_table_is_shown(visit: Visit, name: str) -> None:
    page = visit.page
    open_page(page, "/plots")
    plot = page.locator(f".plot.is-{name}")
    expect(plot.locator("[role=img]")).to_be_visible()
    plot.get_by_role("button", name="Table").click()
    for chosen in ("Quotes", "Events") if name == "over-time" else (None,):
        if chosen is not None:
            plot.get_by_label("Count").select_option(label=chosen)
        expect(plot.locator("[role=img]")).to_be_hidden()
        behind = saved(page, name, "Save PNG")
        plot.get_by_role("button", name="Table").click()
        shown = saved(page, name, "Save PNG")
        assert size_of(behind) == size_of(shown)
        assert size_of(shown)[0] > 800
        assert behind == shown
        plot.get_by_role("button", name="Table").click()
    assert visit.complaints == []


def size_of(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_what_finds_nothing_draws_no_line(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/plots?q=zzzzqq")
    for title in ("Events and quotes over time", "Who is quoted most", "Named together"):
        plot = page.locator(".plot", has=page.get_by_role("heading", name=title))
        expect(plot.locator(".empty")).to_have_text("There is nothing to plot with these filters.")
        expect(plot.locator("[role=img]")).to_have_count(0)
    expect(page.locator(".plot.is-coverage [role=img]")).to_be_visible()


def test_counts_follow_the_measure_and_the_step(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/plots")
    plot = page.locator(".plot.is-over-time")
    plot.get_by_label("Count").select_option(label="Quotes")
    plot.get_by_label("Scale").select_option(label="in all")
    plot.get_by_label("Step").select_option(label="Day")
    rows = {row[0]: row[1:] for row in rows_of(page, "over-time")}
    assert rows["2023-01-14"] == ["1", "1", "0", "1", "0"]
    plot.get_by_label("Step").select_option(label="Week")
    weeks = [row[0] for row in rows_of(page, "over-time")[1:]]
    assert weeks[0] == "2022-02-21"
    assert {date.fromisoformat(week).weekday() for week in weeks} == {0}


def test_plots_follow_the_filters(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/plots?speaker=alexander-lukashenko")
    speakers = rows_of(page, "speakers")
    assert speakers[1:] == [["Alexander Lukashenko", "Belarus", "19"]]


def test_the_time_under_the_pointer_is_told(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/plots")
    page.locator(".u-over").hover()
    expect(page.locator(".is-over-time .readout")).to_contain_text("Ukraine")


def test_a_table_has_numbers_as_its_reader_writes_them(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/plots?lang=id")
    plot = page.locator(".plot.is-over-time")
    plot.get_by_role("button", name="Tabel").click()
    cells = plot.locator("td").all_inner_texts()
    assert any("," in cell for cell in cells)
    assert not any("." in cell for cell in cells)


def test_plots_that_were_left_are_let_go(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/plots")
    expect(page.locator(".is-over-time canvas")).to_be_visible()
    page.evaluate(
        """window.left = [".is-over-time canvas", ".is-speakers svg", ".is-coverage"]
            .map((name) => new WeakRef(document.querySelector(name)))"""
    )
    page.get_by_label("Count").select_option(label="Quotes")
    page.locator(".masthead .name").click()
    expect(page.locator(".overline")).to_be_visible()
    page.get_by_role("link", name="Plots").click()
    expect(page.locator(".is-over-time canvas")).to_be_visible()
    page.context.new_cdp_session(page).send("HeapProfiler.collectGarbage")
    assert page.evaluate("left.map((one) => one.deref() === undefined)") == [True, True, True]


def test_of_quotes_a_category_counts_none(visit: Visit) -> None:
    page = visit.page
    open_page(page, "/plots?category=diplomacy")
    page.get_by_label("Count").select_option(label="Quotes")
    counts = [float(count or 0) for row in rows_of(page, "over-time")[1:] for count in row[2:]]
    assert sum(counts) == 0


def test_a_name_with_commas_and_quotation_marks_stays_one_field(visit: Visit) -> None:
    page = visit.page
    found = page.request.get("/v1/stats/speakers").json()
    found["items"][0]["name"] = name = 'Volodymyr "Ze" Zelenskyy, President'
    page.route("**/v1/stats/speakers", lambda route: route.fulfill(json=found))
    open_page(page, "/plots")
    assert rows_of(page, "speakers")[1][0] == name
