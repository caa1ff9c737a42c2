"""What a place may be called: all its spellings under which the record holds events."""

from collections.abc import Iterator, Sequence
from itertools import islice, product

from sqlalchemy import Connection

from app.models import Event, table
from app.search.known import LONGEST_NAME, name_groups
from app.search.language import Clause, Query, make_term
from app.search.spellings import Spellings, spellings_of
from app.search.store import texts_held
from app.text import fold

_MOST = 1_000
"""Spellings that are looked for: of what is two names, all of each with all of the other."""


def place_spellings(connection: Connection, name: str) -> list[str]:
    """Return the folded spellings of a place that events have; its own if they have none.

    Mostly that is one, which the b-tree of places finds in order.
    """
    typed = fold(name)
    term = make_term(name)
    if term is None:
        return [typed]
    spellings = spellings_of(name_groups(connection, Query((Clause((term,)),))))
    if not spellings:
        return [typed]
    others = map(" ".join, product(*_parts(term.words, spellings)))
    spelled = list(dict.fromkeys((typed, *islice(others, _MOST))))
    return texts_held(connection, table(Event).c.place_folded, spelled) or [typed]


def _parts(words: Sequence[str], spellings: Spellings) -> Iterator[Sequence[str]]:
    """Give what each part of a name may be called: `Kharkiv` and `region` have spellings apart."""
    at = 0
    while at < len(words):
        runs = (" ".join(words[at : at + length]) for length in range(LONGEST_NAME, 0, -1))
        part = next((run for run in runs if run in spellings), words[at])
        yield (part, *map(fold, spellings.get(part, ())))
        at += part.count(" ") + 1
