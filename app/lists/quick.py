"""Which lists are so soon read that the event loop need not hand them to a thread.

A thread costs a list twice: the hop to it and back, and that it and the loop take Python's one
lock from each other at every row; together a millisecond of processor, more than the list itself.
"""

from app.fulltext.language import Query
from app.lists.effort import is_one_list
from app.lists.filters import Listed
from app.lists.items import Selection

_MOST_SHOWN = 200
"""Hits that are shown in some milliseconds."""
_OF_A_DAY = 20
"""As many hits is one day to show: the words of its events and quotes are its own too."""
_MOST_NEEDLES = 100
"""Words and stems that the index looks for in some milliseconds."""


def is_quick(selection: Selection, listed: Listed) -> bool:
    """Say whether a list takes a few milliseconds at most, however large the record."""
    if listed.order == "relevance" or listed.facet:
        return False
    ground = selection.ground
    if ground.query is not None:
        weight = _OF_A_DAY if selection.subject == "update" else 1
        if listed.limit * weight > _MOST_SHOWN or _needles(ground.query) > _MOST_NEEDLES:
            return False
    if ground.index is None or is_one_list(ground):
        return True
    return not ground.held.is_long


def _needles(query: Query) -> int:
    return sum(1 + len(term.stems) for clause in query.clauses for term in clause.alternatives)
