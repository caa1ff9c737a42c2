"""The one writer: document in, revision and index rows out, all in the caller's transaction."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlmodel import col

from app.db.bulk import insert_packed, insert_rows
from app.db.engine import announce
from app.document import Document, dump
from app.fulltext.entries import add_entries, add_words, packing_of
from app.fulltext.upkeep import settle
from app.index import TABLES
from app.invasion_day import date_of, today
from app.models import Head, Revision, Update, table
from app.names.vocabulary import Vocabulary, save_new_speakers
from app.record.numbering import Numbers, number
from app.record.ready import Numbered, Ready, make_ready
from app.record.revisions import Past, earlier_documents, last_revision, past_of
from app.validation import DocumentError, size_faults

OPEN_FOR = dt.timedelta(days=7)
"""How long after its date a day is still being written: later corrections say why."""


@dataclass(frozen=True)
class Author:
    """Who makes a change (a key's name, or a command's) and why."""

    name: str
    reason: str | None = None


@dataclass(frozen=True)
class Written:
    """What came of one document. `change` is None when the record already said so.

    `text` is the document as it is held.
    """

    day: int
    change: str | None
    seq: int
    text: str

    @property
    def document(self) -> Document:
        """The document with the ids that it was given."""
        return Document.model_validate_json(self.text)


@dataclass(frozen=True)
class Deleted:
    """The tombstone of a day."""

    day: int
    seq: int
    n: int
    at: dt.datetime


def etag_of(body: str) -> str:
    """Return the tag of a document's text: the same on every database that holds it."""
    return hashlib.blake2b(body.encode(), digest_size=12).hexdigest()


def needs_reason(day: int) -> bool:
    """Tell whether a correction of this day must say why."""
    return date_of(day) < today() - OPEN_FOR


def lock(connection: Connection) -> int:
    """Make other writers wait, and return the number of the last change.

    SQLite's transaction took the write lock when it began; PostgreSQL locks the one row here, so
    numbers commit in their order and a reader of the feed never misses one.
    """
    return connection.execute(select(col(Head.seq)).with_for_update()).scalar_one()


class Writer:
    """Writes documents in batches, within one transaction; `finish` ends it."""

    def __init__(self, connection: Connection, vocabulary: Vocabulary, author: Author) -> None:
        self.vocabulary = vocabulary
        self._connection = connection
        self._author = author
        self._before = self._seq = lock(connection)

    def write(self, documents: Sequence[Document]) -> list[Written]:
        """Write documents of different days as one batch; DocumentError if one breaks a rule.

        Then nothing of the batch is written. A document that is already held, to the byte, makes
        no revision.
        """
        past = past_of(self._connection, [document.day for document in documents])
        seq, written, changed = self._seq, [], []
        for draft in documents:
            before = past.get(draft.day)
            numbered = _numbered(self._connection, draft, before, self.vocabulary)
            if before is not None and before.body == numbered.text:
                written.append(Written(draft.day, None, before.seq, numbered.text))
                continue
            seq += 1
            change = "create" if before is None or before.body is None else "correct"
            written.append(Written(draft.day, change, seq, numbered.text))
            changed.append(numbered)
        if changed:
            self._store(make_ready(changed, self.vocabulary, packing_of(self._connection)), past)
        return written

    def write_new(self, ready: Ready) -> list[Written] | None:
        """Write documents that `make_new_ready` has made ready; None if the days are not new."""
        days = [row["day"] for row in ready.updates]
        if past_of(self._connection, days):
            return None
        first = self._seq + 1
        self._store(ready, {})
        return [
            Written(day, "create", seq, text)
            for seq, (day, text) in enumerate(zip(days, ready.texts, strict=True), first)
        ]

    def finish(self) -> None:
        """Make the last change's number that of the record.

        Once, not once a batch: on SQLite it makes FTS5 write out all that it has collected.
        """
        if self._seq != self._before:
            _advance(self._connection, self._seq)

    def _store(self, ready: Ready, past: Mapping[int, Past]) -> None:
        """Write changed documents' revisions and rows, under the next numbers."""
        now = _now(self._connection)
        revisions, seqs = [], []
        for row, numbers, text in zip(ready.updates, ready.numbers, ready.texts, strict=True):
            self._seq += 1
            seqs.append(self._seq)
            before = past.get(row["day"])
            change = "create" if before is None or before.body is None else "correct"
            revisions.append(
                _revision(self._seq, row["day"], before, change, self._author, now, numbers, text)
            )
        insert_rows(self._connection, table(Revision), revisions)
        _replace_index(self._connection, self.vocabulary, seqs, ready)


def write_updates(
    connection: Connection,
    documents: Sequence[Document],
    vocabulary: Vocabulary,
    author: Author,
) -> list[Written]:
    """Write documents of different days; DocumentError, and nothing, if one breaks a rule."""
    writer = Writer(connection, vocabulary, author)
    written = writer.write(documents)
    writer.finish()
    return written


def delete_update(connection: Connection, day: int, author: Author) -> Deleted | None:
    """Delete a day, leaving a tombstone; None when the day is not held."""
    seq = lock(connection) + 1
    before = past_of(connection, [day]).get(day)
    if before is None or before.body is None:
        return None
    now = _now(connection)
    revision = _revision(seq, day, before, "delete", author, now, before.numbers, None)
    insert_rows(connection, table(Revision), [revision])
    connection.execute(delete(Update).where(col(Update.day) == day))
    _advance(connection, seq)
    return Deleted(day, seq, revision["n"], now)


def write_name(
    connection: Connection, subject: str, slug: str, change: str, author: Author, body: str | None
) -> int:
    """Write the revision of an actor or speaker that the caller changes; return its seq."""
    seq = lock(connection) + 1
    revision = Revision(
        seq=seq,
        subject=subject,
        subject_id=slug,
        day=None,
        n=last_revision(connection, subject, slug) + 1,
        change=change,
        at=_now(connection),
        author=author.name,
        reason=author.reason,
        body=body,
    )
    connection.execute(insert(Revision).values(revision.model_dump()))
    _advance(connection, seq)
    return seq


def rebuild(
    connection: Connection, documents: Sequence[tuple[int, Document]], vocabulary: Vocabulary
) -> None:
    """Derive the index rows of held documents, given with their seq, anew."""
    held = [Numbered(document, Numbers(), dump(document)) for _, document in documents]
    ready = make_ready(held, vocabulary, packing_of(connection))
    _replace_index(connection, vocabulary, [seq for seq, _ in documents], ready)


def _numbered(
    connection: Connection, draft: Document, before: Past | None, vocabulary: Vocabulary
) -> Numbered:
    faults = list(vocabulary.faults(draft))
    held = before.body if before else None
    document, numbers, number_faults = number(
        draft,
        Document.model_validate_json(held) if held else None,
        before.numbers if before else Numbers(),
        lambda: earlier_documents(connection, draft.day),
    )
    text = dump(document)
    faults += [*number_faults, *size_faults(text)]
    if faults:
        raise DocumentError(faults)
    return Numbered(document, numbers, text)


def _now(connection: Connection) -> dt.datetime:
    """Return the time, never before the last change's: the clocks of machines differ."""
    newest = select(col(Revision.at)).order_by(col(Revision.seq).desc()).limit(1)
    now = dt.datetime.now(dt.UTC)
    return max(now, connection.scalar(newest) or now)


def _revision(
    seq: int,
    day: int,
    before: Past | None,
    change: str,
    author: Author,
    at: dt.datetime,
    numbers: Numbers,
    body: str | None,
) -> dict[str, Any]:
    return {
        "seq": seq,
        "subject": "update",
        "subject_id": str(day),
        "day": day,
        "n": before.n + 1 if before else 1,
        "change": change,
        "at": at,
        "author": author.name,
        "reason": author.reason,
        "last_event": numbers.event,
        "last_quote": numbers.quote,
        "body": body,
    }


def _replace_index(
    connection: Connection, vocabulary: Vocabulary, seqs: Sequence[int], ready: Ready
) -> None:
    save_new_speakers(connection, vocabulary)
    days = [row["day"] for row in ready.updates]
    if connection.scalar(select(col(Update.day)).where(col(Update.day).in_(days)).limit(1)):
        # Every derived row hangs on its day: the foreign keys delete them with it. Not where there
        # is none: on SQLite each delete makes FTS5 write out all that it has collected.
        connection.execute(delete(Update).where(col(Update.day).in_(days)))
    updates = [
        {**row, "seq": seq, "etag": etag_of(text)}
        for row, seq, text in zip(ready.updates, seqs, ready.texts, strict=True)
    ]
    insert_rows(connection, table(Update), updates)
    for model, packed in zip(TABLES, ready.tables, strict=True):
        insert_packed(connection, table(model), packed)
    add_entries(connection, ready.entries)
    new_words = ready.words - vocabulary.words
    add_words(connection, new_words)
    vocabulary.words |= new_words


def _advance(connection: Connection, seq: int) -> None:
    settle(connection)
    connection.execute(update(Head).values(seq=seq))
    announce(connection, seq)
