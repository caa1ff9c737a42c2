"""Counts over the whole result of a list, not over its page."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select, type_coerce
from sqlmodel import SQLModel, col

from app.db import BigKey
from app.invasion_day import date_of
from app.models import (
    DAY_STRIDE,
    Event,
    EventActor,
    Quote,
    UpdateActor,
    UpdateCategory,
    UpdateSpeaker,
)
from app.pagination import TOTAL_BOUND, Selection

Facets = dict[str, list[dict[str, str | int]]]

_COLUMNS: dict[str, dict[str, tuple[type[SQLModel], Any, Any]]] = {
    "update": {
        "actor": (UpdateActor, UpdateActor.day, UpdateActor.actor),
        "speaker": (UpdateSpeaker, UpdateSpeaker.day, UpdateSpeaker.speaker),
        "category": (UpdateCategory, UpdateCategory.day, UpdateCategory.category),
    },
    "event": {
        "actor": (EventActor, EventActor.key, EventActor.actor),
        "category": (Event, Event.key, Event.category),
    },
    "quote": {
        "actor": (Quote, Quote.key, Quote.actor),
        "speaker": (Quote, Quote.key, Quote.speaker),
    },
}
"""Where each subject's facets are counted: the table, its key and the name. Events have no
speaker and quotes no category; those are counted as nothing."""


def count_facets(connection: Connection, selection: Selection, names: Sequence[str]) -> Facets:
    """Return how many of a selection's rows each value has, the most frequent first.

    Counted over the first TOTAL_BOUND rows, the newest, as the total is.
    """
    key = selection.key
    chosen = (
        select(type_coerce(key, BigKey).label("key"))
        .select_from(selection.source)
        .where(*selection.conditions)
        .order_by(key.desc())
        .limit(TOTAL_BOUND)
        .subquery()
    )
    facets: Facets = {}
    for name in names:
        if name == "year":
            counts = _count_years(connection, selection, chosen)
        elif name in _COLUMNS[selection.subject]:
            table, on, value = _COLUMNS[selection.subject][name]
            statement = (
                select(col(value), func.count())
                .select_from(chosen)
                .join(table, col(on) == chosen.c.key)
                .group_by(col(value))
            )
            counts = dict(connection.execute(statement).all())
        else:
            counts = {}
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        facets[name] = [{"value": value, "count": count} for value, count in ranked]
    return facets


def _count_years(connection: Connection, selection: Selection, chosen: Any) -> dict[str, int]:
    stride = 1 if selection.subject == "update" else DAY_STRIDE
    day = chosen.c.key // stride
    years: Counter[str] = Counter()
    for number, count in connection.execute(select(day, func.count()).group_by(day)):
        years[str(date_of(number).year)] += count
    return dict(years)
