"""Questions about events."""

from sqlalchemy import Connection, bindparam, select
from sqlmodel import col

from app.db import Database
from app.errors import ItemNotHeldError
from app.events.schemas import EventFilters
from app.index import key_of
from app.models import DAY_STRIDE, Event, EventActor
from app.names import ACTOR, known_categories, slugs
from app.pagination import Selection
from app.points import Point
from app.search.finding import search_in
from app.selection import linked, table
from app.text import fold

_BY_KEY = Point(select(col(Event.body)).where(col(Event.key) == bindparam("key")))


async def get_event(record: Database, event_id: str) -> str:
    """Return an event's JSON; ItemNotHeldError when its day has none of that id."""
    row = await record.fetch_row(_BY_KEY, key=key_of(event_id))
    if row is None:
        day = event_id.partition("-")[0]
        raise ItemNotHeldError(f"There is no event {event_id}.", [f"/v1/events?date={day}"])
    body: str = row[0]
    return body


def select_events(connection: Connection, asked: EventFilters) -> Selection:
    """Return the selection of events that the filters choose."""
    ground = search_in(connection, "event", asked.q, table(Event), col(Event.key))
    key = ground.key
    actors = [slugs(connection, ACTOR, ref) for ref in asked.actor]
    conditions = [
        *ground.conditions,
        *asked.keys(key, DAY_STRIDE),
        *linked(key, col(EventActor.key), col(EventActor.actor), actors, asked.actor_match),
    ]
    if asked.category:
        conditions.append(col(Event.category).in_(known_categories(connection, asked.category)))
    if asked.status:
        conditions.append(col(Event.status).in_(asked.status))
    if asked.claimed_by:
        claimants = [slug for ref in asked.claimed_by for slug in slugs(connection, ACTOR, ref)]
        conditions.append(col(Event.claimed_by).in_(claimants))
    if asked.place is not None:
        conditions.append(col(Event.place_folded) == fold(asked.place))
    if asked.responds_to is not None:
        conditions.append(col(Event.responds_to) == key_of(asked.responds_to))
    return Selection("event", ground, tuple(conditions), col(Event.body))
