"""/v1/actors: found by any name, counted as the files say."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.builtin import ACTORS, DOCUMENTS, EVENTS, QUOTES, actors_of
from tests.pages import get


def counts_of(slug: str) -> dict[str, Any]:
    held = [document for document in DOCUMENTS if slug in actors_of(document)]
    first, last = (held[0], held[-1]) if held else ({}, {})
    return {
        "events": sum(slug in event["actors"] for event in EVENTS),
        "claims": sum(slug == event["claimed_by"] for event in EVENTS),
        "quotes": sum(slug == quote["actor"] for quote in QUOTES),
        "quotes_about": sum(slug in quote["about"] for quote in QUOTES),
        "days": len(held),
        "first_day": first.get("day"),
        "first_date": first.get("date"),
        "last_day": last.get("day"),
        "last_date": last.get("date"),
    }


def test_every_actor_is_listed_with_its_counts_the_most_named_first(reader: TestClient) -> None:
    page = get(reader, "/v1/actors")
    assert page["total"] == len(page["items"]) == len(ACTORS)
    assert page["next"] is None
    for actor in page["items"]:
        counts = counts_of(actor["slug"])
        assert {name: actor[name] for name in counts} == counts, actor["slug"]
    order = [(-actor["events"], actor["slug"]) for actor in page["items"]]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("ref", "slug", "alias"),
    [
        ("belarus", "belarus", None),
        ("BELARUS", "belarus", "Belarus"),
        ("Moskow", "russia", "Moskow"),
        ("kremlin", "russia", "Kremlin"),
        ("Kyiv", "ukraine", "Kyiv"),
        ("Kiev", "ukraine", "Kiev"),
        ("Білорусь", "belarus", "Білорусь"),
        ("БЕЛАРУСЬ", "belarus", "Беларусь"),
        ("Bélarus", "belarus", "Belarus"),
    ],
)
def test_an_actor_is_found_by_any_name(
    reader: TestClient, ref: str, slug: str, alias: str | None
) -> None:
    actor = get(reader, f"/v1/actors/{ref}")
    assert (actor["slug"], actor["matched_alias"]) == (slug, alias)
    assert {name: actor[name] for name in counts_of(slug)} == counts_of(slug)


def test_an_alias_of_two_answers_with_both(reader: TestClient) -> None:
    answer = reader.get("/v1/actors/Brussels")
    assert answer.status_code == 300
    found = [(each["slug"], each["matched_alias"]) for each in answer.json()["items"]]
    assert found == [("eu", "Brussels"), ("nato", "Brussels")]


@pytest.mark.parametrize(
    ("ref", "meant"),
    [("Belarsu", ["belarus"]), ("BROSSELS", ["eu", "nato"]), ("Rusland", ["russia"])],
)
def test_an_unknown_actor_is_a_404_with_what_was_meant(
    reader: TestClient, ref: str, meant: list[str]
) -> None:
    answer = reader.get(f"/v1/actors/{ref}")
    assert answer.status_code == 404
    suggestions = answer.json()["suggestions"]
    assert suggestions[: len(meant)] == meant
    assert len(suggestions) <= 5
