"""Days held that have not come, as an import may bring them: the page stays whole around them."""

import csv
import io
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.invasion_day import LAST_DAY, day_of, today
from tests.browser.conftest import Visit
from tests.browser.dashboard import open_page
from tests.factories import line
from tests.live import ROOT, environment, serving

SOON = 40  # days from today: far enough that no midnight makes it today

DRAWN = """canvas => canvas.width > 0 && canvas.getContext("2d")
    .getImageData(0, 0, canvas.width, canvas.height).data.some(value => value > 0)"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose record holds a day of next month, and the last that a date can name."""
    folder = tmp_path_factory.mktemp("to-come")
    with serving(folder) as address:
        command = [sys.executable, "-m", "app", "import", "-"]
        subprocess.run(
            [*command, "--database-url", f"sqlite:///{folder / 'record.db'}"],
            input=line(day_of(today()) + SOON) + line(LAST_DAY),
            cwd=ROOT,
            env=environment(),
            check=True,
            capture_output=True,
        )
        yield address


@pytest.fixture
def page(chromium: Browser, server: str) -> Iterator[Page]:
    """A page of that server; what it throws fails the test that opened it."""
    context = chromium.new_context(base_url=server)
    page = context.new_page()
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    yield page
    context.close()
    assert thrown == []


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/325",
        "/?q=soledar",
        "/plots",
        f"/{LAST_DAY}",
        "/9999-12-31?colour=actor",
        "/325?from=9999-01-01&to=9999-12-31",
        "/325?to=9999999",
        f"/quotes/{LAST_DAY}-q1",
    ],
)
def test_the_strip_is_drawn_up_to_today(page: Page, address: str) -> None:
    open_page(page, address)
    expect(page.locator(".strip .readout")).to_contain_text("131 of 1,")
    bars = page.locator("svg.overview .bars")
    expect(bars).to_have_attribute("d", re.compile("^M"))
    assert (bars.get_attribute("d") or "").count("M") == 131
    assert page.locator("canvas.days").evaluate(DRAWN)


def test_a_day_to_come_can_be_reached_from_those_before(page: Page) -> None:
    open_page(page, "/1586")
    page.get_by_role("link", name="Next: Day").click()
    expect(page.locator(".dateline")).to_contain_text(f"Day {day_of(today()) + SOON}")
    page.get_by_role("slider").focus()
    page.keyboard.press("End")
    expect(page.locator(".strip .readout")).to_contain_text(f"Day {LAST_DAY} · 31 Dec 9999")
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuemax", str(LAST_DAY))
    page.keyboard.press("Enter")
    expect(page.locator(".dateline")).to_contain_text("Friday, 31 December 9999")
    page.get_by_role("link", name="Previous: Day").click()
    page.get_by_role("link", name="Previous: Day 1586").click()
    expect(page.locator(".dateline")).to_contain_text("Day 1586")


def test_the_plots_end_today(page: Page) -> None:
    open_page(page, "/plots")
    for name in ("over-time", "coverage"):
        plot = page.locator(f".plot.is-{name}")
        expect(plot.locator("[role=img]")).to_be_visible()
        with page.expect_download() as saving:
            plot.get_by_role("button", name="Save CSV").click()
        text = saving.value.path().read_text(encoding="utf-8-sig")
        months = [row[0][:7] for row in csv.reader(io.StringIO(text))][1:]
        assert months[0] == "2022-02"
        assert "2026-06" in months
        assert months[-1] <= today().isoformat()[:7]
    assert page.locator(".plot.is-over-time .chooser select").count() == 3
    for step in ("day", "week"):
        page.locator(".plot.is-over-time .chooser select").last.select_option(step)
        expect(page.locator(".plot.is-over-time [role=img]")).to_be_visible()


def test_plots_of_days_to_come_alone_say_that_there_is_nothing(page: Page) -> None:
    open_page(page, "/plots?from=9999-01-01")
    over_time = page.locator(".plot", has_text="Events and quotes over time")
    expect(over_time.locator(".empty")).to_be_visible()


def test_a_quote_of_no_day_does_not_break_the_strip(visit: Visit) -> None:
    thrown: list[str] = []
    visit.page.on("pageerror", lambda error: thrown.append(str(error)))
    open_page(visit.page, "/quotes/99999999999999-q1")
    expect(visit.page.locator(".strip .readout")).to_contain_text("131 of")
    assert thrown == []
