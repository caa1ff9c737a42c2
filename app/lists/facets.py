"""Counts over the whole result of a list, not over its page."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import SQLModel, col

from app.db.engine import BigKey
from app.db.statements import as_values, given_rows
from app.fulltext.names import Subject
from app.fulltext.store import STRIDES
from app.invasion_day import date_of
from app.lists.effort import facet_bound
from app.lists.items import Selection
from app.models import (
    Event,
    EventActor,
    Quote,
    QuoteAbout,
    UpdateActor,
    UpdateCategory,
    UpdateSpeaker,
    UpdateStatus,
)

Facets = dict[str, list[dict[str, str | int]]]

_COLUMNS: dict[Subject, dict[str, tuple[type[SQLModel], Any, Any]]] = {
    "update": {
        "actor": (UpdateActor, UpdateActor.day, UpdateActor.actor),
        "speaker": (UpdateSpeaker, UpdateSpeaker.day, UpdateSpeaker.speaker),
        "category": (UpdateCategory, UpdateCategory.day, UpdateCategory.category),
        "status": (UpdateStatus, UpdateStatus.day, UpdateStatus.status),
    },
    "event": {
        "actor": (EventActor, EventActor.key, EventActor.actor),
        "category": (Event, Event.key, Event.category),
        "status": (Event, Event.key, Event.status),
        "claimed_by": (Event, Event.key, Event.claimed_by),
    },
    "quote": {
        "actor": (Quote, Quote.key, Quote.actor),
        "speaker": (Quote, Quote.key, Quote.speaker),
        "about": (QuoteAbout, QuoteAbout.key, QuoteAbout.actor),
        "kind": (Quote, Quote.key, Quote.kind),
    },
}
"""Where each subject's facets are counted: the table, its key and the name. What a
subject has not, as events have no speaker, is counted as nothing."""


def count_facets(connection: Connection, selection: Selection, names: Sequence[str]) -> Facets:
    """Return how many of a selection's rows each value has, the most frequent first.

    Counted over the newest rows, up to a bound.
    """
    most = facet_bound(selection.ground)
    found = selection.ground.read(connection, lambda keys: select(keys.c.key), most, what="keys")
    chosen = [key for (key,) in found]
    counted = given_rows(connection, "keys", BigKey)
    keys = {"keys": as_values(connection, chosen)}
    facets: Facets = {}
    for name in names:
        if name == "year":
            counts = _count_years(selection, chosen)
        elif name in _COLUMNS[selection.subject]:
            table, on, value = _COLUMNS[selection.subject][name]
            statement = (
                select(col(value), func.count())
                .select_from(counted)
                .join(table, col(on) == counted.c.value)
                .where(col(value).is_not(None))  # not every event is claimed by somebody
                .group_by(col(value))
            )
            counts = dict(connection.execute(statement, keys).all())
        else:
            counts = {}
        ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        facets[name] = [{"value": value, "count": count} for value, count in ranked]
    return facets


def _count_years(selection: Selection, keys: Sequence[int]) -> dict[str, int]:
    stride = STRIDES[selection.subject]
    days = Counter(key // stride for key in keys)
    years: Counter[str] = Counter()
    for day, count in days.items():
        years[str(date_of(day).year)] += count
    return dict(years)
