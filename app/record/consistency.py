"""Holds the tables against the documents that they are derived from, and rebuilds them."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.orm import Mapped
from sqlmodel import SQLModel, col

from app.document import Document, dump
from app.fulltext.entries import distinct_words
from app.fulltext.names import Indexed
from app.fulltext.passages import entries_of
from app.fulltext.store import indexes_of
from app.fulltext.upkeep import clear, is_sound, misindexed, ownerless, settle
from app.index import TABLES, Rows, derive, key_of
from app.models import DAY_STRIDE, Event, Head, Quote, Revision, SearchWord, Update, table
from app.names.vocabulary import Vocabulary, read_vocabulary
from app.record.ready import speaker_slugs
from app.record.writer import etag_of, lock, rebuild
from app.validation import DocumentError, Fault, parse

BATCH_DAYS = 100

_OWNERS: dict[Indexed, Mapped[int]] = {
    "update": col(Update.day),
    "heading": col(Update.day),
    "event": col(Event.key),
    "quote": col(Quote.key),
}
"""The key of the item that each entry of a search index belongs to."""


def check_record(connection: Connection) -> Iterator[str | None]:
    """Yield a line for everything that is off, and None after every batch of days."""
    yield from _check_revisions(connection)
    yield from _check_orphans(connection)
    vocabulary = read_vocabulary(connection)
    vocabulary.words = set(connection.scalars(select(col(SearchWord.word))))
    for batch in _batches(connection):
        yield from _check_batch(connection, batch, vocabulary)
        yield None


def check_index(connection: Connection) -> Iterator[str]:
    """Yield a line for every inverted index that is damaged. On SQLite writers wait for it."""
    for indexed in indexes_of(connection):
        if not is_sound(connection, indexed):
            yield f"{indexed}_search: its inverted index is damaged: run `daybook reindex`"


def reindex_record(connection: Connection) -> Iterator[int]:
    """Derive every table anew from the documents, yielding how many days are done.

    DocumentError names a held document that breaks the rules: `check` tells of all of them.
    """
    lock(connection)
    newest = connection.scalar(select(func.max(col(Revision.seq)))) or 0
    behind = col(Head.seq) < newest
    connection.execute(update(Head).where(behind).values(seq=newest))
    clear(connection)
    connection.execute(delete(Update))
    for each in reversed(TABLES):
        # Rows that hang on no day stayed when the days went.
        connection.execute(delete(each))
    vocabulary = read_vocabulary(connection)
    done = 0
    for batch in _batches(connection):
        held = [(seq, _read(day, seq, body)) for day, seq, body in batch]
        if held:
            rebuild(connection, held, vocabulary)
            done += len(held)
            yield done
    settle(connection)


def _batches(connection: Connection) -> Iterator[list[tuple[int, int, str]]]:
    """Yield days that are not deleted: each with its newest revision's seq and document."""
    day = col(Revision.day)
    newest = (
        select(day, func.max(col(Revision.seq)))  # of updates: what is renamed has no day
        .group_by(day)
        .order_by(day)
        .limit(BATCH_DAYS)
    )
    after = 0
    while found := connection.execute(newest.where(day > after)).all():
        after = found[-1][0] or 0
        held = select(day, col(Revision.seq), col(Revision.body)).where(
            col(Revision.seq).in_([seq for _, seq in found]), col(Revision.body).is_not(None)
        )
        yield [
            (number, seq, body)
            for number, seq, body in connection.execute(held.order_by(day))
            if number is not None and body is not None
        ]


def _read(day: int, seq: int, body: str) -> Document:
    """Return a stored document; DocumentError when it is not what Daybook would have stored."""
    faults = []
    try:
        document = parse(body)
    except DocumentError as error:
        faults = error.faults
    else:
        if document.day != day:
            faults = [Fault("/day", f"{document.day} is not the revision's day")]
        elif dump(document) != body:
            faults = [Fault("", "is not written as Daybook writes it")]
    if faults:
        raise DocumentError(
            [Fault(f"day {day}, change {seq}, {each.pointer}", each.detail) for each in faults]
        )
    return document


def _check_revisions(connection: Connection) -> Iterator[str]:
    head = connection.execute(select(col(Head.seq))).scalar_one_or_none()
    if head is None:
        yield "head: has no row: run `daybook migrate`"
        return
    newest = connection.scalar(select(func.max(col(Revision.seq)))) or 0
    if newest > head:
        yield f"head: is at change {head}, behind revision {newest}: run `daybook reindex`"
    elif newest < head:
        yield f"revisions: end at {newest}, but change {head} was made: some are lost"
    held = set(connection.execute(select(col(Update.day), col(Update.seq))))
    last: dict[Any, tuple[int, str]] = {}
    ordered = select(col(Revision.day), col(Revision.seq), col(Revision.change)).where(
        col(Revision.subject) == "update"
    )
    for day, seq, change in connection.execute(ordered.order_by(col(Revision.seq))):
        last[day] = (seq, change)
    for day, seq in sorted(held - {(day, seq) for day, (seq, _) in last.items()}):
        yield f"day {day}: updates points at change {seq}, which is not its newest revision"
    days = {day for day, _ in held}
    for day, (seq, change) in sorted(last.items()):
        if (change == "delete") == (day in days):
            state = "deleted, but still held" if day in days else "in a revision, but not held"
            yield f"day {day}: is {state} (change {seq}): run `daybook reindex`"


def _check_orphans(connection: Connection) -> Iterator[str]:
    held = select(col(Update.day))
    for each in TABLES:
        columns = table(each).c
        day = columns.day if "day" in columns else columns.key // DAY_STRIDE
        count = connection.scalar(
            select(func.count()).select_from(table(each)).where(day.not_in(held))
        )
        if count:
            yield f"{each.__tablename__}: {count} rows of no day held: run `daybook reindex`"
    for indexed in indexes_of(connection):
        for key in ownerless(connection, indexed, _OWNERS[indexed]):
            yield f"{indexed}_search ({key}): is of no {indexed} held: run `daybook reindex`"


def _check_batch(
    connection: Connection, batch: list[tuple[int, int, str]], vocabulary: Vocabulary
) -> Iterator[str]:
    documents: list[Document] = []
    for day, seq, body in batch:
        try:
            documents.append(_read(day, seq, body))
        except DocumentError as error:
            yield from (f"{fault.pointer}: {fault.detail}" for fault in error.faults)
    if not documents:
        return
    for document in documents:
        yield from (
            f"day {document.day}: {fault.pointer} {fault.detail}"
            for fault in vocabulary.faults(document)
        )
    expected: Rows = {each: [] for each in TABLES}
    for document in documents:
        for each, rows in derive(document, speaker_slugs(document, vocabulary)).items():
            expected[each] += rows
    for slug in vocabulary.new_speakers:
        yield f"speaker {slug}: is quoted but not in the table: run `daybook reindex`"
    vocabulary.new_speakers.clear()
    days = [document.day for document in documents]
    for each in TABLES:
        yield from _compare(connection, each, days, expected[each])
    yield from _check_updates(connection, documents)
    yield from _check_search(connection, documents, expected, vocabulary.words)
    yield from _check_responses(connection, documents)


def _check_updates(connection: Connection, documents: list[Document]) -> Iterator[str]:
    wanted = {
        document.day: (
            document.date,
            etag_of(dump(document)),
            len(document.events),
            len(document.quotes),
        )
        for document in documents
    }
    rows = connection.execute(select(table(Update)).where(col(Update.day).in_(wanted)))
    for row in rows.mappings():
        if (row["date"], row["etag"], row["events"], row["quotes"]) != wanted[row["day"]]:
            yield f"updates ({row['day']}): is not what its document says: run `daybook reindex`"


def _check_search(
    connection: Connection, documents: list[Document], rows: Rows, known: set[str]
) -> Iterator[str]:
    days = [document.day for document in documents]
    entries = entries_of(documents, rows)
    for indexed in indexes_of(connection):
        for key in misindexed(connection, indexed, entries[indexed], days):
            yield f"{indexed}_search ({key}): is not what its document says: run `daybook reindex`"
    for word in sorted(distinct_words(entries) - known):
        yield f"search_words ({word}): is missing: run `daybook reindex`"


def _compare(
    connection: Connection, model: type[SQLModel], days: list[int], expected: list[dict[str, Any]]
) -> Iterator[str]:
    columns = table(model).c
    statement = select(*columns)
    if "day" in columns:
        statement = statement.where(columns.day.in_(days))
    else:
        statement = statement.where(
            columns.key >= min(days) * DAY_STRIDE, columns.key < (max(days) + 1) * DAY_STRIDE
        )
    # A range of keys also holds the days between that are not to be compared.
    at = columns.keys().index("key") if "key" in columns else None
    chosen = set(days)
    stored = Counter(
        tuple(row)
        for row in connection.execute(statement)
        if at is None or row[at] // DAY_STRIDE in chosen
    )
    derived = Counter(tuple(row[column.name] for column in columns) for row in expected)
    for row in (stored - derived).keys() | (derived - stored).keys():
        what = "is not what its document says" if row in stored else "is missing"
        key = ", ".join(str(value) for value in row[:2])
        yield f"{model.__tablename__} ({key}): {what}: run `daybook reindex`"


def _check_responses(connection: Connection, documents: list[Document]) -> Iterator[str]:
    targets = {
        key_of(event.responds_to): event.id
        for document in documents
        for event in document.events
        if event.responds_to
    }
    found = set(connection.scalars(select(col(Event.key)).where(col(Event.key).in_(targets))))
    held = set(
        connection.scalars(
            select(col(Update.day)).where(
                col(Update.day).in_({key // DAY_STRIDE for key in targets})
            )
        )
    )
    for key in sorted(targets.keys() - found):
        if key // DAY_STRIDE in held:
            yield f"event {targets[key]}: responds to an event that its day does not have"
