"""Counts over the record, grouped by the database."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col

from app.events.queries import select_events
from app.events.schemas import EventFilters
from app.head import Tag, read_tag
from app.invasion_day import date_of
from app.lists.items import Selection
from app.models import Actor, Event, EventActor, Quote, Speaker, Update, table
from app.quotes.queries import select_quotes
from app.quotes.schemas import QuoteFilters
from app.stats.schemas import (
    ActorCount,
    CoMention,
    Daily,
    DailyFilters,
    Others,
    Series,
    SpeakerCount,
    StatsFilters,
)


def count_daily(connection: Connection, asked: DailyFilters) -> tuple[Daily, Tag]:
    """Return how many events and quotes each held day of the range has."""
    day = col(Update.day)
    days = list(connection.scalars(select(day).where(*asked.days(day)).order_by(day)))
    place = {number: n for n, number in enumerate(days)}
    events, quotes = _events(connection, asked), _quotes(connection, asked)

    def counts(selection: Selection, *group: Any) -> Sequence[Any]:
        return _grouped(connection, selection, *group)

    def column(rows: Sequence[Any]) -> list[int]:
        values = [0] * len(days)
        for number, count in rows:
            values[place[number]] = count
        return values

    series, others = [], None
    if asked.by is not None:
        lines: dict[str, tuple[list[int], list[int]]] = {}
        rest = ([0] * len(days), [0] * len(days))
        quote_rows: Sequence[Any] = []
        naming_others: Sequence[Any] = []
        if asked.by == "actor":
            linked = events.items.join(table(EventActor), col(EventActor.key) == events.key)
            named = replace(events, items=linked)
            event_rows = counts(named, col(EventActor.actor), col(Event.day))
            quote_rows = counts(quotes, col(Quote.actor), col(Quote.day))
            if asked.series:
                naming_others = _naming_others(connection, named, asked.series)
        else:
            event_rows = counts(events, col(Event.category), col(Event.day))
        for which, rows in enumerate((event_rows, quote_rows)):
            for slug, number, count in rows:
                values = rest
                if not asked.series or slug in asked.series:
                    values = lines.setdefault(slug, ([0] * len(days), [0] * len(days)))
                values[which][place[number]] += count
        series = [
            Series(name=slug, events=of_events, quotes=of_quotes if asked.by == "actor" else None)
            for slug, (of_events, of_quotes) in lines.items()
        ]
        series.sort(key=lambda each: (-sum(each.events), each.name))
        if asked.series and asked.by == "actor":
            # An event that names two of the others is one event.
            others = Others(events=column(naming_others), quotes=rest[1])
        elif asked.series:
            others = Others(events=rest[0], quotes=None)
    daily = Daily(
        day=days,
        date=[date_of(number) for number in days],
        events=column(counts(events, col(Event.day))),
        quotes=column(counts(quotes, col(Quote.day))),
        series=series,
        others=others,
    )
    return daily, read_tag(connection)


def count_actors(connection: Connection, asked: StatsFilters) -> tuple[list[ActorCount], Tag]:
    """Return the actors by how many of the chosen events name them."""
    actor = col(EventActor.actor)
    chosen = _keys(_events(connection, asked))
    statement = select(actor, func.count()).where(col(EventActor.key).in_(chosen)).group_by(actor)
    events = dict(connection.execute(statement).all())
    quotes = dict(_grouped(connection, _quotes(connection, asked), col(Quote.actor)))
    names = connection.execute(select(col(Actor.slug), col(Actor.name)))
    found = [
        ActorCount(actor=slug, name=name, events=events.get(slug, 0), quotes=quotes.get(slug, 0))
        for slug, name in names
        if slug in events or slug in quotes
    ]
    found.sort(key=lambda each: (-each.events, -each.quotes, each.actor))
    return found, read_tag(connection)


def count_speakers(connection: Connection, asked: StatsFilters) -> tuple[list[SpeakerCount], Tag]:
    """Return the speakers by how many of the chosen quotes are theirs."""
    chosen = _quotes(connection, asked)
    speaker, day = col(Quote.speaker), col(Quote.day)
    counted = (
        select(speaker, func.count(), func.min(day), func.max(day))
        .select_from(chosen.source)
        .where(*chosen.conditions)
        .group_by(speaker)
    )
    rows = connection.execute(counted).all()
    columns = select(col(Speaker.slug), col(Speaker.name), col(Speaker.actor))
    about = {slug: (name, actor) for slug, name, actor in connection.execute(columns)}
    found = [
        SpeakerCount(
            speaker=slug,
            name=about[slug][0],
            actor=about[slug][1],
            quotes=quotes,
            first_day=first,
            last_day=last,
        )
        for slug, quotes, first, last in rows
    ]
    found.sort(key=lambda each: (-each.quotes, each.speaker))
    return found, read_tag(connection)


def count_co_mentions(connection: Connection, asked: StatsFilters) -> tuple[list[CoMention], Tag]:
    """Return the pairs of actors by how many of the chosen events name both."""
    one, other = aliased(EventActor), aliased(EventActor)
    first, second = col(one.actor), col(other.actor)
    statement = (
        select(first, second, func.count())
        .where(col(one.key) == col(other.key), first < second)
        .where(col(one.key).in_(_keys(_events(connection, asked))))
        .group_by(first, second)
    )
    found = [
        CoMention(actors=[a, b], events=events) for a, b, events in connection.execute(statement)
    ]
    found.sort(key=lambda each: (-each.events, each.actors))
    return found, read_tag(connection)


def _events(connection: Connection, asked: StatsFilters) -> Selection:
    return select_events(connection, EventFilters.model_validate(_shared(asked, EventFilters)))


def _quotes(connection: Connection, asked: StatsFilters) -> Selection:
    return select_quotes(connection, QuoteFilters.model_validate(_shared(asked, QuoteFilters)))


def _shared(asked: StatsFilters, filters: type[EventFilters | QuoteFilters]) -> dict[str, Any]:
    known = set(StatsFilters.model_fields) & set(filters.model_fields)
    return asked.model_dump(include=known, by_alias=True, exclude_none=True)


def _keys(selection: Selection) -> Any:
    return select(selection.key).select_from(selection.source).where(*selection.conditions)


def _naming_others(
    connection: Connection, named: Selection, series: Sequence[str]
) -> Sequence[Any]:
    day = col(Event.day)
    statement = (
        select(day, func.count(named.key.distinct()))
        .select_from(named.source)
        .where(*named.conditions, col(EventActor.actor).not_in(series))
        .group_by(day)
    )
    return connection.execute(statement).all()


def _grouped(
    connection: Connection, selection: Selection, *group: SQLCoreOperations[Any]
) -> Sequence[Any]:
    statement = (
        select(*group, func.count())
        .select_from(selection.source)
        .where(*selection.conditions)
        .group_by(*group)
    )
    return connection.execute(statement).all()
