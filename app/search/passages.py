"""Which texts of an item are searched: the same for the index, the highlights and the tests."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.document import Document
from app.index import Rows, key_of
from app.search.names import EVERY, Subject, terms_of
from app.search.store import Entry
from app.text import Passage, Terms, analyse, join

EVENT_FIELDS = ("text", "place")
QUOTE_FIELDS = ("text", "speaker", "role", "said_to")
UPDATE_FIELDS = ("headline", "summary")

Passages = list[tuple[str, Passage]]
"""Passages, each under the JSON pointer of the field that it is."""


def event_passages(event: Mapping[str, Any]) -> Passages:
    """Return the passages of an event as the API answers it."""
    return _passages(event, EVENT_FIELDS, event["language"])


def quote_passages(quote: Mapping[str, Any]) -> Passages:
    """Return the passages of a quote as the API answers it."""
    return _passages(quote, QUOTE_FIELDS, quote["language"])


def update_passages(document: Mapping[str, Any]) -> Passages:
    """Return the passages of a whole document, its events' and quotes' included."""
    language = document["language"]
    found = _passages(document, UPDATE_FIELDS, language)
    for n, event in enumerate(document["events"]):
        found += _passages(event, EVENT_FIELDS, language, f"/events/{n}")
    for n, quote in enumerate(document["quotes"]):
        found += _passages(quote, QUOTE_FIELDS, quote["language"], f"/quotes/{n}")
    return found


PASSAGES: dict[str, Callable[[Mapping[str, Any]], Passages]] = {
    "update": update_passages,
    "event": event_passages,
    "quote": quote_passages,
}


def entries_of(documents: Iterable[Document], rows: Rows) -> dict[Subject, list[Entry]]:
    """Return what the index holds of numbered documents, by subject; `rows` are all their rows."""
    names = terms_of(rows)
    entries: dict[Subject, list[Entry]] = {subject: [] for subject in names}
    for document in documents:
        for subject, terms in document_terms(document).items():
            of_subject = names[subject]
            entries[subject] += [
                Entry(key, each, of_subject.get(key, (EVERY,))) for key, each in terms.items()
            ]
    return entries


def document_terms(document: Document) -> dict[Subject, dict[int, Terms]]:
    """Return the terms of a numbered document, of its events and of its quotes, by key."""
    language = document.language
    events = {
        key_of(event.id or ""): _terms((event.text, event.place), language)
        for event in document.events
    }
    quotes = {
        key_of(quote.id or ""): _terms(
            (quote.text, quote.speaker, quote.role, quote.said_to), quote.language
        )
        for quote in document.quotes
    }
    own = _terms((document.headline, document.summary), language)
    whole = join([own, *events.values(), *quotes.values()])
    return {"update": {document.day: whole}, "event": events, "quote": quotes}


def _terms(texts: tuple[str | None, ...], language: str) -> Terms:
    return analyse(*(Passage(text, language) for text in texts if text))


def _passages(
    item: Mapping[str, Any], fields: tuple[str, ...], language: str, at: str = ""
) -> Passages:
    return [(f"{at}/{name}", Passage(item[name], language)) for name in fields if item.get(name)]
