"""Questions about actors."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, select
from sqlmodel import col

from app.actors.schemas import Actor, FoundActor
from app.head import Tag, read_tag
from app.invasion_day import date_of
from app.models import Actor as ActorRow
from app.models import ActorAlias, Event, EventActor, Quote, QuoteAbout, UpdateActor, table
from app.names.meanings import ACTOR, meanings


def list_actors(connection: Connection) -> tuple[list[Actor], Tag]:
    """Return every actor, the most often named first."""
    rows = connection.execute(select(table(ActorRow))).mappings().all()
    found = [Actor(**fields) for fields in _described(connection, rows, None)]
    found.sort(key=lambda actor: (-actor.events, actor.slug))
    return found, read_tag(connection)


def find_actors(connection: Connection, ref: str) -> tuple[list[FoundActor], Tag]:
    """Return the actors that `ref` may mean, mostly one; UnknownNameError for none."""
    meant = {meaning.slug: meaning.alias for meaning in meanings(connection, ACTOR, ref)}
    statement = select(table(ActorRow)).where(col(ActorRow.slug).in_(meant))
    rows = connection.execute(statement.order_by(col(ActorRow.slug))).mappings().all()
    described = _described(connection, rows, list(meant))
    found = [FoundActor(**fields, matched_alias=meant[fields["slug"]]) for fields in described]
    return found, read_tag(connection)


def span(days: int, first: int | None, last: int | None) -> dict[str, Any]:
    """Return the fields of schemas.Span."""
    return {
        "days": days,
        "first_day": first,
        "first_date": date_of(first) if first else None,
        "last_day": last,
        "last_date": date_of(last) if last else None,
    }


def _described(
    connection: Connection, rows: Sequence[Any], only: list[str] | None
) -> list[dict[str, Any]]:
    """Return the answer's fields for actor rows, counted in one statement per table."""

    def counted(name: Any, *columns: Any) -> dict[str, Any]:
        statement: Select[Any] = select(name, *columns).group_by(name)
        if only is not None:
            statement = statement.where(name.in_(only))
        return {row[0]: row[1:] for row in connection.execute(statement)}

    events = counted(col(EventActor.actor), func.count())
    claims = counted(col(Event.claimed_by), func.count())
    quotes = counted(col(Quote.actor), func.count())
    about = counted(col(QuoteAbout.actor), func.count())
    day = col(UpdateActor.day)
    spans = counted(col(UpdateActor.actor), func.count(), func.min(day), func.max(day))
    aliases: dict[str, list[str]] = {}
    statement = select(col(ActorAlias.slug), col(ActorAlias.alias)).order_by(
        col(ActorAlias.slug), col(ActorAlias.name_group), col(ActorAlias.folded)
    )
    if only is not None:
        statement = statement.where(col(ActorAlias.slug).in_(only))
    for slug, alias in connection.execute(statement):
        aliases.setdefault(slug, []).append(alias)
    return [
        {
            **row,
            "aliases": aliases.get(row["slug"], []),
            "events": events.get(row["slug"], (0,))[0],
            "claims": claims.get(row["slug"], (0,))[0],
            "quotes": quotes.get(row["slug"], (0,))[0],
            "quotes_about": about.get(row["slug"], (0,))[0],
            **span(*spans.get(row["slug"], (0, None, None))),
        }
        for row in rows
    ]
