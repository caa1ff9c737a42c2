"""The app as SQLModel's tutorial teaches it: sync sessions, relationships, response models.

Kinder than the tutorial: related rows come by `selectinload`, not one query each, and a search
takes the newest 20 from a full-text index. Under `uvicorn --factory` with BENCH_DATABASE_URL.
"""

import os
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query
from pydantic import BeforeValidator, ConfigDict
from sqlalchemy import text
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Session, SQLModel, col, create_engine, select

from tests.benchmarks.peers.tables import Event, EventActor, Quote, Update


def _slug(actor: Any) -> str:
    return actor if isinstance(actor, str) else str(actor.slug)


class Public(SQLModel):
    model_config = ConfigDict(populate_by_name=True)  # type: ignore[assignment]  # SQLModel's own type


class SourcePublic(Public):
    outlet: str
    title: str | None
    url: str | None
    published_on: str | None
    language: str
    author: str | None
    editor: str | None
    via: str | None
    image: dict[str, Any] | None


class EventPublic(Public):
    id: str = Field(schema_extra={"validation_alias": "ref"})
    category: str
    text: str
    actors: list[Annotated[str, BeforeValidator(_slug)]]
    place: str | None
    occurred_on: str | None
    status: str
    claimed_by: str | None
    responds_to: str | None
    sources: list[int] = Field(schema_extra={"validation_alias": "cited"})


class QuoteBase(Public):
    id: str = Field(schema_extra={"validation_alias": "ref"})
    kind: str
    text: str
    language: str
    translated_from: str | None
    speaker: str
    role: str | None
    actor: str
    said_on: str | None
    said_to: str | None
    about: list[str]


class QuotePublic(QuoteBase):
    sources: list[int] = Field(schema_extra={"validation_alias": "cited"})


class UpdatePublic(Public):
    day: int
    date: str
    headline: str
    summary: str
    language: str
    related_days: list[int]
    events: list[EventPublic]
    quotes: list[QuotePublic]
    sources: list[SourcePublic]


class UpdatesPublic(Public):
    items: list[UpdatePublic]


class QuoteHit(QuoteBase):
    day: int
    date: str
    sources: list[SourcePublic]


class QuotesPublic(Public):
    items: list[QuoteHit]


WHOLE = (
    selectinload(Update.events).selectinload(Event.actors),  # type: ignore[arg-type]  # typed as lists
    selectinload(Update.quotes),  # type: ignore[arg-type]  # typed as a list
    selectinload(Update.sources),  # type: ignore[arg-type]  # typed as a list
)
MATCHES = {
    "sqlite": "SELECT rowid FROM quote_words WHERE quote_words MATCH '\"' || :q || '\"' "
    "ORDER BY rowid DESC LIMIT :limit",
    "postgresql": "SELECT id FROM quotes WHERE to_tsvector('simple', text) @@ "
    "plainto_tsquery('simple', :q) ORDER BY id DESC LIMIT :limit",
}


def create() -> FastAPI:
    """Return the app on the database that BENCH_DATABASE_URL names."""
    url = os.environ["BENCH_DATABASE_URL"]
    lite = url.startswith("sqlite")
    engine = create_engine(url, connect_args={"check_same_thread": False} if lite else {})
    app = FastAPI()

    def get_session() -> Iterator[Session]:
        with Session(engine) as session:
            yield session

    SessionDep = Annotated[Session, Depends(get_session)]  # noqa: N806 - a type, as in the tutorial

    @app.get("/v1/updates/{day}", response_model=UpdatePublic)
    def read_update(day: int, session: SessionDep) -> Any:
        update = session.get(Update, day, options=WHOLE)
        if not update:
            raise HTTPException(status_code=404, detail="Update not found")
        return update

    @app.get("/v1/updates", response_model=UpdatesPublic)
    def read_updates(
        actor: str,
        first: Annotated[int, Query(alias="from")],
        to: int,
        session: SessionDep,
        limit: int = 50,
    ) -> Any:
        days = select(Event.day).join(EventActor).where(EventActor.actor == actor)
        days = days.where(col(Event.day).between(first, to))
        found = select(Update).where(col(Update.day).in_(days)).order_by(col(Update.day).desc())
        return {"items": session.exec(found.limit(limit).options(*WHOLE)).all()}

    @app.get("/v1/quotes", response_model=QuotesPublic)
    def find_quotes(q: str, session: SessionDep, limit: int = 20) -> Any:
        ids = session.connection().execute(
            text(MATCHES[engine.dialect.name]), {"q": q, "limit": limit}
        )
        found = select(Quote).where(col(Quote.id).in_(list(ids.scalars())))
        found = found.options(
            selectinload(Quote.update),  # type: ignore[arg-type]  # typed as an Update
            selectinload(Quote.sources),  # type: ignore[arg-type]  # typed as a list
        )
        hits = session.exec(found.order_by(col(Quote.id).desc())).all()
        return {"items": hits}

    return app
