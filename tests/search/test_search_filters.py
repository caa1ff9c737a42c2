"""Words together with every other filter, and counts over the whole result."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.search.twins import ADDRESSES, FACETS, Item, Json, Twins

Holds = Callable[[Json], bool]

QUOTES: list[tuple[str, dict[str, Any], Holds]] = [
    ("tanks", {"speaker": "Зеленський"}, lambda q: q["speaker_slug"] == "volodymyr-zelenskyy"),
    (
        "tanks or soledar",
        {"speaker": ["Morawiecki", "Маляр"]},
        lambda q: q["speaker_slug"] in ("mateusz-morawiecki", "hanna-maliar"),
    ),
    ("missile", {"actor": "Moskow"}, lambda q: q["actor"] == "russia"),
    (
        "missile",
        {"actor": ["Moskow", "Київ"], "actor_match": "none"},
        lambda q: q["actor"] not in ("russia", "ukraine"),
    ),
    (
        "missile",
        {"actor": ["russia", "ukraine"], "actor_match": "all"},
        lambda _: False,
    ),
    ("Belarus", {"about": "Minsk"}, lambda q: "belarus" in q["about"]),
    ("attack", {"kind": "direct"}, lambda q: q["kind"] == "direct"),
    ("force", {"said_to": "tass"}, lambda q: (q["said_to"] or "").lower() == "tass"),
    ("ракет* or контратака or serang*", {"language": "uk"}, lambda q: q["language"] == "uk"),
    ("attack", {"from": "2023-01-01", "to": 400}, lambda q: 312 <= q["day"] <= 400),
    ("attack", {"date": 325}, lambda q: q["day"] == 325),
    ("attack", {"from": "2022-01-01"}, lambda _: True),
    (
        "invasion or attack",
        {
            "speaker": "Polishchuk",
            "actor": "russia",
            "about": "belarus",
            "kind": "direct",
            "said_to": "TASS",
            "language": "en",
            "from": 312,
            "to": "2023-01-29",
        },
        lambda q: q["id"] == "325-q1",
    ),
]
EVENTS: list[tuple[str, dict[str, Any], Holds]] = [
    ("soledar", {"actor": "Wagner"}, lambda e: "wagner-group" in e["actors"]),
    (
        "missile",
        {"actor": ["russia", "belarus"], "actor_match": "all"},
        lambda e: {"russia", "belarus"} <= set(e["actors"]),
    ),
    (
        "missile",
        {"actor": ["russia", "belarus"], "actor_match": "none"},
        lambda e: not {"russia", "belarus"} & set(e["actors"]),
    ),
    ("attack", {"category": "airstrikes"}, lambda e: e["category"] == "airstrikes"),
    ("soledar", {"status": ["denied", "claimed"]}, lambda e: e["status"] in ("denied", "claimed")),
    ("drone", {"claimed_by": "Moskow"}, lambda e: e["claimed_by"] == "russia"),
    ("fighting", {"place": "SOLEDAR"}, lambda e: e["place"] == "Soledar"),
    ("attack", {"from": 312, "to": "2023-01-29"}, lambda e: 312 <= e["day"] <= 340),
    ("attack", {"to": "2022-01-01"}, lambda _: False),
    (
        "seized or salt",
        {
            "actor": "russia",
            "category": "fighting",
            "status": "claimed",
            "claimed_by": "russia",
            "place": "Soledar",
            "date": "2023-01-14",
        },
        lambda e: e["id"] == "325-e5",
    ),
]


def actors(day: Json) -> set[str]:
    named = {actor for event in day["events"] for actor in [*event["actors"], event["claimed_by"]]}
    return named | {actor for quote in day["quotes"] for actor in [*quote["about"], quote["actor"]]}


UPDATES: list[tuple[str, dict[str, Any], Holds]] = [
    ("soledar", {"actor": "Wagner"}, lambda d: "wagner-group" in actors(d)),
    ("missile", {"actor": "belarus", "actor_match": "none"}, lambda d: "belarus" not in actors(d)),
    (
        "missile",
        {"actor": ["iaea", "belarus"], "actor_match": "all"},
        lambda d: {"iaea", "belarus"} <= actors(d),
    ),
    (
        "tank",
        {"speaker": "Песков"},
        lambda d: "Dmitry Peskov" in [quote["speaker"] for quote in d["quotes"]],
    ),
    ("tank", {"category": "nuclear"}, lambda d: "nuclear" in [e["category"] for e in d["events"]]),
    ("tank", {"status": "denied"}, lambda d: "denied" in [e["status"] for e in d["events"]]),
    ("tank", {"from": 320, "to": 330}, lambda d: 320 <= d["day"] <= 330),
    (
        "soledar bakhmut",
        {"actor": "Germany", "speaker": "Zelenskiy", "category": "losses", "from": 300, "to": 400},
        lambda d: (
            "germany" in actors(d)
            and "Volodymyr Zelenskyy" in [quote["speaker"] for quote in d["quotes"]]
            and "losses" in [event["category"] for event in d["events"]]
            and 300 <= d["day"] <= 400
        ),
    ),
]
CASES = [
    (kind, *case)
    for kind, cases in (("quote", QUOTES), ("event", EVENTS), ("update", UPDATES))
    for case in cases
]


@pytest.mark.parametrize(("kind", "query", "filters", "holds"), CASES)
def test_words_and_a_filter_find_what_both_hold_of(
    twins: Twins, kind: str, query: str, filters: dict[str, Any], holds: Holds
) -> None:
    expected = [item for item in twins.scan(query, kind) if holds(item.body)]
    found = twins.get(ADDRESSES[kind], q=query, limit=200, facet=FACETS, **filters).json()
    assert [str(item.get("id", item["day"])) for item in found["items"]] == [
        item.id for item in expected
    ]
    assert found["total"] == len(expected)
    assert found["facets"] == twins.facets(expected)


def spoken_for(item: Item) -> set[str]:
    """Return the actors that a search filters an item by."""
    if item.type == "update":
        return actors(item.body)
    return set(item.body["actors"]) if item.type == "event" else {item.body["actor"]}


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        ({}, lambda _: True),
        ({"type": "quote"}, lambda item: item.type == "quote"),
        ({"type": ["event", "update"]}, lambda item: item.type != "quote"),
        ({"actor": "Білорусь"}, lambda item: "belarus" in spoken_for(item)),
        (
            {"actor": ["russia", "belarus"], "actor_match": "none"},
            lambda item: not {"russia", "belarus"} & spoken_for(item),
        ),
        ({"from": "2023-01-14", "to": 340}, lambda item: 325 <= item.body["day"] <= 340),
        ({"date": "2023-01-14"}, lambda item: item.body["day"] == 325),
        ({"from": "2022-01-01", "to": 400}, lambda item: item.body["day"] <= 400),
        ({"to": "2022-02-23"}, lambda _: False),
        (
            {"actor": "wagner", "type": "event", "from": 320, "to": 330},
            lambda item: (
                item.type == "event"
                and "wagner-group" in spoken_for(item)
                and 320 <= item.body["day"] <= 330
            ),
        ),
    ],
)
def test_a_search_over_all_is_filtered_and_counted(
    twins: Twins, filters: dict[str, Any], holds: Callable[[Item], bool]
) -> None:
    query = "soledar or drills or ракет*"
    expected = [item for item in twins.scan(query) if holds(item)]
    found = twins.get("/v1/search", q=query, limit=200, facet=FACETS, **filters).json()
    assert [(hit["type"], hit["id"]) for hit in found["items"]] == [
        (item.type, item.id) for item in expected
    ]
    assert found["total"] == len(expected)
    assert found["facets"] == twins.facets(expected)


def test_a_page_does_not_narrow_its_facets(twins: Twins) -> None:
    whole = twins.get("/v1/search", q="attack", facet="actor,year").json()
    first = twins.get("/v1/search", q="attack", facet="actor,year", limit=1).json()
    behind = twins.get(first["next"]).json()
    assert whole["facets"] == first["facets"] == behind["facets"]
    assert sum(each["count"] for each in whole["facets"]["year"]) == whole["total"]


@pytest.mark.parametrize("kind", list(ADDRESSES))
def test_a_list_without_words_is_counted_too(twins: Twins, kind: str) -> None:
    every = [item for item in twins.items if item.type == kind]
    found = twins.get(ADDRESSES[kind], limit=1, facet=FACETS).json()
    assert found["total"] == len(every)
    assert found["facets"] == twins.facets(every)


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ({"facet": "outlet"}, "facet"),
        ({"facet": "actor,"}, "facet"),
        ({"colour": "red"}, "colour"),
        ({"type": "speaker"}, "type"),
        ({"format": "csv"}, "format"),
    ],
)
def test_what_a_search_does_not_know_is_refused(
    twins: Twins, params: dict[str, str], name: str
) -> None:
    refused = twins.get("/v1/search", 422, q="attack", **params).json()
    assert [each["name"] for each in refused["errors"]] == [name]
