"""What a place, or who is spoken to, may be called: all spellings that the record has of it."""

from collections.abc import Iterator, Sequence
from itertools import islice, product

from sqlalchemy import ColumnElement, Connection

from app.fulltext.known import LONGEST_NAME, name_groups, names_of_speakers
from app.fulltext.language import Clause, Query, make_term
from app.fulltext.spellings import Spellings, spellings_of
from app.fulltext.store import texts_held
from app.text.analyser import fold

_MOST = 1_000
"""Spellings that are looked for: of what is two names, all of each with all of the other."""


def held_spellings(
    connection: Connection, column: ColumnElement[str], name: str, *, of_people: bool = False
) -> list[str]:
    """Return the folded spellings of a name that a column has; its own if it has none.

    Mostly that is one, which the column's b-tree finds in order. `of_people`, the name may be a
    short one: all names of whoever has it are looked for.
    """
    typed = fold(name)
    term = make_term(name)
    if term is None:
        return [typed]
    spellings = spellings_of(name_groups(connection, Query((Clause((term,)),))))
    others = map(" ".join, product(*_parts(term.words, spellings)))
    spelled = [typed, *islice(others, _MOST)]
    if of_people:
        spelled += names_of_speakers(connection, spelled)
    spelled = list(dict.fromkeys(spelled))
    if len(spelled) == 1:
        return spelled
    return texts_held(connection, column, spelled) or [typed]


def _parts(words: Sequence[str], spellings: Spellings) -> Iterator[Sequence[str]]:
    """Give what each part of a name may be called: `Kharkiv` and `region` have spellings apart."""
    at = 0
    while at < len(words):
        runs = (" ".join(words[at : at + length]) for length in range(LONGEST_NAME, 0, -1))
        part = next((run for run in runs if run in spellings), words[at])
        yield (part, *map(fold, spellings.get(part, ())))
        at += part.count(" ") + 1
