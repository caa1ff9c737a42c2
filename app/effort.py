"""How many hits are counted and ranked, by how hard they are to find."""

from sqlalchemy import Connection

from app.head import is_long
from app.search.language import is_wide
from app.search.ranking import CANDIDATES
from app.selection import Ground

TOTAL_BOUND = 10_000
"""Totals are counted up to here; counting millions of rows would cost more than the page."""

FOUND_BOUND = 1_000
"""The same where words or several filters choose: each row that is counted has to be found."""

LONG_BOUND = 100
"""FOUND_BOUND in a long record: from day to day fewer are found then, or each costs more."""

_HARD_RANKED = 4
"""In a long record so much less is ranked of what is not simply a word's newest places."""


def total_bound(connection: Connection, ground: Ground) -> int:
    """Return up to where the rows that a list chooses are counted."""
    if ground.index is None:
        return TOTAL_BOUND
    return LONG_BOUND if is_long(connection) else FOUND_BOUND


def candidates(connection: Connection, ground: Ground, types: int = 1) -> int:
    """Return how many of the newest hits are ranked, in a list of so many types of items."""
    most = CANDIDATES[ground.subject]
    if is_long(connection):
        most //= types * (1 if is_one_list(ground) else _HARD_RANKED)
    return most


def is_one_list(ground: Ground) -> bool:
    """Say whether every place of the words asked for is a hit: the newest are found at once."""
    query = ground.query
    return (
        query is not None
        and not ground.names
        and len(query.clauses) == 1
        and not is_wide(query)
        and all(len(term.words) == 1 and not term.prefix for term in query.clauses[0].alternatives)
    )
