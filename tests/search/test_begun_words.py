"""`begin*` is asked as the words that begin so, and finds what it would find otherwise."""

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.db.engine import Database
from app.events.queries import select_events
from app.events.schemas import EventFilters
from app.fulltext.finding import MOST_BEGUN, read_query, spell_out
from app.names.vocabulary import read_vocabulary
from app.record.writer import Author, write_updates
from app.text.analyser import MOST_POSITIONS
from tests.factories import event, parsed
from tests.search.twins import Twins


def ids(client: TestClient, address: str, query: str) -> list[str]:
    answer = client.get(address, params={"q": query, "limit": 200})
    assert answer.status_code == 200, answer.text
    return [str(item.get("id", item["day"])) for item in answer.json()["items"]]


def test_a_beginning_is_spelled_out(record: Database) -> None:
    with record.read() as connection:
        query, _ = read_query(connection, 'missil* -"air raid*"')
        wanted, excluded = spell_out(connection, query).clauses
    assert [term.words for term in wanted.alternatives] == [("missile",), ("missiles",)]
    assert not any(term.prefix for term in (*wanted.alternatives, *excluded.alternatives))
    assert {term.words[0] for term in excluded.alternatives} == {"air"}
    assert excluded.negated


def test_a_beginning_of_no_word_finds_nothing(twins: Twins) -> None:
    for client in twins.clients:
        assert ids(client, "/v1/events", "qqq*") == []
        assert ids(client, "/v1/events", "kyiv -qqq*") == ids(client, "/v1/events", "kyiv")


def test_a_beginning_of_very_many_words_finds_them_all(empty: Database) -> None:
    many = [f"zz{n:04}" for n in range(MOST_BEGUN + 1)]
    halves = [event(" ".join(many[half::2])) for half in (0, 1)]
    document = parsed(400, events=[*halves, event("zzz alone"), event("none")])
    with empty.write() as connection:
        write_updates(connection, [document], read_vocabulary(connection), Author("tests"))
    with empty.read() as connection:
        query, _ = read_query(connection, "zz* zzza*")
        one, other = spell_out(connection, query).clauses
    assert [term.prefix for term in one.alternatives] == [True]
    assert [term.prefix for term in other.alternatives] == [False]  # no word begins so


@pytest.mark.parametrize("asked", ["zz*", "zz* -zz01", "zz* some", '"some zz"*'])
def test_what_begins_many_words_is_found_wherever_it_is(empty: Database, asked: str) -> None:
    """Rows are looked at one by one as long as most of them have it, then the index is asked."""
    words = " ".join(f"some zz{n:02}" for n in range(60))
    held = [*range(401, 440), *range(1_100, 1_103), *range(1_350, 1_400)]
    documents = [
        parsed(day, events=[event(words if day in held else "none"), event("some zz99")])
        for day in [*held, 900, *range(1_300, 1_350)]
    ]
    with empty.write() as connection:
        write_updates(connection, documents, read_vocabulary(connection), Author("tests"))
    with empty.read() as connection:
        ground = select_events(connection, EventFilters(q=asked)).ground
        assert ground.index is not None
        is_alone = asked in ("zz*", '"some zz"*')  # all that SQLite can ask of a row
        assert (ground.walked is not None) == (is_alone or not ground.index.is_sqlite)
        found = select(ground.key).select_from(ground.source).where(*ground.all_conditions())
        there = sorted(connection.scalars(found))
        assert there
        for limit in (1, 30, 1_000):
            for newest in (True, False):
                rows = ground.read(connection, lambda keys: select(keys.c.key), limit, newest)
                assert [key for (key,) in rows] == sorted(there, reverse=newest)[:limit]
            assert ground.count(connection, limit) == min(limit, len(there))


def test_the_last_words_of_an_endless_day_are_known(empty: Database) -> None:
    filler = " ".join(["filler"] * 600)
    count = MOST_POSITIONS // 600 + 1
    lines = [event(f"{filler} {number}") for number in range(count)]
    document = parsed(400, events=[*lines, event("zebra crossing")])
    with empty.write() as connection:
        write_updates(connection, [document], read_vocabulary(connection), Author("tests"))
    with empty.read() as connection:
        query, _ = read_query(connection, "zebr*")
        (clause,) = spell_out(connection, query).clauses
    assert [term.words for term in clause.alternatives] == [("zebra",)]
