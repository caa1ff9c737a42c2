"""/v1/quotes: each quote of the file, those that a filter chooses, and any one of them."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.builtin import QUOTES, SPEAKER_SLUGS, Json, ids
from tests.pages import get, walk

WHOLE = [{**quote, "speaker_slug": SPEAKER_SLUGS[quote["speaker"]]} for quote in QUOTES]

FILTERS: dict[str, tuple[dict[str, Any], Callable[[Json], bool]]] = {
    "for an actor": ({"actor": "belarus"}, lambda q: q["actor"] == "belarus"),
    "of a speaker in a range": (
        {"speaker": "Zelenskiy", "from": 312, "to": 340},
        lambda q: q["speaker_slug"] == "volodymyr-zelenskyy" and 312 <= q["day"] <= 340,
    ),
    "about an actor": ({"about": "Minsk"}, lambda q: "belarus" in q["about"]),
    "of two kinds": ({"kind": ["partial", "paraphrase"]}, lambda q: q["kind"] != "direct"),
    "to somebody": ({"said_to": "tass"}, lambda q: q["said_to"] == "TASS"),
    "in a language": ({"language": "en", "to": 30},
                      lambda q: q["language"] == "en" and q["day"] < 31),
}  # fmt: skip


def test_every_quote_has_an_address_and_is_whole_there(reader: TestClient) -> None:
    for quote in WHOLE[::15]:
        assert get(reader, f"/v1/quotes/{quote['id']}") == quote


def test_every_quote_is_listed_once(reader: TestClient) -> None:
    listed = walk(reader, "/v1/quotes", limit=200)
    assert sorted(ids(listed)) == sorted(ids(QUOTES))


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_chooses_the_quotes_that_the_file_says(reader: TestClient, name: str) -> None:
    asked, chosen = FILTERS[name]
    expected = [quote for quote in WHOLE if chosen(quote)]
    assert expected
    assert walk(reader, "/v1/quotes", order="oldest", limit=200, **asked) == expected


def test_any_quote_is_one_that_the_filters_choose_and_not_always_the_same(
    reader: TestClient,
) -> None:
    found = [get(reader, "/v1/quotes/random?speaker=Zelenskiy") for _ in range(30)]
    assert all(quote in WHOLE for quote in found)
    assert {quote["speaker_slug"] for quote in found} == {"volodymyr-zelenskyy"}
    assert len({quote["id"] for quote in found}) > 1  # of 91, thirty times: 1 in 91^29 is not
    assert get(reader, "/v1/quotes/random?date=325&actor=russia")["id"] == "325-q1"


def test_a_seed_gives_everybody_the_same_quote(reader: TestClient) -> None:
    days = [f"2026-11-{day:02}" for day in range(1, 31)]
    addresses = [f"/v1/quotes/random?speaker=Zelenskiy&seed={day}" for day in days]
    found = [get(reader, address)["id"] for address in addresses]
    assert [get(reader, address)["id"] for address in addresses] == found
    assert len(set(found)) > 10  # another seed, mostly another quote
    assert "no-store" not in reader.get(addresses[0]).headers["Cache-Control"]
    assert reader.get("/v1/quotes/random?seed=").status_code == 422


def test_where_no_quote_is_chosen_there_is_none_to_give(reader: TestClient) -> None:
    assert reader.get("/v1/quotes/random?to=2022-02-23").status_code == 404
