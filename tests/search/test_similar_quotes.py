"""Quotes said again, and quotes in another outlet's translation."""

import json
from typing import Any

import pytest

from app.db.engine import Database
from app.names.vocabulary import read_vocabulary
from app.quotes.similar import CANDIDATES, find_similar
from app.record.writer import Author, write_updates
from tests.factories import parsed, quote
from tests.search.twins import Twins

PAIRS = [
    ("311-q2", "312-q2", 1.0),  # the New Year address, the same words a day later
    ("311-q1", "312-q1", 0.65),  # more of it by one outlet
    ("326-q3", "327-q2", 0.65),  # Muraveiko's one sentence, translated by two outlets
]


@pytest.mark.parametrize(("one", "other", "least"), PAIRS)
def test_the_same_words_are_found_from_either_side(
    twins: Twins, one: str, other: str, least: float
) -> None:
    scores = []
    for asked, meant in ((one, other), (other, one)):
        found = twins.get(f"/v1/quotes/{asked}/similar").json()["items"]
        assert found[0]["quote"] == twins.get(f"/v1/quotes/{meant}").json()
        scores.append(found[0]["score"])
    assert scores[0] == scores[1]
    assert least <= scores[0] <= 1


def likest(record: Database, *days: list[dict[str, Any]]) -> list[tuple[str, float]]:
    """Write days of these quotes from day 400 on; return what resembles the first day's first."""
    with record.write() as connection:
        documents = [parsed(400 + n, quotes=quotes) for n, quotes in enumerate(days)]
        write_updates(connection, documents, read_vocabulary(connection), Author("tests"))
    with record.read() as connection:
        asked = json.dumps({**days[0][0], "id": "400-q1"})
        found, _ = find_similar(connection, asked, 10)
    return [(json.loads(each.body)["id"], each.score) for each in found]


def test_the_same_words_are_found_behind_many_newer_quotes_that_share_one(empty: Database) -> None:
    said = "The government must decide whether our soldiers withdraw from the eastern region."
    told = "Whether our soldiers withdraw from the eastern region the government has to decide"
    busy = [quote(f"Government statement {n}") for n in range(CANDIDATES // 2 + 1)]
    ((found, score),) = likest(empty, [quote(said)], [quote(told)], busy, busy)
    assert found == "401-q1"
    assert 0.8 < score < 1


def test_forms_of_a_word_are_the_same_word_and_small_words_alone_are_no_likeness(
    empty: Database,
) -> None:
    said = [quote("They attacked the armoured columns"), quote("Attacks on an armored column")]
    small = [quote("They are in the city"), quote("the the the the the they")]
    assert likest(empty, said, small) == [("400-q2", 0.6)]


@pytest.mark.parametrize("language", ["uk", "de"])
def test_quotes_in_any_language_are_compared(empty: Database, language: str) -> None:
    said = [quote(text, language=language) for text in ("слава Україні", "Україні слава", "ні")]
    assert likest(empty, said) == [("400-q2", 1.0)]


def test_every_score_is_in_its_range_and_the_likest_come_first(twins: Twins) -> None:
    quotes = [item for item in twins.items if item.type == "quote"]
    resembling = 0
    for each in quotes[::5]:
        found = twins.get(f"/v1/quotes/{each.id}/similar", limit=50).json()["items"]
        scores = [hit["score"] for hit in found]
        assert scores == sorted(scores, reverse=True)
        assert all(0.5 <= score <= 1 for score in scores)
        assert each.id not in [hit["quote"]["id"] for hit in found]
        resembling += bool(found)
    assert resembling < len(quotes[::5]) / 10, "most quotes resemble no other"


def test_as_many_are_given_as_are_asked_for(twins: Twins) -> None:
    whole = twins.get("/v1/quotes/326-q3/similar", limit=50).json()["items"]
    assert twins.get("/v1/quotes/326-q3/similar", limit=1).json()["items"] == whole[:1]
    twins.get("/v1/quotes/326-q3/similar", 422, limit=51)
    twins.get("/v1/quotes/326-q3/similar", 422, limit=0)


@pytest.mark.parametrize("quote_id", ["325-q99", "4000-q1", "9999999-q9999"])
def test_a_quote_that_is_not_held_resembles_none(twins: Twins, quote_id: str) -> None:
    assert twins.get(f"/v1/quotes/{quote_id}/similar", 404).json()["type"].endswith("item-not-held")


@pytest.mark.parametrize(
    "quote_id", ["99999999999999999-q1", "3٢5-q1", "325-q12345", "325-e1", "q"]
)
def test_what_is_no_id_of_a_quote_is_refused(twins: Twins, quote_id: str) -> None:
    for address in (f"/v1/quotes/{quote_id}", f"/v1/quotes/{quote_id}/similar"):
        twins.get(address, 422)


@pytest.mark.parametrize("event_id", ["99999999999999999-e1", "3٢5-e1", "325-q1", "325-e1 "])
def test_what_is_no_id_of_an_event_is_refused(twins: Twins, event_id: str) -> None:
    twins.get(f"/v1/events/{event_id}", 422)
    twins.get("/v1/events", 422, responds_to=event_id)
