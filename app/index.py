"""What the tables hold of a document: derived here, once, for writing, checking and rebuilding."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import SQLModel

from app.document import Document, DocumentEvent, DocumentQuote
from app.models import (
    DAY_STRIDE,
    Citation,
    Event,
    EventActor,
    EventSource,
    Quote,
    QuoteAbout,
    QuoteSource,
    UpdateActor,
    UpdateCategory,
    UpdateSpeaker,
    UpdateStatus,
)
from app.text.analyser import fold

Rows = dict[type[SQLModel], list[dict[str, Any]]]

TABLES: tuple[type[SQLModel], ...] = (
    Citation,
    Event,
    Quote,
    EventActor,
    EventSource,
    QuoteAbout,
    QuoteSource,
    UpdateActor,
    UpdateCategory,
    UpdateSpeaker,
    UpdateStatus,
)
"""The derived tables, parents before children; `updates` itself also knows its revision."""


_PLACED = {"id", "sources"}
"""The fields of an item that its body does not have where the item has them."""


def key_of(item_id: str) -> int:
    """Return the key of `325-e5` or `325-q2`: its order within events or within quotes."""
    day, _, numbered = item_id.partition("-")
    return int(day) * DAY_STRIDE + int(numbered[1:])


def derive(document: Document, speakers: Mapping[str, str]) -> Rows:
    """Return the rows of a numbered document, by table.

    `speakers` gives the slug for each name that its quotes use.
    """
    rows: Rows = {table: [] for table in TABLES}
    day = document.day
    sources = [source.model_dump_json() for source in document.sources]
    for position, source in enumerate(document.sources):
        rows[Citation].append(
            {
                "day": day,
                "position": position,
                "outlet": source.outlet,
                "outlet_folded": fold(source.outlet),
                "title": source.title,
                "url": source.url,
                "via": source.via,
                "language": source.language,
                "published_on": source.published_on,
            }
        )
    for position, event in enumerate(document.events):
        _add_event(rows, document, position, event, sources)
    for position, quote in enumerate(document.quotes):
        _add_quote(rows, document, position, quote, speakers[quote.speaker], sources)
    actors = {row["actor"] for table in (EventActor, QuoteAbout, Quote) for row in rows[table]}
    actors |= {row["claimed_by"] for row in rows[Event] if row["claimed_by"]}
    rows[UpdateActor] = [{"actor": actor, "day": day} for actor in sorted(actors)]
    for table, column, of in (
        (UpdateCategory, "category", Event),
        (UpdateStatus, "status", Event),
        (UpdateSpeaker, "speaker", Quote),
    ):
        named = sorted({row[column] for row in rows[of]})
        rows[table] = [{column: each, "day": day} for each in named]
    return rows


def _add_event(
    rows: Rows, document: Document, position: int, event: DocumentEvent, sources: list[str]
) -> None:
    key = key_of(event.id or "")
    rows[Event].append(
        {
            "key": key,
            "day": document.day,
            "position": position,
            "category": event.category,
            "status": event.status,
            "claimed_by": event.claimed_by,
            "place_folded": fold(event.place) if event.place else None,
            "responds_to": key_of(event.responds_to) if event.responds_to else None,
            "body": _body(document, event, sources, f'"language":"{document.language}"'),
        }
    )
    rows[EventActor] += [{"actor": actor, "key": key} for actor in event.actors]
    rows[EventSource] += [{"key": key, "position": cited} for cited in event.sources]


def _add_quote(
    rows: Rows,
    document: Document,
    position: int,
    quote: DocumentQuote,
    speaker: str,
    sources: list[str],
) -> None:
    key = key_of(quote.id or "")
    rows[Quote].append(
        {
            "key": key,
            "day": document.day,
            "position": position,
            "kind": quote.kind,
            "language": quote.language,
            "speaker": speaker,
            "actor": quote.actor,
            "said_to_folded": fold(quote.said_to) if quote.said_to else None,
            "body": _body(document, quote, sources, f'"speaker_slug":"{speaker}"'),
        }
    )
    rows[QuoteAbout] += [{"actor": actor, "key": key} for actor in quote.about]
    rows[QuoteSource] += [{"key": key, "position": cited} for cited in quote.sources]


def _body(
    document: Document, item: DocumentEvent | DocumentQuote, sources: list[str], last: str
) -> str:
    """Return what the API answers for one item: itself, its day, its sources in full, and `last`.

    Put together as text: what stands between quotes here is a slug, a date, an id or a code.
    """
    fields = item.model_dump_json(exclude=_PLACED)[1:-1]
    cited = ",".join(sources[position] for position in item.sources)
    return (
        f'{{"id":"{item.id}","day":{document.day},"date":"{document.date}",'
        f'{fields},"sources":[{cited}],{last}}}'
    )
