"""`check` finds whatever is off between documents and tables; `reindex` mends the tables."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

import pytest
from sqlalchemy import Connection, text

from app.db.engine import Database, open_database
from app.names.vocabulary import read_vocabulary
from app.record.consistency import check_record, reindex_record
from app.record.writer import Author, delete_update, write_updates
from app.settings import Settings
from app.validation import DocumentError, parse
from tests.builtin import DAYS, LINES
from tests.factories import parsed, quote

MENDED = {
    "an event's status": (
        "UPDATE events SET status = 'denied' WHERE key = 3250001",
        "events (3250001, 325): is not what its document says",
    ),
    "an event's body": (
        "UPDATE events SET body = '{}' WHERE key = 3250002",
        "events (3250002, 325): is not what its document says",
    ),
    "an event's place": (
        "UPDATE events SET place_folded = 'kyiv' WHERE key = 3250005",
        "events (3250005, 325): is not what its document says",
    ),
    "a missing event": (
        "DELETE FROM events WHERE key = 3250003",
        "events (3250003, 325): is missing",
    ),
    "an event of another day": (
        "UPDATE events SET day = 324 WHERE key = 3250004",
        "events (3250004, 325): is missing",
    ),
    "a quote's speaker": (
        "UPDATE quotes SET speaker = 'joe-biden' WHERE key = 3250001",
        "quotes (3250001, 325): is not what its document says",
    ),
    "a missing quote": (
        "DELETE FROM quotes WHERE key = 3250002",
        "quotes (3250002, 325): is missing",
    ),
    "a citation's outlet": (
        "UPDATE citations SET outlet = 'TASS' WHERE day = 325 AND position = 2",
        "citations (325, 2): is not what its document says",
    ),
    "a missing citation": (
        "DELETE FROM citations WHERE day = 325 AND position = 3",
        "citations (325, 3): is missing",
    ),
    "an actor too many of an event": (
        "INSERT INTO event_actors VALUES ('nato', 3250001)",
        "event_actors (nato, 3250001): is not what its document says",
    ),
    "an actor too few of an event": (
        "DELETE FROM event_actors WHERE key = 3250001 AND actor = 'belarus'",
        "event_actors (belarus, 3250001): is missing",
    ),
    "an actor too few of a quote": (
        "DELETE FROM quote_about WHERE key = 3250001 AND actor = 'belarus'",
        "quote_about (belarus, 3250001): is missing",
    ),
    "a source too few of an event": (
        "DELETE FROM event_sources WHERE key = 3250001",
        "event_sources (3250001, 2): is missing",
    ),
    "a source too many of a quote": (
        "INSERT INTO quote_sources VALUES (3250001, 0)",
        "quote_sources (3250001, 0): is not what its document says",
    ),
    "an actor too many of a day": (
        "INSERT INTO update_actors VALUES ('north-korea', 325)",
        "update_actors (north-korea, 325): is not what its document says",
    ),
    "a speaker too few of a day": (
        "DELETE FROM update_speakers WHERE day = 325 AND speaker = 'serhiy-popko'",
        "update_speakers (serhiy-popko, 325): is missing",
    ),
    "a category too few of a day": (
        "DELETE FROM update_categories WHERE day = 325 AND category = 'nuclear'",
        "update_categories (nuclear, 325): is missing",
    ),
    "a status too many of a day": (
        "INSERT INTO update_statuses VALUES ('retracted', 325)",
        "update_statuses (retracted, 325): is not what its document says",
    ),
    "a day's tag": (
        "UPDATE updates SET etag = 'x' WHERE day = 325",
        "updates (325): is not what its document says",
    ),
    "a day's counts": (
        "UPDATE updates SET events = 0 WHERE day = 325",
        "updates (325): is not what its document says",
    ),
    "a day that is gone": (
        "DELETE FROM updates WHERE day = 325",
        "day 325: is in a revision, but not held",
    ),
    "a head left behind": (
        "UPDATE head SET seq = 1",
        "head: is at change 1, behind revision 3",
    ),
}

LOST = {
    "a document that is no JSON": (
        "UPDATE revisions SET body = '{' WHERE subject_id = '325'",
        "is not JSON",
    ),
    "a document of another day": (
        "UPDATE revisions SET body = (SELECT body FROM revisions WHERE seq = 2) WHERE seq = 3",
        "/day: 324 is not the revision's day",
    ),
    "a document that breaks a rule": (
        "UPDATE revisions SET body = replace(body, 'military-aid', 'Aid') WHERE seq = 3",
        "/events/9/category: must be a slug",
    ),
    "a document written otherwise": (
        "UPDATE revisions SET body = ' ' || body WHERE subject_id = '325'",
        "is not written as Daybook writes it",
    ),
}

DAY_325 = "day 325, change 3, "


@pytest.fixture(scope="module")
def small_records(copy_template: Callable[[str, bool], str]) -> Iterator[Callable[[str], Database]]:
    with ExitStack() as stack:

        @cache
        def small(engine: str) -> Database:
            database = open_database(Settings(database_url=copy_template(engine, False)))
            stack.callback(database.close)
            with database.write() as connection:
                documents = [parse(LINES[DAYS.index(day)]) for day in (323, 324, 325)]
                write_updates(connection, documents, read_vocabulary(connection), Author("test"))
            return database

        yield small


@pytest.fixture
def small(small_records: Callable[[str], Database], engine: str) -> Database:
    """The days 323 to 325: for damage that is undone."""
    return small_records(engine)


def complaints(connection: Connection) -> list[str]:
    return [each for each in check_record(connection) if each is not None]


@contextmanager
def damaged(database: Database, statement: str) -> Iterator[Connection]:
    """Yield a connection to a damaged record; the damage is undone at the end."""
    with database.write() as connection:
        connection.execute(text(statement))
        yield connection
        connection.rollback()


def test_the_built_in_record_is_sound(shared: Database) -> None:
    with shared.read() as connection:
        assert complaints(connection) == []


@pytest.mark.parametrize(("statement", "complaint"), MENDED.values(), ids=MENDED.keys())
def test_damage_to_the_tables_is_found_and_mended(
    small: Database, statement: str, complaint: str
) -> None:
    with damaged(small, statement) as connection:
        found = complaints(connection)
        assert any(each.startswith(complaint) for each in found), found
        assert all("run `daybook reindex`" in each for each in found), found
        *_, done = reindex_record(connection)
        assert done == 3
        assert complaints(connection) == []


@pytest.mark.parametrize(("statement", "complaint"), LOST.values(), ids=LOST.keys())
def test_damage_to_a_document_is_found_with_its_place(
    small: Database, statement: str, complaint: str
) -> None:
    with damaged(small, statement) as connection:
        found = complaints(connection)
    assert complaint in found[0]
    assert all(each.startswith((DAY_325, "updates (325)")) for each in found), found


@pytest.mark.parametrize(("statement", "complaint"), LOST.values(), ids=LOST.keys())
def test_a_damaged_document_stops_reindex_with_its_place(
    small: Database, statement: str, complaint: str
) -> None:
    with (
        damaged(small, statement) as connection,
        pytest.raises(DocumentError, match=DAY_325),
    ):
        list(reindex_record(connection))


def test_every_damage_is_told_not_only_the_first(small: Database) -> None:
    with damaged(small, "UPDATE updates SET etag = 'x'") as connection:
        assert len(complaints(connection)) == 3


def test_lost_revisions_are_told_and_cannot_be_mended(small: Database) -> None:
    with damaged(small, "UPDATE head SET seq = 9") as connection:
        list(reindex_record(connection))
        assert complaints(connection) == [
            "revisions: end at 3, but change 9 was made: some are lost"
        ]


def test_a_day_held_by_an_older_revision_is_found_and_mended(empty: Database) -> None:
    write(empty, headline="Corrected")
    with damaged(empty, "UPDATE updates SET seq = 1") as connection:
        assert "day 400: updates points at change 1, which is not its newest revision" in (
            complaints(connection)
        )
        list(reindex_record(connection))
        assert complaints(connection) == []


def test_a_deleted_day_that_is_still_held_is_found_and_mended(empty: Database) -> None:
    write(empty)
    with empty.write() as connection:
        delete_update(connection, 400, Author("test"))
    held = (
        "INSERT INTO updates (day, date, seq, etag, events, quotes)"
        " VALUES (400, '2023-03-30', 1, 'x', 1, 1)"
    )
    with damaged(empty, held) as connection:
        assert any("day 400: is deleted, but still held" in each for each in complaints(connection))
        list(reindex_record(connection))
        assert complaints(connection) == []


def test_a_record_whose_only_day_was_deleted_is_sound(empty: Database) -> None:
    write(empty)
    with empty.write() as connection:
        delete_update(connection, 400, Author("test"))
        assert complaints(connection) == []
        list(reindex_record(connection))
        assert complaints(connection) == []


def test_an_empty_record_is_sound(empty: Database) -> None:
    with empty.write() as connection:
        assert complaints(connection) == []
        assert list(reindex_record(connection)) == []


def test_reindexing_brings_back_a_speaker_that_only_a_document_names(empty: Database) -> None:
    write(empty, quotes=[quote(speaker="Kyiv City Council")])
    with empty.write() as connection:
        connection.execute(text("DELETE FROM updates"))
        connection.execute(text("DELETE FROM speakers WHERE kind = 'unknown'"))
        assert any("kyiv-city-council: is quoted" in each for each in complaints(connection))
        list(reindex_record(connection))
        assert complaints(connection) == []


def test_reindexing_makes_no_revision_and_keeps_every_document(small: Database) -> None:
    every = text("SELECT seq, body FROM revisions ORDER BY seq")
    with small.write() as connection:
        before = connection.execute(every).all()
        list(reindex_record(connection))
        assert connection.execute(every).all() == before
        assert connection.scalar(text("SELECT seq FROM head")) == 3
        connection.rollback()


def write(database: Database, **corrected: Any) -> None:
    with database.write() as connection:
        vocabulary = read_vocabulary(connection)
        write_updates(connection, [parsed()], vocabulary, Author("test"))
        if corrected:
            write_updates(connection, [parsed(**corrected)], vocabulary, Author("test"))
