"""/v1/stats: what a count over the file gives, for every filter."""

from collections import Counter
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.builtin import DAYS, EVENTS, QUOTES, SPEAKER_SLUGS, Json
from tests.pages import get

Chosen = Callable[[Json], bool]


def always(_: Json) -> bool:
    return True


FILTERS: dict[str, tuple[dict[str, Any], Chosen, Chosen]] = {
    "all": ({}, always, always),
    "days": ({"from": 312, "to": "2023-01-29"}, lambda e: 312 <= e["day"] <= 340,
             lambda q: 312 <= q["day"] <= 340),
    "an actor": ({"actor": "Minsk"}, lambda e: "belarus" in e["actors"],
                 lambda q: q["actor"] == "belarus"),
    "all of two actors": (
        {"actor": ["belarus", "russia"], "actor_match": "all", "to": 700},
        lambda e: e["day"] <= 700 and {"belarus", "russia"} <= set(e["actors"]),
        lambda q: False,
    ),
    "a category": ({"category": "nuclear"}, lambda e: e["category"] == "nuclear", always),
    "a status": ({"status": ["denied", "claimed"]},
                 lambda e: e["status"] in ("denied", "claimed"), always),
    "who claims": ({"claimed_by": ["Moskow", "wagner-group"]},
                   lambda e: e["claimed_by"] in ("russia", "wagner-group"), always),
    "whom a quote is about": ({"about": "Білорусь"}, always, lambda q: "belarus" in q["about"]),
    "a kind": ({"kind": "partial"}, always, lambda q: q["kind"] == "partial"),
    "a speaker": ({"speaker": "Лукашенко"}, always,
                  lambda q: SPEAKER_SLUGS[q["speaker"]] == "alexander-lukashenko"),
    "nothing": ({"to": "2022-02-23"}, lambda e: False, lambda q: False),
}  # fmt: skip


@pytest.fixture(params=FILTERS)
def counted(request: pytest.FixtureRequest) -> tuple[dict[str, Any], list[Json], list[Json]]:
    """A filter, and the events and quotes that it chooses."""
    asked, event, quote = FILTERS[request.param]
    return asked, list(filter(event, EVENTS)), list(filter(quote, QUOTES))


Counted = tuple[dict[str, Any], list[Json], list[Json]]


def test_days_are_counted(reader: TestClient, counted: Counted) -> None:
    asked, events, quotes = counted
    daily = get(reader, "/v1/stats/daily", **asked)
    first, last = (312, 340) if "from" in asked else (1, {700: 700}.get(asked.get("to", 0), 9_999))
    days = [] if asked.get("to") == "2022-02-23" else [d for d in DAYS if first <= d <= last]
    assert daily["day"] == days
    for which, items in (("events", events), ("quotes", quotes)):
        found = Counter(item["day"] for item in items)
        assert daily[which] == [found[day] for day in days]
    assert daily["series"] == []


def test_series_by_actor_and_category_add_up(reader: TestClient, counted: Counted) -> None:
    asked, events, quotes = counted
    by_actor = get(reader, "/v1/stats/daily", by="actor", **asked)["series"]
    named = Counter(actor for event in events for actor in event["actors"])
    spoken = Counter(quote["actor"] for quote in quotes)
    assert {each["name"]: sum(each["events"]) for each in by_actor} == {
        name: named[name] for name in named | spoken
    }
    assert {each["name"]: sum(each["quotes"]) for each in by_actor if any(each["quotes"])} == spoken
    by_category = get(reader, "/v1/stats/daily", by="category", **asked)["series"]
    categories = Counter(event["category"] for event in events)
    assert {each["name"]: sum(each["events"]) for each in by_category} == categories
    assert all(each["quotes"] is None for each in by_category)


def test_all_that_has_no_series_is_counted_once_as_others(
    reader: TestClient, counted: Counted
) -> None:
    asked, events, quotes = counted
    apart = {"russia", "belarus", "ukraine"}
    daily = get(reader, "/v1/stats/daily", by="actor", series=sorted(apart), **asked)
    assert {each["name"] for each in daily["series"]} <= apart
    whole = get(reader, "/v1/stats/daily", by="actor", **asked)
    assert whole["others"] is None
    assert daily["series"] == [each for each in whole["series"] if each["name"] in apart]
    naming = Counter(e["day"] for e in events if set(e["actors"]) - apart)
    spoken = Counter(q["day"] for q in quotes if q["actor"] not in apart)
    assert daily["others"] == {
        "events": [naming[day] for day in daily["day"]],
        "quotes": [spoken[day] for day in daily["day"]],
    }
    kinds = get(reader, "/v1/stats/daily", by="category", series="nuclear", **asked)
    assert {each["name"] for each in kinds["series"]} <= {"nuclear"}
    rest = Counter(e["day"] for e in events if e["category"] != "nuclear")
    assert kinds["others"] == {"events": [rest[day] for day in kinds["day"]], "quotes": None}


def test_series_of_nothing_are_refused(reader: TestClient) -> None:
    answer = reader.get("/v1/stats/daily", params={"series": "russia"})
    assert answer.status_code == 422
    assert "give `by` as well" in answer.json()["detail"]


def test_actors_are_ranked(reader: TestClient, counted: Counted) -> None:
    asked, events, quotes = counted
    items = get(reader, "/v1/stats/actors", **asked)["items"]
    named = Counter(actor for event in events for actor in event["actors"])
    spoken = Counter(quote["actor"] for quote in quotes)
    assert [(each["actor"], each["events"], each["quotes"]) for each in items] == sorted(
        ((name, named[name], spoken[name]) for name in named | spoken),
        key=lambda each: (-each[1], -each[2], each[0]),
    )


def test_speakers_are_ranked(reader: TestClient, counted: Counted) -> None:
    asked, _, quotes = counted
    said: dict[str, list[int]] = {}
    for quote in quotes:
        said.setdefault(SPEAKER_SLUGS[quote["speaker"]], []).append(quote["day"])
    items = get(reader, "/v1/stats/speakers", **asked)["items"]
    found = [
        (each["speaker"], each["quotes"], each["first_day"], each["last_day"]) for each in items
    ]
    assert found == sorted(
        ((slug, len(days), min(days), max(days)) for slug, days in said.items()),
        key=lambda each: (-each[1], each[0]),
    )


def test_actors_named_together_are_counted(reader: TestClient, counted: Counted) -> None:
    asked, events, _ = counted
    pairs = Counter(pair for event in events for pair in combinations(sorted(event["actors"]), 2))
    items = get(reader, "/v1/stats/co-mentions", **asked)["items"]
    assert [(tuple(each["actors"]), each["events"]) for each in items] == sorted(
        pairs.items(), key=lambda each: (-each[1], each[0])
    )
