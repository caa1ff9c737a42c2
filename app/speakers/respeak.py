"""Who speaks on the days held, when the names of speakers change."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, select
from sqlmodel import col

from app.document import Document
from app.errors import ConflictError
from app.models import Revision, Update, UpdateSpeaker
from app.named import tell_days
from app.names.vocabulary import Vocabulary, read_vocabulary
from app.record.ready import speaker_slugs
from app.record.writer import rebuild

BATCH_DAYS = 100


@contextmanager
def respeak(connection: Connection, slugs: set[str]) -> Iterator[None]:
    """Derive anew the days on which a name means another of these speakers once theirs changed.

    ConflictError when a day says a name that would no longer mean one speaker.
    """
    quoting = select(col(UpdateSpeaker.day)).where(col(UpdateSpeaker.speaker).in_(slugs))
    days = sorted(set(connection.scalars(quoting)))
    if not days:
        # Most speakers of a file that are written before its days: to read all names for each
        # would take as long as the square of their number.
        yield
        return
    before = read_vocabulary(connection)
    yield
    after = read_vocabulary(connection)
    for batch in _documents_of(connection, days):
        changed = []
        for seq, document in batch:
            _check_names(document, after)
            if speaker_slugs(document, before) != speaker_slugs(document, after):
                changed.append((seq, document))
        if changed:
            rebuild(connection, changed, after)


def _check_names(document: Document, vocabulary: Vocabulary) -> None:
    for quote in document.quotes:
        if not vocabulary.knows_speaker(quote.speaker):
            raise ConflictError(
                f"Quotes of {tell_days([document.day])} are by {quote.speaker!r}: "
                "keep this name, or correct them first."
            )
    for fault in vocabulary.faults(document):
        raise ConflictError(
            f"On {tell_days([document.day])} a speaker's name would not be clear any more: "
            f"{fault.pointer} {fault.detail}."
        )


def _documents_of(connection: Connection, days: list[int]) -> Iterator[list[tuple[int, Document]]]:
    """Yield the documents of these days, with their seq, some at a time."""
    for start in range(0, len(days), BATCH_DAYS):
        rows = connection.execute(
            select(col(Update.seq), col(Revision.body))
            .join(Revision, col(Revision.seq) == col(Update.seq))
            .where(col(Update.day).in_(days[start : start + BATCH_DAYS]))
            .order_by(col(Update.day))
        )
        yield [(seq, Document.model_validate_json(body or "")) for seq, body in rows]
