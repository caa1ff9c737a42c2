"""The one writer: revisions, tombstones, and tables that say what the documents say."""

import datetime as dt
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Connection, select, update
from sqlmodel import SQLModel, col

from app.db.engine import Database
from app.document import Document, dump
from app.index import TABLES, derive
from app.models import Event, Head, Quote, Revision, Speaker, SpeakerAlias, Update, table
from app.names.vocabulary import read_vocabulary
from app.record.ready import speaker_slugs
from app.record.writer import Author, Written, delete_update, write_updates
from app.transfer.files import export_documents, import_lines
from app.transfer.lines import Line
from app.validation import DocumentError
from tests.factories import event, line, parsed, quote, source

AUTHOR = Author("test", "to see")


def write(database: Database, *documents: Document) -> list[Written]:
    with database.write() as connection:
        return write_updates(connection, documents, read_vocabulary(connection), AUTHOR)


def delete(database: Database, day: int) -> int | None:
    with database.write() as connection:
        deleted = delete_update(connection, day, AUTHOR)
    return None if deleted is None else deleted.seq


def rows(database: Database, model: type[SQLModel], *columns: str) -> list[tuple[Any, ...]]:
    of = table(model)
    with database.read() as connection:
        chosen = select(*(of.c[name] for name in columns or of.c.keys())).order_by(*of.primary_key)
        return [tuple(row) for row in connection.execute(chosen)]


def seq(database: Database) -> int:
    with database.read() as connection:
        return connection.execute(select(col(Head.seq))).scalar_one()


def test_a_document_that_is_written_is_held_to_the_byte(empty: Database) -> None:
    (written,) = write(empty, parsed())
    with empty.read() as connection:
        assert list(export_documents(connection)) == [dump(written.document)]


def test_the_first_write_of_a_day_is_revision_one(empty: Database) -> None:
    (written,) = write(empty, parsed())
    assert (written.change, written.seq) == ("create", 1)
    (revision,) = rows(empty, Revision, "seq", "subject", "subject_id", "day", "n", "change")
    assert revision == (1, "update", "400", 400, 1, "create")


def test_a_revision_tells_who_and_why(empty: Database) -> None:
    write(empty, parsed())
    assert rows(empty, Revision, "author", "reason") == [("test", "to see")]


def test_a_document_that_says_nothing_new_makes_no_revision(empty: Database) -> None:
    write(empty, parsed())
    (again,) = write(empty, parsed())
    assert (again.change, again.seq) == (None, 1)
    assert seq(empty) == len(rows(empty, Revision, "seq")) == 1


def test_a_correction_is_the_next_revision_of_its_day(empty: Database) -> None:
    write(empty, parsed(), parsed(401))
    (corrected,) = write(empty, parsed(headline="Corrected"))
    assert (corrected.change, corrected.seq) == ("correct", 3)
    assert rows(empty, Revision, "day", "n", "change")[-1] == (400, 2, "correct")


def test_a_correction_leaves_the_earlier_revision_as_it_was(empty: Database) -> None:
    (first,) = write(empty, parsed())
    write(empty, parsed(headline="Corrected"))
    assert rows(empty, Revision, "body")[0] == (dump(first.document),)


def test_every_change_takes_the_next_number_without_a_gap(empty: Database) -> None:
    write(empty, *(parsed(day) for day in range(400, 410)))
    delete(empty, 405)
    write(empty, parsed(405), parsed(406), parsed(407, headline="Corrected"))
    assert [number for (number,) in rows(empty, Revision, "seq")] == list(range(1, 14))
    assert seq(empty) == 13


def test_a_deletion_leaves_a_tombstone_and_no_row(empty: Database) -> None:
    write(empty, parsed())
    assert delete(empty, 400) == 2
    assert rows(empty, Revision, "n", "change", "body")[-1] == (2, "delete", None)
    held: list[type[SQLModel]] = [Update, *TABLES]
    for model in held:
        assert rows(empty, model) == [], model.__tablename__


def test_a_day_that_is_not_held_cannot_be_deleted(empty: Database) -> None:
    assert delete(empty, 400) is None
    write(empty, parsed())
    delete(empty, 400)
    assert delete(empty, 400) is None
    assert seq(empty) == 2


def test_a_deleted_day_comes_back_as_a_new_creation_of_the_same_history(empty: Database) -> None:
    write(empty, parsed())
    delete(empty, 400)
    (back,) = write(empty, parsed(headline="Back"))
    assert (back.change, back.seq) == ("create", 3)
    assert rows(empty, Revision, "n") == [(1,), (2,), (3,)]


def test_a_deleted_day_s_numbers_are_not_given_again(empty: Database) -> None:
    write(empty, parsed(events=[event("one"), event("two")]))
    delete(empty, 400)
    (back,) = write(empty, parsed(events=[event("three")]))
    assert [each.id for each in back.document.events] == ["400-e3"]


def test_a_deleted_day_comes_back_whole_under_its_own_ids(empty: Database) -> None:
    (first,) = write(empty, parsed(events=[event("one"), event("two")]))
    delete(empty, 400)
    (back,) = write(empty, first.document)
    assert back.document == first.document


def test_a_number_given_in_an_earlier_revision_is_not_given_again(empty: Database) -> None:
    write(empty, parsed(events=[event("one"), event("two")]))
    write(empty, parsed(events=[event("one")]))
    (third,) = write(empty, parsed(events=[event("one"), event("three")]))
    assert [each.id for each in third.document.events] == ["400-e1", "400-e3"]


def test_taking_a_removed_item_s_number_is_refused(empty: Database) -> None:
    write(empty, parsed(events=[event("one"), event("two")]))
    write(empty, parsed(events=[event("one")]))
    with pytest.raises(DocumentError, match="400-e2 was given to another item"):
        write(empty, parsed(events=[event("one"), event("three", id="400-e2")]))


def test_a_day_that_was_given_its_last_number_can_still_grow(empty: Database) -> None:
    write(empty, parsed(events=[event("one", id="400-e9999")]))
    with pytest.raises(DocumentError, match="would pass 9999"):
        write(empty, parsed(events=[event("one"), event("two")]))
    (second,) = write(empty, parsed(events=[event("one"), event("two", id="400-e2")]))
    assert [each.id for each in second.document.events] == ["400-e9999", "400-e2"]


@pytest.mark.parametrize("model", TABLES, ids=lambda model: str(model.__tablename__))
def test_the_tables_hold_what_the_documents_derive_to(
    shared: Database, model: type[SQLModel]
) -> None:
    columns = [column.name for column in table(model).columns]
    with shared.read() as connection:
        vocabulary = read_vocabulary(connection)
        documents = [Document.model_validate_json(each) for each in export_documents(connection)]
    derived = Counter(
        tuple(row[name] for name in columns)
        for document in documents
        for row in derive(document, speaker_slugs(document, vocabulary))[model]
    )
    assert Counter(rows(shared, model, *columns)) == derived


def test_a_correction_leaves_no_row_of_what_it_replaced(empty: Database) -> None:
    write(empty, parsed(events=[event("one"), event("two")], quotes=[quote()]))
    write(empty, parsed(events=[event("two")], quotes=[]))
    assert rows(empty, Event, "key") == [(4_000_002,)]
    assert rows(empty, Quote, "key") == []


def test_a_speaker_never_heard_of_is_kept_under_the_name_it_came_with(empty: Database) -> None:
    write(empty, parsed(quotes=[quote(speaker="Kyiv City Council"), quote("x", speaker="Putin")]))
    new = [each for each in rows(empty, Speaker, "slug", "kind", "name") if each[1] == "unknown"]
    assert new == [("kyiv-city-council", "unknown", "Kyiv City Council")]
    assert ("kyiv city council", "kyiv-city-council") in rows(empty, SpeakerAlias, "folded", "slug")


def test_a_new_speaker_of_two_documents_is_one(empty: Database) -> None:
    council = quote(speaker="Kyiv City Council")
    write(empty, parsed(400, quotes=[council]), parsed(401, quotes=[council]))
    write(empty, parsed(402, quotes=[quote(speaker="KYIV  CITY COUNCIL")]))
    assert {slug for (slug,) in rows(empty, Quote, "speaker")} == {"kyiv-city-council"}


def test_a_long_new_name_makes_a_slug_like_any_other(empty: Database) -> None:
    write(empty, parsed(quotes=[quote(speaker="a" * 69 + " b")]))
    assert rows(empty, Quote, "speaker") == [("a" * 69,)]


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (parsed(events=[event(actors=["rusia"])]), "/events/0/actors/0: 'rusia' is not a known"),
        (parsed(events=[event(category="nuclaer")]), "did you mean nuclear"),
        (parsed(events=[event(claimed_by="belarusia")]), "/events/0/claimed_by: .*belarus"),
        (parsed(quotes=[quote(actor="ukrain")]), "/quotes/0/actor: .*ukraine"),
        (parsed(quotes=[quote(about=["russland"])]), "/quotes/0/about/0: .*russia"),
        (parsed(quotes=[quote(speaker="…")]), "/quotes/0/speaker: has no letter or digit"),
    ],
)
def test_a_name_that_is_not_known_is_refused_with_what_was_meant(
    empty: Database, draft: Document, words: str
) -> None:
    with pytest.raises(DocumentError, match=words):
        write(empty, draft)


def test_one_faulty_document_leaves_its_whole_batch_unwritten(empty: Database) -> None:
    with pytest.raises(DocumentError):
        write(empty, parsed(400), parsed(401, events=[event(actors=["atlantis"])]))
    assert rows(empty, Revision, "seq") == []
    assert seq(empty) == 0


def test_no_change_is_older_than_the_one_before(empty: Database) -> None:
    """Else `as_of` an instant would give a change without one that was made before it."""
    write(empty, parsed(400))
    ahead = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    with empty.write() as connection:  # by the clock of another machine
        connection.execute(update(Revision).values(at=ahead))
    write(empty, parsed(401))
    assert rows(empty, Revision, "at") == [(ahead,), (ahead,)]


def test_imports_at_once_may_bring_the_same_speaker(empty: Database) -> None:
    def load(connection: Connection, day: int) -> None:
        text = line(day, quotes=[quote(speaker="Nobody Yet")])
        list(import_lines(connection, [Line("a file", 1, text)], AUTHOR))

    def load_too() -> None:
        with empty.write() as connection:
            load(connection, 401)

    with ThreadPoolExecutor(1) as other:
        with empty.write() as connection:
            load(connection, 400)
            loading = other.submit(load_too)
            time.sleep(0.5)  # so long it waits for this one to end
        loading.result()
    assert rows(empty, Update, "day") == [(400,), (401,)]


def test_writers_at_once_wait_for_each_other_and_lose_nothing(empty: Database) -> None:
    def write_ten(first: int) -> None:
        for day in range(first, first + 10):
            write(empty, parsed(day, sources=[source(title=f"Day {day}")]))

    threads = [threading.Thread(target=write_ten, args=(first,)) for first in (400, 410, 420)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [number for (number,) in rows(empty, Revision, "seq")] == list(range(1, 31))
    assert [day for (day,) in rows(empty, Update, "day")] == list(range(400, 430))
