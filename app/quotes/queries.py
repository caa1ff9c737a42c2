"""Questions about quotes."""

from random import Random

from sqlalchemy import Connection, bindparam, select
from sqlmodel import col

from app.db.engine import Database
from app.db.points import Point
from app.errors import ItemNotHeldError
from app.fulltext.finding import find
from app.fulltext.held_spellings import held_spellings
from app.fulltext.names import named
from app.index import key_of
from app.lists.filters import Filters
from app.lists.items import Selection
from app.lists.pagination import count_all
from app.lists.selection import find_ground
from app.models import Quote, table
from app.names.meanings import ACTOR, SPEAKER, slugs
from app.quotes.schemas import ByQuote, QuoteFilters, RandomQuoteFilters
from app.updates.queries import why_item_not_held

_BY_KEY = Point(select(col(Quote.body)).where(col(Quote.key) == bindparam("key")))


async def get_quote(record: Database, quote_id: str) -> str:
    """Return a quote's JSON; ItemNotHeldError, or DayDeletedError, when there is none."""
    row = await record.fetch_row(_BY_KEY, key=key_of(quote_id))
    if row is None:
        raise await record.fetch(why_item_not_held, "quote", quote_id)
    body: str = row[0]
    return body


def get_random_quote(connection: Connection, asked: RandomQuoteFilters) -> str:
    """Return the JSON of any one of the quotes that the filters choose, all alike likely.

    One seed gives one quote, on either database, as long as the filters choose the same.
    """
    selection = _select(connection, asked, asked, None)
    total = count_all(connection, selection)
    if total == 0:
        raise ItemNotHeldError("No quote is chosen by these filters: ask for less.")
    statement = select(selection.body).select_from(selection.source).where(*selection.conditions)
    at = Random(asked.seed).randrange(total)  # noqa: S311 - no secret hangs on which quote comes
    statement = statement.order_by(selection.key).offset(at).limit(1)
    body: str = connection.execute(statement).scalar_one()
    return body


def select_quotes(connection: Connection, asked: QuoteFilters) -> Selection:
    """Return the selection of quotes that the filters choose."""
    return _select(connection, asked, asked, asked.q)


def _select(connection: Connection, days: Filters, asked: ByQuote, text: str | None) -> Selection:
    finding = find(connection, "quote", text)
    speakers = [slug for ref in asked.speaker for slug in slugs(connection, SPEAKER, ref)]
    audience = table(Quote).c.said_to_folded
    told = []
    if asked.said_to:
        told = [held_spellings(connection, audience, asked.said_to, of_people=True)]
    names = [
        *named("about", [slugs(connection, ACTOR, ref) for ref in asked.about]),
        *named("actor", [slugs(connection, ACTOR, ref) for ref in asked.actor], asked.actor_match),
        *named("speaker", [speakers]),
        *named("kind", [asked.kind]),
        *named("said_to", told),
        *named("language", [asked.language]),
    ]
    ground = find_ground(connection, "quote", days, table(Quote), finding, names)
    return Selection(ground, finding, table(Quote), table(Quote).c.key, col(Quote.body))
