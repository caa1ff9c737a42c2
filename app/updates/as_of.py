"""The record as it stood: at a change, at the end of a date in Kyiv, or at an instant."""

import datetime as dt
from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement, Connection, FromClause, func, select
from sqlmodel import col

from app.errors import DayDeletedError, DayNotHeldError, EmptyRecordError, InvalidParameterError
from app.fulltext.store import STRIDES
from app.head import read_tag
from app.invasion_day import date_of, today
from app.lists.items import Selection
from app.lists.selection import Ground
from app.models import Revision, table
from app.moments import end_of
from app.updates.schemas import UpdateFilters

_WITH_AS_OF = {"as_of", "from_", "to", "date", "order", "limit", "cursor", "format", "fields"}


@dataclass(frozen=True)
class PastUpdate:
    """A day's document as it stood after change `seq`: revision `n`, and its neighbours then."""

    day: int
    body: str
    n: int
    seq: int
    previous: int | None
    following: int | None


def seq_as_of(connection: Connection, as_of: int | dt.datetime) -> int:
    """Return the last change that had been made; InvalidParameterError for a time to come."""
    if isinstance(as_of, int):
        last = read_tag(connection).seq
        if as_of > last:
            raise InvalidParameterError("as_of", f"the record's last change is {last}")
        return as_of
    if as_of > end_of(today()):
        raise InvalidParameterError("as_of", f"{as_of:%Y-%m-%d %H:%M:%S} UTC is yet to come")
    made = select(func.max(col(Revision.seq))).where(col(Revision.at) <= as_of)
    return connection.scalar(made) or 0


def held_then(seq: int) -> FromClause:
    """Return the revisions whose documents were held after change `seq`: one for each day."""
    newest = (
        select(func.max(col(Revision.seq)).label("seq"))
        .where(col(Revision.subject) == "update", col(Revision.seq) <= seq)
        .group_by(col(Revision.day))
        .subquery()
    )
    return table(Revision).join(newest, newest.c.seq == col(Revision.seq))


def get_update_as_of(
    connection: Connection, day: int | None, as_of: int | dt.datetime
) -> PastUpdate:
    """Return a day's document as it stood; the newest day's that was held, when `day` is None.

    DayNotHeldError or DayDeletedError says why there was none.
    """
    seq = seq_as_of(connection, as_of)
    then = held_then(seq)
    held = select(col(Revision.day)).select_from(then).where(col(Revision.body).is_not(None))
    if day is None:
        day = connection.scalar(held.order_by(col(Revision.day).desc()).limit(1))
        if day is None:
            raise EmptyRecordError(f"After change {seq} it held none.")
    earlier = held.where(col(Revision.day) < day).order_by(col(Revision.day).desc()).limit(1)
    later = held.where(col(Revision.day) > day).order_by(col(Revision.day)).limit(1)
    before, after = connection.scalar(earlier), connection.scalar(later)
    row = connection.execute(
        select(table(Revision)).select_from(then).where(col(Revision.day) == day)
    ).one_or_none()
    if row is None:
        raise DayNotHeldError(day, before, after, as_of=seq)
    if row.body is None:
        raise DayDeletedError(
            f"After change {seq}, day {day} ({date_of(day)}) was deleted: since "
            f"{row.at:%Y-%m-%d %H:%M:%S} UTC{f', {row.reason}' if row.reason else ''}."
        )
    return PastUpdate(day, row.body, row.n, seq, before, after)


def select_updates_as_of(
    connection: Connection, asked: UpdateFilters, as_of: int | dt.datetime
) -> Selection:
    """Return the selection of documents as they stood; only days can be asked for."""
    for name in sorted(asked.model_fields_set - _WITH_AS_OF):
        detail = "cannot be asked together with as_of, which takes only from, to and date"
        raise InvalidParameterError(name, detail)
    then = held_then(seq_as_of(connection, as_of))
    # Revisions of updates all have their day.
    day = cast("ColumnElement[int]", col(Revision.day))
    body = col(Revision.body)
    ground = Ground("update", then, day, asked.keys(STRIDES["update"]), (body.is_not(None),))
    return Selection(ground, None, then, day, body)
