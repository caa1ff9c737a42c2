"""Questions about days: one document, its neighbours, lists of documents."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select
from sqlmodel import col

from app.db.engine import Database
from app.db.points import Point
from app.errors import (
    DaybookError,
    DayDeletedError,
    DayNotHeldError,
    EmptyRecordError,
    ItemNotHeldError,
)
from app.fulltext.finding import find
from app.fulltext.names import named
from app.invasion_day import date_of
from app.lists.items import Selection
from app.lists.selection import find_ground
from app.models import Revision, Update, table
from app.names.meanings import ACTOR, SPEAKER, known_categories, slugs
from app.updates.as_of import select_updates_as_of
from app.updates.schemas import UpdateFilters

_DOCUMENTS = table(Update).join(table(Revision), col(Revision.seq) == col(Update.seq))
_OTHER = table(Update).alias()

_UPDATE = select(
    col(Update.day),
    col(Revision.body),
    col(Update.etag),
    select(func.max(_OTHER.c.day)).where(_OTHER.c.day < col(Update.day)).scalar_subquery(),
    select(func.min(_OTHER.c.day)).where(_OTHER.c.day > col(Update.day)).scalar_subquery(),
).select_from(_DOCUMENTS)
_BY_DAY = Point(_UPDATE.where(col(Update.day) == bindparam("day")))
_NEWEST = Point(_UPDATE.where(col(Update.day) == select(func.max(_OTHER.c.day)).scalar_subquery()))


@dataclass(frozen=True)
class HeldUpdate:
    """A day's document as text, its tag, and the nearest days held before and after it."""

    day: int
    body: str
    etag: str
    previous: int | None
    following: int | None


async def get_update(record: Database, day: int) -> HeldUpdate:
    """Return a day's document; DayNotHeldError or DayDeletedError says why there is none."""
    row = await record.fetch_row(_BY_DAY, day=day)
    if row is None:
        raise await record.fetch(why_not_held, day)
    return HeldUpdate(*row)


def read_update(connection: Connection, day: int) -> HeldUpdate:
    """Return a day's document as this transaction sees it; raises as get_update does."""
    row = connection.execute(_BY_DAY.statement, {"day": day}).one_or_none()
    if row is None:
        raise why_not_held(connection, day)
    return HeldUpdate(*row)


async def get_latest_update(record: Database) -> HeldUpdate:
    """Return the newest day's document; EmptyRecordError when no day is held."""
    row = await record.fetch_row(_NEWEST)
    if row is None:
        raise EmptyRecordError("Load days with `daybook import FILE`.")
    return HeldUpdate(*row)


def select_updates(connection: Connection, asked: UpdateFilters) -> Selection:
    """Return the selection of documents that mention all that is asked."""
    if asked.as_of is not None:
        return select_updates_as_of(connection, asked, asked.as_of)
    finding = find(connection, "update", asked.q)
    names = [
        *named("actor", [slugs(connection, ACTOR, ref) for ref in asked.actor], asked.actor_match),
        *named("speaker", [slugs(connection, SPEAKER, ref) for ref in asked.speaker]),
        *named("category", [known_categories(connection, asked.category)]),
        *named("status", [asked.status]),
    ]
    ground = find_ground(connection, "update", asked, table(Update), finding, names)
    return Selection(
        ground, finding, _DOCUMENTS, table(Update).c.day, col(Revision.body), table(Update).c.etag
    )


def why_not_held(connection: Connection, day: int) -> DaybookError:
    """Return the error that says why a day that is not held is not."""
    deleted = why_deleted(connection, day)
    if deleted is not None:
        return deleted
    before, after = connection.execute(
        select(
            select(func.max(_OTHER.c.day)).where(_OTHER.c.day < day).scalar_subquery(),
            select(func.min(_OTHER.c.day)).where(_OTHER.c.day > day).scalar_subquery(),
        )
    ).one()
    return DayNotHeldError(day, before, after)


def why_deleted(connection: Connection, day: int) -> DayDeletedError | None:
    """Return the error that says when and why a day was deleted, if it was and is not held."""
    last = connection.execute(
        select(col(Revision.change), col(Revision.at), col(Revision.reason))
        .where(col(Revision.day) == day, col(Revision.subject) == "update")
        .order_by(col(Revision.seq).desc())
        .limit(1)
    ).one_or_none()
    if last is None or last.change != "delete":
        return None
    why = f": {last.reason}" if last.reason else ", for no reason given"
    return DayDeletedError(
        f"Day {day} ({date_of(day)}) was deleted on {last.at:%Y-%m-%d at %H:%M:%S} UTC{why}.",
        [f"/v1/updates/{day}/revisions"],
    )


def why_item_not_held(connection: Connection, kind: str, item_id: str) -> DaybookError:
    """Return the error that says why an event or a quote that is not held is not."""
    day = item_id.partition("-")[0]
    missing = ItemNotHeldError(f"There is no {kind} {item_id}.", [f"/v1/{kind}s?date={day}"])
    return why_deleted(connection, int(day)) or missing
