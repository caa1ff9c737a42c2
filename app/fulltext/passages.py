"""Which texts of an item are searched: the same for the index, the highlights and the tests."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic_core import from_json

from app.document import Document
from app.fulltext.entries import Entry
from app.fulltext.names import EVERY, Indexed, Subject, terms_of
from app.fulltext.store import STRIDES
from app.index import Rows, key_of
from app.text.analyser import Passage, Terms, analyse, join

EVENT_FIELDS = ("text", "place")
QUOTE_FIELDS = ("text", "speaker", "role", "said_to")
UPDATE_FIELDS = ("headline", "summary")
_EVENT_POINTERS = tuple(f"/{name}" for name in EVENT_FIELDS)
_QUOTE_POINTERS = tuple(f"/{name}" for name in QUOTE_FIELDS)


class Block(NamedTuple):
    """Texts in one language that follow each other, each with the JSON pointer of its field."""

    language: str
    pointers: Sequence[str]
    texts: Sequence[str]


def event_blocks(event: Mapping[str, Any]) -> list[Block]:
    """Return the texts of an event as the API answers it."""
    return [Block(event["language"], _EVENT_POINTERS, _texts(event, EVENT_FIELDS))]


def quote_blocks(quote: Mapping[str, Any]) -> list[Block]:
    """Return the texts of a quote as the API answers it."""
    return [Block(quote["language"], _QUOTE_POINTERS, _texts(quote, QUOTE_FIELDS))]


def update_blocks(document: Mapping[str, Any]) -> list[Block]:
    """Return the texts of a whole document, its events' and quotes' included."""
    pointers = [f"/{name}" for name in UPDATE_FIELDS]
    texts = _texts(document, UPDATE_FIELDS)
    for n, event in enumerate(document["events"]):
        pointers += [f"/events/{n}{pointer}" for pointer in _EVENT_POINTERS]
        texts += _texts(event, EVENT_FIELDS)
    blocks = [Block(document["language"], pointers, texts)]
    for n, quote in enumerate(document["quotes"]):
        pointers = [f"/quotes/{n}{pointer}" for pointer in _QUOTE_POINTERS]
        blocks.append(Block(quote["language"], pointers, _texts(quote, QUOTE_FIELDS)))
    return blocks


def read_searched(subject: Subject, body: str) -> dict[str, Any]:
    """Read what is searched of an item's JSON: of events and quotes all but their sources.

    Those are half of it, and to read it is most of the work with a hit. No text looks like what
    is cut at: within a text the quotation marks are escaped.
    """
    if subject != "update":
        sources = body.index(',"sources":[')
        behind = body.rindex(',"language":') if subject == "event" else -1
        body = body[:sources] + body[behind:]
    item: dict[str, Any] = from_json(body)
    return item


BLOCKS: dict[str, Callable[[Mapping[str, Any]], list[Block]]] = {
    "update": update_blocks,
    "event": event_blocks,
    "quote": quote_blocks,
}


def entries_of(documents: Iterable[Document], rows: Rows) -> dict[Indexed, list[Entry]]:
    """Return what the indexes hold of numbered documents; `rows` are all their rows."""
    names = terms_of(rows)
    entries: dict[Indexed, list[Entry]] = {indexed: [] for indexed in STRIDES}
    for document in documents:
        for indexed, terms in document_terms(document).items():
            of_these = names.get(indexed, {})
            entries[indexed] += [
                Entry(key, each, of_these.get(key, (EVERY,))) for key, each in terms.items()
            ]
    return entries


def document_terms(document: Document) -> dict[Indexed, dict[int, Terms]]:
    """Return the terms of a numbered document, of its heading, events and quotes, by key."""
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
    heading = _terms((document.headline, document.summary), language)
    whole = join([heading, *events.values(), *quotes.values()])
    return {
        "update": {document.day: whole},
        "event": events,
        "quote": quotes,
        "heading": {document.day: heading},
    }


def _terms(texts: tuple[str | None, ...], language: str) -> Terms:
    return analyse(*[Passage(text, language) for text in texts if text])


def _texts(item: Mapping[str, Any], fields: tuple[str, ...]) -> list[str]:
    """Return fields of an item; one that it does not have is an empty text, without words."""
    return [item[name] or "" for name in fields]
