"""What a record and a query are to SQLite's FTS5 and to PostgreSQL's full text search.

Neither engine analyses anything: both hold the terms of `app.text.analyse`, of letters and digits
only, and the queries here quote every term. So a reader's text never becomes query syntax.

FTS5: a table with the columns `words` and `stems`, and FTS5_TOKENIZER, which splits at ASCII alone
and changes nothing beyond ASCII (unicode61 knows only the letters of Unicode 6.1). PostgreSQL: one
tsvector; words carry the weight A, stems D.
"""

from collections.abc import Sequence

from app.search.language import Clause, Query, Term
from app.text import GAP, MOST_POSITIONS, Terms

FTS5_TOKENIZER = "ascii"
_AT = [f"':{position}" for position in range(1, MOST_POSITIONS + 1)]
"""The ends of lexemes, ready made: writing the numbers was half the cost of a tsvector."""


def to_fts5_columns(terms: Terms) -> tuple[str, str]:
    """Return the values of the columns `words` and `stems`."""
    return " ".join(terms.words), " ".join(terms.stems)


def to_tsvector(terms: Terms) -> str:
    """Return the tsvector as its own literal, to be cast: `CAST(:terms AS tsvector)`."""
    words = [f"'{word}{at}A" for word, at in zip(terms.words, _AT, strict=False) if word != GAP]
    stems = [f"'{stem}{at}" for stem, at in zip(terms.stems, _AT, strict=False) if stem != GAP]
    return " ".join(words + stems)


def to_fts5(query: Query) -> str:
    """Return the query for `MATCH`."""
    wanted = " AND ".join(f"({_fts5_clause(c)})" for c in query.clauses if not c.negated)
    excluded = " OR ".join(_fts5_clause(c) for c in query.clauses if c.negated)
    return f"({wanted}) NOT ({excluded})" if excluded else wanted


def _fts5_clause(clause: Clause) -> str:
    return " OR ".join(
        f'{column} : "{" ".join(needle)}"{" *" if term.prefix else ""}'
        for term in clause.alternatives
        for column, needle in _needles(term)
    )


def to_tsquery(query: Query) -> str:
    """Return the query as tsquery's own literal, to be cast: `CAST(:query AS tsquery)`."""
    return " & ".join(
        f"{'!' if clause.negated else ''}({_tsquery_clause(clause)})" for clause in query.clauses
    )


def _tsquery_clause(clause: Clause) -> str:
    return " | ".join(
        "(" + " <-> ".join(f"'{term}'" for term in needle) + (":*)" if term.prefix else ")")
        for term in clause.alternatives
        for _, needle in _needles(term)
    )


def _needles(term: Term) -> Sequence[tuple[str, tuple[str, ...]]]:
    """Return what the term looks for, each with the column that holds it."""
    return [("words", term.words), *(("stems", stems) for stems in term.stems)]
