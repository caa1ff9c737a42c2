"""How much is counted and ranked: less of what is hard to find in a long record."""

import pytest
from starlette.testclient import TestClient

from app import head
from app.db.engine import Database
from app.events.queries import select_events
from app.events.schemas import EventFilters
from app.lists import effort, stretches
from app.lists.effort import candidates, facet_bound, total_bound
from app.search import merged
from tests.builtin import Json
from tests.pages import get


@pytest.mark.parametrize(
    ("asked", "bound", "long_bound", "ranked", "long_ranked"),
    [
        ({}, 10_000, 10_000, None, None),
        ({"actor": ["russia"]}, 10_000, 10_000, None, None),
        ({"actor": ["russia"], "category": ["energy"]}, 1_000, 30, None, None),
        ({"q": "drone"}, 1_000, 30, 400, 100),
        ({"q": "drone or missile"}, 1_000, 30, 400, 100),
        ({"q": "drone", "actor": ["russia"]}, 1_000, 30, 400, 100),
        ({"q": "drone -kyiv"}, 1_000, 30, 400, 100),
        ({"q": '"air raid"'}, 1_000, 30, 400, 25),
        ({"q": "s*"}, 1_000, 30, 400, 100),
    ],
)
def test_less_is_counted_and_ranked_in_a_long_record(
    shared: Database,
    monkeypatch: pytest.MonkeyPatch,
    asked: dict[str, object],
    bound: int,
    long_bound: int,
    ranked: int | None,
    long_ranked: int | None,
) -> None:
    with shared.read() as connection:
        ground = select_events(connection, EventFilters.model_validate(asked)).ground
        assert total_bound(ground, 30) == bound
        assert facet_bound(ground) == 10_000
        assert ranked is None or candidates(ground, 3) == ranked  # None where there are no words
        monkeypatch.setattr(head, "LONG_RECORD", 100)
        assert total_bound(ground, 30) == long_bound
        if long_ranked is not None:
            assert candidates(ground) == long_ranked
            assert candidates(ground, 3) == long_ranked // 3


def test_an_answer_says_how_many_hits_were_ranked(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(head, "LONG_RECORD", 100)
    address = "/v1/events?q=%22air%20raid%22&order=relevance"
    assert get(client, address)["search"]["ranked_candidates"] == 25
    assert get(client, address.replace("events", "search"))["search"]["ranked_candidates"] == 24


def test_a_query_that_excludes_what_it_looks_for_finds_nothing(client: TestClient) -> None:
    for address in ("quotes", "events", "updates", "search"):
        for order in ("newest", "oldest", "relevance"):
            found = get(client, f"/v1/{address}?q=war%20-war&order={order}")
            assert (found["items"], found["total"], found["next"]) == ([], 0, None)


def test_in_a_long_record_hits_are_counted_as_far_as_the_page_goes(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = get(client, "/v1/quotes?q=war&limit=200")["total"]
    assert 10 < there < 200
    monkeypatch.setattr(head, "LONG_RECORD", 100)
    for address in ("quotes?q=war", "events?actor=russia&category=energy", "search?q=war"):
        for order in ("newest", "oldest", *(["relevance"] if "q=" in address else [])):
            page = get(client, f"/v1/{address}&order={order}&limit=5")
            for found in (page, get(client, page["next"])):
                assert len(found["items"]) == 5
                assert (found["total"], found["total_is_lower_bound"]) == (5, True)
    whole = get(client, "/v1/quotes?q=war&limit=200")
    assert (whole["total"], whole.get("total_is_lower_bound")) == (there, None)


def test_in_a_long_record_the_newest_of_a_result_are_counted_by_their_facets(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/v1/quotes?q=war&facet=speaker,year"
    whole = get(client, address)["facets"]
    monkeypatch.setattr(head, "LONG_RECORD", 100)
    monkeypatch.setattr(effort, "FOUND_BOUND", 5)
    counted = get(client, f"{address}&limit=5")
    newest = [each["speaker"] for each in counted["items"]]
    assert sum(each["count"] for each in whole["speaker"]) > 5
    found = {each["value"]: each["count"] for each in counted["facets"]["speaker"]}
    assert sum(found.values()) == 5
    assert sorted(found.values()) == sorted(map(newest.count, set(newest)))


def pages(client: TestClient, address: str) -> list[Json]:
    """Return every page, from the first until `next` is null."""
    found = [get(client, address)]
    while found[-1]["next"]:
        found.append(get(client, found[-1]["next"]))
    return found


def addresses(found: list[Json]) -> list[str]:
    return [each["url"] for page in found for each in page["items"]]


@pytest.mark.parametrize("order", ["newest", "oldest"])
@pytest.mark.parametrize(
    "query", ["war", "war%20zelensky", "%22air%20raid%22", "drone%20-kyiv", "medvedev", "soled*"]
)
def test_the_pages_of_all_types_are_the_same_in_a_long_record(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, query: str, order: str
) -> None:
    address = f"/v1/search?q={query}&order={order}"
    whole = addresses(pages(client, f"{address}&limit=200"))
    assert len(whole) > 3
    monkeypatch.setattr(head, "LONG_RECORD", 100)
    monkeypatch.setattr(stretches, "_FIRST_DAYS", 16)
    found = pages(client, f"{address}&limit=3")
    assert addresses(found) == whole
    assert all((each["total"], each["total_is_lower_bound"]) == (3, True) for each in found)
    page = get(client, f"{address}&limit=199")
    assert (page["total"], "total_is_lower_bound" in page) == (
        min(len(whole), 199),
        len(whole) > 199,
    )


def test_where_others_fill_the_page_no_type_is_ranked_from_far_away(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/v1/search?q=russia%20-ukraine&order=relevance&type=event&type=update"
    far = {"/v1/updates/809", "/v1/updates/487"}
    monkeypatch.setattr(head, "LONG_RECORD", 100)
    assert far < set(addresses(pages(client, f"{address}&limit=3")))
    monkeypatch.setattr(merged, "LONG_RECORD", 20)
    found = pages(client, f"{address}&limit=4")
    assert far.isdisjoint(addresses(found))
    assert all(each["total_is_lower_bound"] for each in found)
    # Where the page is not full, nothing is too far.
    assert far < set(addresses(pages(client, f"{address}&limit=200")))
