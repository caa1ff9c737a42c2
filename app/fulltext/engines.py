"""What a record and a query are to SQLite's FTS5 and to PostgreSQL's full text search.

Neither engine analyses anything: both hold the terms of `app.text.analyser.analyse`, of letters
and digits only, and the queries here quote every term. So a reader's text never becomes query
syntax.

FTS5: a table with the columns `words`, `stems` and `names`, and FTS5_TOKENIZER, which splits at
ASCII alone and changes nothing beyond ASCII (unicode61 knows only the letters of Unicode 6.1).
PostgreSQL: one tsvector of words and stems at their positions, and names and eras at none.
No term of one column is one of another, so queries name no column: to filter by column takes FTS5
longer than to find.

PostgreSQL's index has no order. An era is a stretch of days as a term: with it the newest hits
are found without collecting all of them.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from app.fulltext.language import Clause, Query, has_phrase
from app.fulltext.names import EVERY, Named
from app.text.analyser import GAP, MOST_POSITIONS, Terms

FTS5_TOKENIZER = "ascii"
ERA_BITS = (6, 10, 14)
"""Eras are of 64, 1,024 and 16,384 days."""

_MOST_ALONE = 8
"""Terms of a query to FTS5 that are excluded one by one; it takes 256 within each other at most."""


def to_fts5_columns(terms: Terms) -> tuple[str, str]:
    """Return the values of the columns `words` and `stems`."""
    return " ".join(terms.words), " ".join(terms.stems)


def to_tsvector(terms: Terms, more: Iterable[str] = ()) -> str:
    """Return the tsvector as its own literal, to be cast: `CAST(:terms AS tsvector)`.

    `more` are terms that stand nowhere: names and eras.
    """
    ends = _ends_of_lexemes()
    words = [f"'{word}{end}" for word, end in zip(terms.words, ends, strict=False) if word != GAP]
    stems = [f"'{stem}{end}" for stem, end in zip(terms.stems, ends, strict=False) if stem != GAP]
    return " ".join(words + stems + [f"'{term}'" for term in more])


@cache
def _ends_of_lexemes() -> list[str]:
    """Return how a lexeme ends at each position: to write the numbers was half of a tsvector."""
    return [f"':{position}" for position in range(1, MOST_POSITIONS + 1)]


def era(bits: int, number: int) -> str:
    """Return the term of one era of 2 to the power of `bits` days, counted from day 0."""
    return f"{GAP}era{GAP}{bits}{GAP}{number}"


def eras(day: int) -> list[str]:
    """Return the terms of the eras that a day is in."""
    return [era(bits, day >> bits) for bits in ERA_BITS]


def to_fts5(query: Query | None, names: Sequence[Named] = ()) -> str:
    """Return the query for `MATCH`: the rows that match all of it."""
    found, excluded = _fts5_parts(query, names)
    # One behind the other: FTS5 looks up what is excluded by rows that are left, but puts all of
    # an OR in order first.
    alone, others = excluded[:_MOST_ALONE], " OR ".join(excluded[_MOST_ALONE:])
    return " NOT ".join(f"({each})" for each in (found, *alone, others) if each)


def to_fts5_parts(query: Query | None, names: Sequence[Named] = ()) -> tuple[str, str]:
    """Return the same in two: what rows must match, and what they must not; empty if nothing."""
    found, excluded = _fts5_parts(query, names)
    return found, " OR ".join(excluded)


def _fts5_parts(query: Query | None, names: Sequence[Named]) -> tuple[str, list[str]]:
    wanted: list[str] = []
    excluded: list[str] = []
    for clause in query.clauses if query else ():
        terms = _fts5_terms(clause)
        if clause.negated:
            excluded += terms
        else:
            wanted.append(" OR ".join(terms))
    for named in names:
        groups, without = named.terms()
        wanted += [" OR ".join(map(_quoted, group)) for group in groups]
        excluded += map(_quoted, without)
    found = " AND ".join(f"({each})" for each in wanted or [_quoted(EVERY)])
    return found, excluded


def _quoted(term: str) -> str:
    return f'"{term}"'


def _fts5_terms(clause: Clause) -> list[str]:
    return [
        _quoted(" ".join(needle)) + (" *" if term.prefix else "")
        for term in clause.alternatives
        for needle in (term.words, *term.stems)
    ]


def to_tsquery(query: Query | None, names: Sequence[Named] = (), *, apart: bool = False) -> str:
    """Return the query as tsquery's own literal, to be cast: `CAST(:query AS tsquery)`.

    `apart` leaves it open where the words of a phrase stand, as the inverted index does: so asked,
    PostgreSQL reads no rows to find the same and more.
    """
    next_to = " & " if apart else " <-> "
    parts = [
        f"{'!' if clause.negated else ''}({_tsquery_clause(clause, next_to)})"
        for clause in (query.clauses if query else ())
        if not (apart and clause.negated and has_phrase(clause))
    ]
    for named in names:
        groups, without = named.terms()
        parts += map(_tsquery_names, groups)
        parts += [f"!{_tsquery_names(without)}"] if without else []
    if all(part.startswith("!") for part in parts):
        parts.append(_tsquery_names([EVERY]))
    return " & ".join(parts)


def eras_to_tsquery(in_eras: Sequence[str]) -> str:
    """Return the tsquery of what is in any of some eras."""
    return _tsquery_names(in_eras)


def _tsquery_names(terms: Sequence[str]) -> str:
    return f"({' | '.join(_lexeme(term) for term in terms)})"


def _lexeme(term: str) -> str:
    return f"'{term}'"


def _tsquery_clause(clause: Clause, next_to: str) -> str:
    return " | ".join(
        "(" + next_to.join(map(_lexeme, needle)) + (":*)" if term.prefix else ")")
        for term in clause.alternatives
        for needle in (term.words, *term.stems)
    )
