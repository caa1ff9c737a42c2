"""The tables of the tutorial app, which Datasette and Django read too: SQLModel, with relations.

python -m tests.benchmarks.peers.tables URL DAYS.ndjson
"""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic_core import from_json
from sqlalchemy import Column, Connection, Engine, insert, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import JSON, Field, Relationship, SQLModel, create_engine

Rows = dict[type[SQLModel], list[dict[str, Any]]]

# jsonb, because Django reads no other JSON from PostgreSQL.
_JSON = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
_DAYS_AT_ONCE = 500


class Update(SQLModel, table=True):
    __tablename__ = "updates"
    day: int = Field(primary_key=True)
    date: str
    headline: str
    summary: str
    language: str
    related_days: list[int] = Field(sa_column=Column(_JSON))
    events: list["Event"] = Relationship(sa_relationship_kwargs={"order_by": "Event.id"})
    quotes: list["Quote"] = Relationship(
        back_populates="update", sa_relationship_kwargs={"order_by": "Quote.id"}
    )
    sources: list["Source"] = Relationship(sa_relationship_kwargs={"order_by": "Source.id"})


class EventActor(SQLModel, table=True):
    __tablename__ = "event_actors"
    id: int = Field(primary_key=True)
    event_id: int = Field(foreign_key="events.id", index=True)
    actor: str = Field(foreign_key="actors.slug", index=True)


class Actor(SQLModel, table=True):
    __tablename__ = "actors"
    slug: str = Field(primary_key=True)


class Event(SQLModel, table=True):
    __tablename__ = "events"
    id: int = Field(primary_key=True)
    day: int = Field(foreign_key="updates.day", index=True)
    ref: str
    category: str
    text: str
    place: str | None
    occurred_on: str | None
    status: str
    claimed_by: str | None
    responds_to: str | None
    cited: list[int] = Field(sa_column=Column(_JSON))
    actors: list[Actor] = Relationship(
        link_model=EventActor, sa_relationship_kwargs={"order_by": "EventActor.id"}
    )


class QuoteSource(SQLModel, table=True):
    __tablename__ = "quote_sources"
    id: int = Field(primary_key=True)
    quote_id: int = Field(foreign_key="quotes.id", index=True)
    source_id: int = Field(foreign_key="sources.id")


class Quote(SQLModel, table=True):
    __tablename__ = "quotes"
    id: int = Field(primary_key=True)
    day: int = Field(foreign_key="updates.day", index=True)
    ref: str
    kind: str
    text: str
    language: str
    translated_from: str | None
    speaker: str
    role: str | None
    actor: str
    said_on: str | None
    said_to: str | None
    about: list[str] = Field(sa_column=Column(_JSON))
    cited: list[int] = Field(sa_column=Column(_JSON))
    update: Update = Relationship(back_populates="quotes")
    sources: list["Source"] = Relationship(
        link_model=QuoteSource, sa_relationship_kwargs={"order_by": "QuoteSource.id"}
    )

    @property
    def date(self) -> str:
        """The date of the quote's day."""
        return self.update.date


class Source(SQLModel, table=True):
    __tablename__ = "sources"
    id: int = Field(primary_key=True)
    day: int = Field(foreign_key="updates.day", index=True)
    outlet: str
    title: str | None
    url: str | None
    published_on: str | None
    language: str
    author: str | None
    editor: str | None
    via: str | None
    image: dict[str, Any] | None = Field(sa_column=Column(_JSON))


def load(engine: Engine, days_file: Path) -> None:
    """Create the tables and the index of the quotes' words, and fill them from a days file."""
    SQLModel.metadata.create_all(engine)
    slugs: set[str] = set()
    with engine.begin() as connection, days_file.open("rb") as lines:
        while chunk := [from_json(line) for line in islice(lines, _DAYS_AT_ONCE)]:
            rows: Rows = {}
            for model, row in (pair for document in chunk for pair in _rows(document)):
                rows.setdefault(model, []).append(row)
            new = {row["actor"] for row in rows[EventActor]} - slugs
            slugs |= new
            rows[Actor] = [{"slug": slug} for slug in sorted(new)]
            for model in (Update, Source, Actor, Event, EventActor, Quote, QuoteSource):
                columns = model.model_fields.keys()
                if rows[model]:
                    kept = [{name: row[name] for name in columns} for row in rows[model]]
                    connection.execute(insert(model), kept)
        _index_words(connection)


def _rows(document: dict[str, Any]) -> Iterator[tuple[type[SQLModel], dict[str, Any]]]:
    day = document["day"]
    yield Update, document
    for number, source in enumerate(document["sources"]):
        yield Source, {**source, "id": day * 100 + number, "day": day}
    for number, event in enumerate(document["events"]):
        event_id = day * 100 + number
        yield Event, _keyed(event, event_id, day)
        for place, actor in enumerate(event["actors"]):
            yield EventActor, {"id": event_id * 100 + place, "event_id": event_id, "actor": actor}
    for number, quote in enumerate(document["quotes"]):
        quote_id = day * 100 + number
        yield Quote, _keyed(quote, quote_id, day)
        for place, cited in enumerate(quote["sources"]):
            link = {"id": quote_id * 100 + place, "quote_id": quote_id}
            yield QuoteSource, {**link, "source_id": day * 100 + cited}


def _keyed(item: dict[str, Any], key: int, day: int) -> dict[str, Any]:
    return {**item, "id": key, "ref": item["id"], "day": day, "cited": item["sources"]}


def _index_words(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(
            text("CREATE VIRTUAL TABLE quote_words USING fts5(text, content=quotes)")
        )
        connection.execute(text("INSERT INTO quote_words (quote_words) VALUES ('rebuild')"))
        connection.execute(text("ANALYZE"))
    else:
        connection.execute(text("CREATE INDEX ON quotes USING gin (to_tsvector('simple', text))"))
        connection.execute(text("ANALYZE"))


if __name__ == "__main__":
    load(create_engine(sys.argv[1]), Path(sys.argv[2]))
