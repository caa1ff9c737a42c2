"""/v1/events: each event of the file, and those that a filter chooses."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.builtin import BY_DAY, EVENTS, Json, ids
from tests.pages import get, walk

WHOLE = [{**event, "language": BY_DAY[event["day"]]["language"]} for event in EVENTS]

FILTERS: dict[str, tuple[dict[str, Any], Callable[[Json], bool]]] = {
    "a day": ({"date": "2023-01-14"}, lambda e: e["day"] == 325),
    "an actor": ({"actor": "Moskow", "to": 60},
                 lambda e: "russia" in e["actors"] and e["day"] < 61),
    "none of an actor": ({"actor": "russia", "actor_match": "none"},
                         lambda e: "russia" not in e["actors"]),
    "a claimant": ({"claimed_by": "Kyiv"}, lambda e: e["claimed_by"] == "ukraine"),
    "a place in any case": ({"place": "SOLEDAR"}, lambda e: e["place"] == "Soledar"),
    "an answer to another": ({"responds_to": "325-e5"}, lambda e: e["responds_to"] == "325-e5"),
    "a category and a status": ({"category": "nuclear", "status": "claimed"},
                                lambda e: e["category"] == "nuclear" and e["status"] == "claimed"),
}  # fmt: skip


def test_every_event_has_an_address_and_is_whole_there(reader: TestClient) -> None:
    for event in WHOLE[::40]:
        assert get(reader, f"/v1/events/{event['id']}") == event


def test_every_event_is_listed_the_newest_day_first(reader: TestClient) -> None:
    listed = walk(reader, "/v1/events", limit=200)
    assert sorted(ids(listed)) == sorted(ids(EVENTS))
    assert [event["day"] for event in listed] == sorted((e["day"] for e in EVENTS), reverse=True)


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_chooses_the_events_that_the_file_says(reader: TestClient, name: str) -> None:
    asked, chosen = FILTERS[name]
    expected = [event for event in WHOLE if chosen(event)]
    assert expected
    assert walk(reader, "/v1/events", order="oldest", limit=200, **asked) == expected
