"""Questions about events."""

from sqlalchemy import Connection, bindparam, select
from sqlmodel import col

from app.db.engine import Database
from app.db.points import Point
from app.events.schemas import EventFilters
from app.fulltext.finding import find
from app.fulltext.held_spellings import held_spellings
from app.fulltext.names import named
from app.index import key_of
from app.lists.items import Selection
from app.lists.selection import find_ground
from app.models import Event, table
from app.names.meanings import ACTOR, known_categories, slugs
from app.updates.queries import why_item_not_held

_BY_KEY = Point(select(col(Event.body)).where(col(Event.key) == bindparam("key")))


async def get_event(record: Database, event_id: str) -> str:
    """Return an event's JSON; ItemNotHeldError, or DayDeletedError, when there is none."""
    row = await record.fetch_row(_BY_KEY, key=key_of(event_id))
    if row is None:
        raise await record.fetch(why_item_not_held, "event", event_id)
    body: str = row[0]
    return body


def select_events(connection: Connection, asked: EventFilters) -> Selection:
    """Return the selection of events that the filters choose."""
    finding = find(connection, "event", asked.q)
    claimants = [slug for ref in asked.claimed_by for slug in slugs(connection, ACTOR, ref)]
    places = (
        [held_spellings(connection, table(Event).c.place_folded, asked.place)]
        if asked.place
        else []
    )
    responded = key_of(asked.responds_to) if asked.responds_to else None
    names = [
        *named("actor", [slugs(connection, ACTOR, ref) for ref in asked.actor], asked.actor_match),
        *named("category", [known_categories(connection, asked.category)]),
        *named("status", [asked.status]),
        *named("claimed_by", [claimants]),
        *named("place", places),
        *named("responds_to", [] if responded is None else [[responded]]),
    ]
    ground = find_ground(connection, "event", asked, table(Event), finding, names)
    return Selection(ground, finding, table(Event), table(Event).c.key, col(Event.body))
