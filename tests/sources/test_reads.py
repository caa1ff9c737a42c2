"""/v1/sources: every outlet, how often it is cited and whom it relays."""

from collections import Counter

import pytest
from starlette.testclient import TestClient

from tests.builtin import CITATIONS
from tests.pages import get, refusal


@pytest.mark.parametrize("first", [1, 312])
@pytest.mark.parametrize("last", [340, 1_586])
def test_outlets_are_counted_over_the_days_asked_for(
    reader: TestClient, first: int, last: int
) -> None:
    cited = [each for each in CITATIONS if first <= each["day"] <= last]
    page = get(reader, f"/v1/sources?from={first}&to={last}")
    assert page["total"] == len(page["items"]) == len({each["outlet"] for each in cited})
    for outlet in page["items"]:
        own = [each for each in cited if each["outlet"] == outlet["outlet"]]
        relays = Counter(each["via"] for each in own if each["via"])
        assert outlet["citations"] == len(own)
        assert outlet["languages"] == sorted({each["language"] for each in own})
        assert {each["outlet"]: each["citations"] for each in outlet["relays"]} == relays
        assert outlet["days"] == len({each["day"] for each in own})
        assert (outlet["first_day"], outlet["last_day"]) == (own[0]["day"], own[-1]["day"])
    order = [(-each["citations"], each["outlet"]) for each in page["items"]]
    assert order == sorted(order)


def test_what_it_does_not_know_is_refused(reader: TestClient) -> None:
    assert refusal(reader, "/v1/sources", outlet="CNN")["name"] == "outlet"
