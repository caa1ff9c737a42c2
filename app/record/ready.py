"""Documents made ready to be written: all that a database takes, without asking one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.db.bulk import Packed, pack
from app.document import Document, dump
from app.fulltext.entries import Packing, distinct_words
from app.fulltext.names import Indexed
from app.fulltext.passages import entries_of
from app.index import TABLES, Rows, derive
from app.names.vocabulary import Vocabulary
from app.record.numbering import Numbers, number
from app.validation import DocumentError, parse, size_faults


@dataclass(frozen=True, slots=True)
class Numbered:
    """A document whose events and quotes have their ids; `text` is its canonical text."""

    document: Document
    numbers: Numbers
    text: str


@dataclass(frozen=True, slots=True)
class Ready:
    """Some documents' rows: of their days, of each table in the order of TABLES, of the index."""

    texts: list[str]
    numbers: list[Numbers]
    updates: list[dict[str, Any]]
    tables: list[Packed]
    entries: dict[Indexed, Packed]
    words: set[str]


def make_ready(numbered: Sequence[Numbered], vocabulary: Vocabulary, packing: Packing) -> Ready:
    """Return the rows of numbered documents.

    The vocabulary grows by the speakers that they are the first to quote.
    """
    rows: Rows = {model: [] for model in TABLES}
    documents = [each.document for each in numbered]
    for document in documents:
        for model, more in derive(document, speaker_slugs(document, vocabulary)).items():
            rows[model] += more
    entries = entries_of(documents, rows)
    return Ready(
        texts=[each.text for each in numbered],
        numbers=[each.numbers for each in numbered],
        updates=[_update_row(document) for document in documents],
        tables=[pack(rows[model]) for model in TABLES],
        entries=packing.pack(entries),
        words=distinct_words(entries),
    )


def make_new_ready(
    texts: Sequence[bytes], vocabulary: Vocabulary, packing: Packing
) -> Ready | None:
    """Return the rows of documents of days that the record has never had.

    None where it takes more than that: a fault to tell of, or a speaker to make.
    """
    numbered = []
    for text in texts:
        try:
            draft = parse(text)
        except DocumentError:
            return None
        document, numbers, faults = number(draft, None, Numbers(), tuple)
        known = all(vocabulary.knows_speaker(quote.speaker) for quote in document.quotes)
        kept = dump(document)
        faults += size_faults(kept)
        if faults or not known or any(vocabulary.faults(document)):
            return None
        numbered.append(Numbered(document, numbers, kept))
    return make_ready(numbered, vocabulary, packing)


def speaker_slugs(document: Document, vocabulary: Vocabulary) -> dict[str, str]:
    """Return the speaker's slug for each name that the document's quotes use."""
    return {
        quote.speaker: vocabulary.speaker_slug(quote.speaker, quote.actor)
        for quote in document.quotes
    }


def _update_row(document: Document) -> dict[str, Any]:
    return {
        "day": document.day,
        "date": document.date,
        "events": len(document.events),
        "quotes": len(document.quotes),
    }
