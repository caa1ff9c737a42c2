"""What the database itself refuses, whoever writes to it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.db.engine import Database

REFUSED = {
    "a day of zero": "UPDATE updates SET day = 0, date = '2022-02-23' WHERE day = 325",
    "a negative day": "UPDATE updates SET day = -1, date = '2022-02-22' WHERE day = 325",
    "a date that is not the day's": "UPDATE updates SET date = '2023-01-15' WHERE day = 325",
    "two days of one revision": "UPDATE updates SET seq = (SELECT seq FROM updates WHERE day = 1)"
    " WHERE day = 325",
    "a day without a revision": "UPDATE updates SET seq = 9999 WHERE day = 325",
    "a day twice": "INSERT INTO updates (day, date, seq, etag, events, quotes)"
    " VALUES (325, '2023-01-14', 9999, 'x', 0, 0)",
    "an event of no day": "UPDATE events SET day = 400 WHERE key = 3250001",
    "an event of no category": "UPDATE events SET category = 'gossip' WHERE key = 3250001",
    "an event of no status": "UPDATE events SET status = 'rumoured' WHERE key = 3250001",
    "an event without a status": "UPDATE events SET status = NULL WHERE key = 3250001",
    "a claim of nobody known": "UPDATE events SET claimed_by = 'atlantis' WHERE key = 3250001",
    "an event without a body": "UPDATE events SET body = NULL WHERE key = 3250001",
    "a quote of no day": "UPDATE quotes SET day = 400 WHERE key = 3250001",
    "a quote of no kind": "UPDATE quotes SET kind = 'whispered' WHERE key = 3250001",
    "a quote of nobody known": "UPDATE quotes SET speaker = 'nobody' WHERE key = 3250001",
    "a quote for nobody known": "UPDATE quotes SET actor = 'atlantis' WHERE key = 3250001",
    "a citation of no day": "UPDATE citations SET day = 400 WHERE day = 325",
    "an actor of no event": "INSERT INTO event_actors VALUES ('nato', 4000001)",
    "an unknown actor of an event": "INSERT INTO event_actors VALUES ('atlantis', 3250001)",
    "an actor of an event twice": "INSERT INTO event_actors VALUES ('russia', 3250001)",
    "a source of no event": "INSERT INTO event_sources VALUES (4000001, 0)",
    "a source of no quote": "INSERT INTO quote_sources VALUES (4000001, 0)",
    "talk about nobody known": "INSERT INTO quote_about VALUES ('atlantis', 3250001)",
    "an actor of no day": "INSERT INTO update_actors VALUES ('nato', 400)",
    "a speaker of no day": "INSERT INTO update_speakers VALUES ('vladimir-putin', 400)",
    "a category of no day": "INSERT INTO update_categories VALUES ('nuclear', 400)",
    "a status of no day": "INSERT INTO update_statuses VALUES ('denied', 400)",
    "an alias of nobody": "INSERT INTO actor_aliases VALUES ('x', 'atlantis', 'X', 0)",
    "a spelling of nobody": "INSERT INTO speaker_aliases VALUES ('x', 'nobody', 'X', 0)",
    "a speaker for nobody": "UPDATE speakers SET actor = 'atlantis' WHERE slug = 'joe-biden'",
    "an actor that is still named": "DELETE FROM actors WHERE slug = 'belarus'",
    "a category that is still used": "DELETE FROM categories WHERE slug = 'nuclear'",
    "a speaker who is still quoted": "DELETE FROM speakers WHERE slug = 'vladimir-putin'",
    "a second head": "INSERT INTO head (id, seq, record) VALUES (2, 0, 'x')",
    "a revision number twice": "UPDATE revisions SET subject_id = '1', day = 1"
    " WHERE subject_id = '325'",
    "a change of no kind": "UPDATE revisions SET change = 'burn' WHERE subject_id = '325'",
    "a subject of no kind": "UPDATE revisions SET subject = 'rumour' WHERE subject_id = '325'",
    "a deletion with a document": "UPDATE revisions SET change = 'delete' WHERE subject_id = '325'",
    "a creation without one": "UPDATE revisions SET body = NULL WHERE subject_id = '325'",
    "a revision that is still held": "DELETE FROM revisions WHERE subject_id = '325'",
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED.keys())
def test_the_database_itself_refuses_it(shared: Database, statement: str) -> None:
    with pytest.raises(IntegrityError), shared.write() as connection:
        connection.execute(text(statement))


def test_deleting_a_day_takes_all_that_hangs_on_it(record: Database) -> None:
    with record.write() as connection:
        connection.execute(text("DELETE FROM updates WHERE day = 325"))
        for table, column in (
            ("events", "day"),
            ("quotes", "day"),
            ("citations", "day"),
            ("update_actors", "day"),
            ("update_speakers", "day"),
            ("update_categories", "day"),
            ("update_statuses", "day"),
            ("event_actors", "key / 10000"),
            ("event_sources", "key / 10000"),
            ("quote_about", "key / 10000"),
            ("quote_sources", "key / 10000"),
        ):
            left = text(f"SELECT count(*) FROM {table} WHERE {column} = 325")  # noqa: S608 - our own names
            assert connection.scalar(left) == 0, table


def test_a_query_s_connection_cannot_write(shared: Database) -> None:
    with (
        shared.read() as connection,
        pytest.raises(Exception, match=r"readonly|read-only"),
    ):
        connection.execute(text("UPDATE head SET seq = 0"))
