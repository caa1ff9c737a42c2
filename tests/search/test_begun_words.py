"""`begin*` is asked as the words that begin so, and finds what it would find otherwise."""

from starlette.testclient import TestClient

from app.db import Database
from app.record import Author, write_updates
from app.search.finding import MOST_BEGUN, read_query, spell_out
from app.text import MOST_POSITIONS
from app.vocabulary import read_vocabulary
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
    assert [term.prefix for term in other.alternatives] == [True]


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
