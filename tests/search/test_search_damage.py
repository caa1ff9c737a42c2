"""`daybook check` finds what is wrong with the search index, `daybook reindex` makes it right."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from app.cli import app
from app.db.engine import Database, open_database
from app.events.queries import select_events
from app.events.schemas import EventFilters
from app.lists.pagination import read_page
from app.names.vocabulary import read_vocabulary
from app.record.consistency import check_index, check_record, reindex_record
from app.record.writer import Author, write_updates
from app.settings import Settings
from app.validation import parse
from tests.builtin import BY_DAY

DAMAGE: dict[str, dict[str, str]] = {
    "sqlite": {
        "a row's words": "UPDATE quote_search_content SET c0 = 'other' WHERE id = 3250001",
        "a row's names": "UPDATE event_search_content SET c2 = '·every' WHERE id = 3250005",
        "a row less": "DELETE FROM event_search WHERE rowid = 3250005",
        "a row less, its words left": "DELETE FROM event_search_content WHERE id = 3250005",
        "a whole day": "DELETE FROM update_search WHERE rowid = 325",
        "the inverted index": "DELETE FROM quote_search_data WHERE id > 10",
        "a row more": "INSERT INTO quote_search (rowid, words) VALUES (3250099, 'soledar')",
        "a row of no day": "INSERT INTO event_search (rowid, words) VALUES (50000001, 'soledar')",
        "the words": "DELETE FROM search_words WHERE word = 'soledar'",
    },
    "postgresql": {
        "a row's words": "UPDATE quote_search SET words = 'other' WHERE key = 3250001",
        "a row's stems": "UPDATE update_search SET stems = '' WHERE key = 325",
        "a row's terms": "UPDATE quote_search SET terms = '' WHERE key = 3250001",
        "a row's places": "UPDATE event_search SET terms = setweight(terms, 'B')",
        "a row's names": "UPDATE event_search SET terms = ts_delete(terms, '·actor·russia')",
        "a row less": "DELETE FROM event_search WHERE key = 3250005",
        "a whole day": "DELETE FROM update_search WHERE key = 325",
        "a heading": "DELETE FROM heading_search WHERE key = 325",
        "a heading's terms": "UPDATE heading_search SET terms = '' WHERE key = 325",
        "the words": "DELETE FROM search_words WHERE word = 'soledar'",
    },
}
CASES = [(engine, damage) for engine, damages in DAMAGE.items() for damage in damages.values()]


@pytest.fixture(scope="module")
def records(copy_template: Callable[[str, bool], str]) -> Iterator[Callable[[str], Database]]:
    """Records of three days, which tests leave as they were."""
    with ExitStack() as stack:

        @cache
        def record(engine: str) -> Database:
            database = open_database(Settings(database_url=copy_template(engine, False)))
            stack.callback(database.close)
            with database.write() as connection:
                days = [parse(BY_DAY[day]) for day in (324, 325, 326)]
                write_updates(connection, days, read_vocabulary(connection), Author("tests"))
            return database

        yield record


def faults(connection: Connection) -> list[str]:
    return [fault for fault in (*check_index(connection), *check_record(connection)) if fault]


def found(connection: Connection) -> list[Sequence[str | bytes]]:
    pages = []
    for query in ("soledar", '"state media"', "other", "Зеленський -russia", "territory"):
        asked = EventFilters(q=query, actor=["russia"], order="relevance")
        pages.append(read_page(connection, select_events(connection, asked), asked).bodies)
    return pages


@pytest.mark.parametrize(("engine", "damage"), CASES)
def test_a_damaged_index_is_found_and_made_anew(
    records: Callable[[str], Database], engine: str, damage: str
) -> None:
    with records(engine).write() as connection:
        before = found(connection)
        assert faults(connection) == []
        assert connection.exec_driver_sql(damage).rowcount > 0
        told = faults(connection)
        assert told
        assert all("_search" in each or "search_words" in each for each in told)
        assert all("daybook reindex" in each for each in told)
        assert list(reindex_record(connection)) == [3]
        assert faults(connection) == []
        assert found(connection) == before
        connection.rollback()


def test_the_commands_say_so(engine: str, records: Callable[[str], Database]) -> None:
    record = records(engine)
    url = record.writer.url.render_as_string(False).replace("+psycopg", "")
    with record.write() as connection:
        connection.exec_driver_sql(DAMAGE[engine]["a whole day"])

    def run(name: str) -> int:
        return CliRunner().invoke(app, [name, "--database-url", url]).exit_code

    assert [run("check"), run("reindex"), run("check")] == [1, 0, 0]


def test_an_index_that_may_not_be_written_to_is_not_called_damaged(
    records: Callable[[str], Database],
) -> None:
    with records("sqlite").read() as connection, pytest.raises(OperationalError) as refused:
        list(check_index(connection))
    assert "readonly database" in str(refused.value.orig)
