"""How many hits are counted and ranked, by how hard they are to find."""

from sqlalchemy import Connection, func, select
from sqlmodel import col

from app.models import Update
from app.search.language import Query, is_wide
from app.search.ranking import CANDIDATES
from app.selection import Ground
from app.statements import run

TOTAL_BOUND = 10_000
"""Totals are counted up to here; counting millions of rows would cost more than the page."""

FOUND_BOUND = 1_000
"""The same where words or several filters choose: each row that is counted has to be found."""

LONG_RECORD = 10_000
"""Days beyond which a record is long: to walk all that has two words then takes too long."""

_HARD_PART = 10
_HARD_RANKED = 4
"""Of phrases and beginnings of many words so much less is counted and ranked in a long record.
Only each text tells whether a phrase's words are next to each other in it, and has one of many."""


def total_bound(connection: Connection, ground: Ground) -> int:
    """Return up to where the rows that a list chooses are counted."""
    if ground.index is None:
        return TOTAL_BOUND
    is_hard = _is_hard(ground.query) and is_long(connection)
    return FOUND_BOUND // _HARD_PART if is_hard else FOUND_BOUND


def candidates(connection: Connection, ground: Ground, types: int = 1) -> int:
    """Return how many of the newest hits are ranked, in a list of so many types of items."""
    most = CANDIDATES[ground.subject]
    if is_long(connection):
        most //= types * (_HARD_RANKED if _is_hard(ground.query) else 1)
    return most


def is_long(connection: Connection) -> bool:
    """Say whether the record is a long one."""
    day = col(Update.day)
    last = run(connection, "last day", lambda: select(func.max(day)), {})[0][0]
    return last is not None and last > LONG_RECORD


def _is_hard(query: Query | None) -> bool:
    return query is not None and (
        is_wide(query)
        or any(len(term.words) > 1 for clause in query.clauses for term in clause.alternatives)
    )
