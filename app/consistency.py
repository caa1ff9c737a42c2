"""Holds the tables against the documents that they are derived from, and rebuilds them."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import SQLModel, col

from app.document import Document, dump
from app.index import TABLES, Rows, derive, key_of
from app.models import DAY_STRIDE, Event, Head, Revision, Update
from app.record import etag_of, lock, rebuild, speaker_slugs
from app.selection import table
from app.validation import DocumentError, parse
from app.vocabulary import Vocabulary, read_vocabulary

BATCH_DAYS = 100


def check_record(connection: Connection) -> Iterator[str | None]:
    """Yield a line for everything that is off, and None after every batch of days."""
    yield from _check_revisions(connection)
    vocabulary = read_vocabulary(connection)
    for batch in _batches(connection):
        yield from _check_batch(connection, batch, vocabulary)
        yield None


def reindex_record(connection: Connection) -> Iterator[int]:
    """Derive every table anew from the documents, yielding how many days are done."""
    lock(connection)
    vocabulary = read_vocabulary(connection)
    done = 0
    for batch in _batches(connection):
        held = [(seq, Document.model_validate_json(body)) for seq, body in batch]
        rebuild(connection, held, vocabulary)
        done += len(batch)
        yield done


def _batches(connection: Connection) -> Iterator[list[tuple[int, str]]]:
    """Yield the newest revision of every day that is not deleted: its seq and document.

    A batch has at least one.
    """
    newest = (
        select(col(Revision.day), col(Revision.seq), col(Revision.body))
        .where(col(Revision.subject) == "update")
        .distinct()
    )
    after = 0
    while True:
        days = list(
            connection.scalars(
                select(col(Revision.day))
                .where(col(Revision.subject) == "update", col(Revision.day) > after)
                .distinct()
                .order_by(col(Revision.day))
                .limit(BATCH_DAYS)
            )
        )
        if not days:
            return
        last: dict[Any, tuple[int, str | None]] = {}
        rows = newest.where(col(Revision.day).in_(days)).order_by(col(Revision.seq))
        for day, seq, body in connection.execute(rows):
            last[day] = (seq, body)
        if held := [(seq, body) for _, (seq, body) in sorted(last.items()) if body is not None]:
            yield held
        after = days[-1] or 0


def _check_revisions(connection: Connection) -> Iterator[str]:
    head = connection.execute(select(col(Head.seq))).scalar_one_or_none()
    if head is None:
        yield "head: has no row: run `daybook migrate`"
        return
    newest = connection.scalar(select(col(Revision.seq)).order_by(col(Revision.seq).desc()))
    if (newest or 0) != head:
        yield f"head: is at change {head}, but the newest revision is {newest or 0}"
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


def _check_batch(
    connection: Connection, batch: list[tuple[int, str]], vocabulary: Vocabulary
) -> Iterator[str]:
    documents: list[Document] = []
    for seq, body in batch:
        try:
            documents.append(parse(body))
        except DocumentError as error:
            yield f"change {seq}: its document breaks the rules: {error}"
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
    stored = Counter(tuple(row) for row in connection.execute(statement))
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
