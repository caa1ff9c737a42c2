"""/docs in Chromium, under the strict Content-Security-Policy and with nothing from outside."""

import json

from playwright.sync_api import expect

from tests.browser.conftest import Visit


def test_the_docs_run_day_325_and_contact_no_other_host(visit: Visit) -> None:
    page = visit.page
    answer = page.goto("/docs")
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "'unsafe" not in policy

    operation = page.locator("#operations-updates-getUpdate")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    ref = operation.get_by_placeholder("ref")
    ref.fill("325")
    operation.get_by_role("button", name="Execute").click()

    live = operation.locator(".live-responses-table .response")
    expect(live.locator(".response-col_status")).to_contain_text("200")
    shown = live.locator(".response-col_description .highlight-code").first.inner_text()
    document = json.loads(shown[shown.index("{") : shown.rindex("}") + 1])
    assert (document["day"], document["date"]) == (325, "2023-01-14")

    assert visit.elsewhere == []
    assert visit.complaints == []
