"""The filter `place`: any spelling of a place, whichever of them the record writes."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.db.engine import Database
from app.events.queries import select_events
from app.events.schemas import EventFilters
from app.text.analyser import fold
from tests.builtin import EVENTS, ids
from tests.editing import Editor, make_document
from tests.pages import get, walk

HELD = {
    "kiev": "Kyiv",
    "KIJÓW": "Kyiv",
    "Київ": "Kyiv",
    "Києві": "Kyiv",
    "Artemovsk": "Bakhmut",
    "Бахмуте": "Bakhmut",
    "Moskow": "Moscow",
    "Мінськ": "Minsk",
    "Брюссель": "Brussels",
    "Den Haag": "The Hague",
    "laut hitam": "Black Sea",
    "Kharkov": "Kharkiv",
    "Kharkov region": "Kharkiv region",
    "Kharkiv oblast": "Kharkiv region",
    "Харківська область": "Kharkiv region",
    "Харьковской области": "Kharkiv region",
    "Одещина": "Odesa region",
    "Гомельская вобласць": "Gomel region",
    "ЗАЭС": "Zaporizhzhia nuclear power plant",
    "Zaporozhye nuclear power plant": "Zaporizhzhia nuclear power plant",
}


def ground(record: Database, place: str) -> str | None:
    """Return where a list of a place's events comes from."""
    with record.read() as connection:
        asked = EventFilters.model_validate({"place": place})
        return select_events(connection, asked).ground.shape


@pytest.mark.parametrize("typed", HELD)
def test_any_spelling_of_a_place_finds_its_events(reader: TestClient, typed: str) -> None:
    expected = [event["id"] for event in EVENTS if event["place"] == HELD[typed]]
    assert expected
    assert ids(walk(reader, "/v1/events", place=typed, order="oldest", limit=200)) == expected


def test_a_spelling_is_one_with_words_and_facets_and_in_a_download(reader: TestClient) -> None:
    for asked in ({"q": "missile", "facet": "year"}, {"category": "diplomacy"}):
        there = get(reader, "/v1/events", place="Kyiv", **asked)
        assert there["total"] > 0
        for kept in ("items", "total", "facets"):
            assert get(reader, "/v1/events", place="Киев", **asked).get(kept) == there.get(kept)
    whole = [
        reader.get("/v1/events", params={"place": place, "format": "ndjson"}).text
        for place in ("Kyiv", "Kiev")
    ]
    assert whole[0] == whole[1] != ""


@pytest.mark.parametrize("typed", ["Kyi", "Nowhere", "Kharkiv district", "region", "!"])
def test_what_is_no_spelling_of_it_finds_nothing(reader: TestClient, typed: str) -> None:
    assert typed not in {event["place"] for event in EVENTS}
    assert get(reader, "/v1/events", place=typed)["items"] == []


@pytest.mark.parametrize("place", ["Kyiv", "kiev", "Бахмут", "Berkhivka", "Nowhere"])
def test_a_place_that_the_record_spells_in_one_way_is_read_in_order(
    shared: Database, place: str
) -> None:
    assert ground(shared, place) == "place"


def written(*places: str) -> dict[str, Any]:
    document = make_document(325, *places)
    for event in document["events"]:
        event["place"] = event["text"]
    return document


def found(editor: Editor, place: str) -> list[str]:
    """Return the places of the events found by one, the newest event first."""
    return [event["place"] for event in get(editor.client, "/v1/events", place=place)["items"]]


def test_all_the_spellings_that_a_record_writes_are_found_together(editor: Editor) -> None:
    names = ["Kyiv", "Bali", "Kiev", "Київ", "Odesa, Kharkov region", "Одеса, Kharkiv region"]
    editor.send("PUT", "/v1/updates/325", written(*names))
    assert found(editor, "Kiew") == found(editor, "KYIV") == ["Київ", "Kiev", "Kyiv"]
    assert found(editor, "Odessa, Харків region") == names[:3:-1]
    assert found(editor, "Bali") == ["Bali"]


def test_a_spelling_of_two_places_finds_both(editor: Editor) -> None:
    for slug, capital in (("atlantis", "Poseidonia"), ("lyonesse", "Carlyon")):
        aliases = [[capital, "Sunken City"]]
        named = {"kind": "country", "name": slug.title(), "names": {}, "aliases": aliases}
        editor.send("PUT", f"/v1/actors/{slug}", named)
    editor.send("PUT", "/v1/updates/325", written("Carlyon", "Poseidonia"))
    assert found(editor, "Sunken City") == ["Poseidonia", "Carlyon"]
    assert found(editor, "Carlyon") == ["Carlyon"]


def test_a_name_that_no_list_knows_is_asked_as_it_is_typed(editor: Editor) -> None:
    editor.send("PUT", "/v1/updates/325", written("Nowhere-upon-Don", "Nowhere"))
    (event,) = get(editor.client, "/v1/events", place="NOWHERE UPON DON")["items"]
    assert fold(event["place"]) == "nowhere upon don"
