"""How many hits are counted and ranked, by how hard they are to find."""

from app.fulltext.language import has_phrase, is_wide
from app.fulltext.ranking import CANDIDATES
from app.head import LONG_RECORD
from app.lists.selection import Ground

TOTAL_BOUND = 10_000
"""Totals are counted up to here; counting millions of rows would cost more than the page."""

FOUND_BOUND = 1_000
"""The same where words or several filters choose: each row that is counted has to be found. In a
long record they are counted no further than the page goes: there each may be far from the next."""

TOTAL_TOLD = (
    f"exact up to {TOTAL_BOUND:,}; where words or several filters choose, up to {FOUND_BOUND:,}, "
    f"in a record of more than {LONG_RECORD:,} days up to the page's `limit`"
)

FACETS_TOLD = (
    f"the newest {TOTAL_BOUND:,} of it, in a record of more than {LONG_RECORD:,} days the newest "
    f"{FOUND_BOUND:,}"
)

_LONG_RANKED = 4
"""In a long record so much less is ranked: most of it would be read from where nobody just was."""

_PHRASES_RANKED = 25
"""Of words that must be next to each other at most so many: far more rows have them apart."""


def total_bound(ground: Ground, limit: int) -> int:
    """Return up to where the rows that a list chooses are counted, for pages of so many."""
    if ground.index is None:
        return TOTAL_BOUND
    return limit if ground.held.is_long else FOUND_BOUND


def facet_bound(ground: Ground) -> int:
    """Return up to how many of the newest rows are counted by their facets."""
    return FOUND_BOUND if ground.held.is_long else TOTAL_BOUND


def candidates(ground: Ground, types: int = 1) -> int:
    """Return how many of the newest hits are ranked, in a list of so many types of items."""
    most = CANDIDATES[ground.subject]
    if not ground.held.is_long:
        return most
    most //= _LONG_RANKED
    if ground.query is not None and any(map(has_phrase, ground.query.clauses)):
        most = min(most, _PHRASES_RANKED)
    return most // types


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
