"""A reader's query against the record: read, and widened to other spellings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import ceil, floor
from typing import Any

from sqlalchemy import Connection, Select, select
from sqlmodel import col

from app.db.statements import given, run
from app.errors import InvalidParameterError
from app.fulltext.highlight import Highlighter
from app.fulltext.known import name_groups
from app.fulltext.language import Clause, Query, QueryError, Term, make_term, parse
from app.fulltext.names import Subject
from app.fulltext.passages import BLOCKS, Block
from app.fulltext.spellings import CLOSE_ENOUGH, expand, nearest, spellings_of
from app.fulltext.store import Index, index_of
from app.head import Remembered, held_days
from app.models import SearchWord
from app.text.analyser import is_in_capitals, stem_of, tokens, word_of

SUGGESTIONS = 5

NEAREST = 20
"""Words that look alike of which the suggestions are those that are found."""

MOST_BEGUN = 300
MOST_BEGUN_LONG = 1_000
"""Words that a query's beginnings are spelled out as; one of more is left to the database. In a
long record it takes the database longer to find all that the words of one find."""


@dataclass(frozen=True)
class Finding:
    """A query ready for one subject's index, and how its hits are shown.

    `expansions` gives, for each name as typed, the other spellings that were looked for too.
    `indexed` is the query as the index is asked: beginnings of words are the words that begin so.
    """

    query: Query
    indexed: Query
    expansions: dict[str, list[str]]
    subject: Subject
    index: Index
    blocks: Callable[[Mapping[str, Any]], list[Block]]

    @cached_property
    def highlighter(self) -> Highlighter:
        """What finds the query's words in a hit's texts."""
        return Highlighter(self.query)


def find(connection: Connection, subject: Subject, text: str | None) -> Finding | None:
    """Return what `text` looks for, if there is any; InvalidParameterError tells what is wrong."""
    if text is None:
        return None
    query, expansions = read_query(connection, text)
    indexed = spell_out(connection, query)
    index = index_of(connection, subject)
    return Finding(query, indexed, expansions, subject, index, BLOCKS[subject])


def read_query(connection: Connection, text: str) -> tuple[Query, dict[str, list[str]]]:
    """Return the query widened to the other spellings of the names in it, and which those are."""
    try:
        query = parse(text)
    except QueryError as error:
        raise InvalidParameterError("q", str(error)) from None
    return expand(query, spellings_of(name_groups(connection, query)))


def spell_out(connection: Connection, query: Query) -> Query:
    """Return the query with each `begin*` as the words that begin so.

    Both databases would first collect all that any of those words finds, a second's work in a
    long record; words they find one by one, the newest first.
    """
    if not any(term.prefix for clause in query.clauses for term in clause.alternatives):
        return query
    left = MOST_BEGUN_LONG if held_days(connection).is_long else MOST_BEGUN
    clauses = []
    for clause in query.clauses:
        spelled: list[Term] = []
        for term in clause.alternatives:
            begun = _begun(connection, term, left) if term.prefix else (term,)
            left -= len(begun) if term.prefix else 0
            spelled += begun
        clauses.append(Clause(tuple(spelled), clause.negated))
    return Query(tuple(clauses))


def _begun(connection: Connection, term: Term, most: int) -> Sequence[Term]:
    """Return the terms that a beginning stands for; itself if they are too many."""
    *before, begin = term.words
    word = col(SearchWord.word)
    behind = begin[:-1] + chr(ord(begin[-1]) + 1)

    def build() -> Select[Any]:
        words = select(word).where(word >= given("begin"), word < given("behind"))
        return words.order_by(word).limit(given("most"))

    asked = {"begin": begin, "behind": behind, "most": most + 1}
    words = run(connection, "words begun", build, asked)
    if not words:
        return [Term(term.words, quoted=True)]  # which no item has: found at once
    if len(words) > most:
        return [term]
    return [Term((*before, each), quoted=True) for (each,) in words]


def told_of(
    connection: Connection, finding: Finding, total: int, ranked: int | None
) -> dict[str, Any]:
    """Return what an answer says of its search: what was looked for beside what was typed.

    And up to how many of the newest hits were ranked, if they were.
    """
    told: dict[str, Any] = {"expansions": finding.expansions}
    if ranked is not None:
        told["ranked_candidates"] = ranked
    if not total:
        told["did_you_mean"] = did_you_mean(connection, finding)
    return told


def did_you_mean(connection: Connection, finding: Finding) -> list[str]:
    """Return words of the list searched that look like those of the query that it does not have."""
    suggestions: dict[str, None] = {}
    for missing in _missing_words(connection, finding):
        for offered in _offers(connection, missing):
            if len(suggestions) == SUGGESTIONS:
                return list(suggestions)
            for each in offered:
                term = make_term(each, quoted=True)
                if term is not None and _is_held(connection, finding.index, term):
                    suggestions[each] = None
                    break
    return list(suggestions)


def _offers(connection: Connection, missing: str) -> Iterator[Sequence[str]]:
    """Give what may be meant by a word as typed, of each the forms of which the first held will do.

    A folded word may be a possessive, which nobody wrote without its apostrophe: the word itself
    comes before it.
    """
    word = word_of(missing)
    for near in nearest(word, _words_like(connection, word), NEAREST):
        bare = near[:-1]
        is_form = near.endswith("s") and stem_of(near, "en") == stem_of(bare, "en")
        yield (bare, near) if is_form else (near,)


def _words_like(connection: Connection, missing: str) -> Iterator[str]:
    """Give the words indexed that a word may be a misspelling of.

    They rarely begin wrong, and one much shorter or longer is another: the whole vocabulary need
    not be looked at.
    """
    shortest = ceil(round(len(missing) * CLOSE_ENOUGH, 6))
    longest = floor(round(len(missing) / CLOSE_ENOUGH, 6))
    words = _BY_LENGTH.of(connection, missing[0])
    return chain.from_iterable(words.get(each, ()) for each in range(shortest, longest + 1))


def _read_words(connection: Connection, letter: str) -> dict[int, list[str]]:
    """Return the words indexed that begin with a letter, by their length."""

    def build() -> Select[Any]:
        word = col(SearchWord.word)
        return select(word).where(word >= given("begin"), word < given("behind"))

    asked = {"begin": letter, "behind": chr(ord(letter) + 1)}
    words: dict[int, list[str]] = {}
    for (word,) in run(connection, "words of a letter", build, asked):
        if not is_in_capitals(word):
            words.setdefault(len(word), []).append(word)
    return words


_BY_LENGTH = Remembered(_read_words)
"""Reading the words alike took longer than all else of a search that finds nothing."""


def _missing_words(connection: Connection, finding: Finding) -> Iterator[str]:
    """Give the words, as typed, that no item holds, in terms that none holds in any form."""
    spellings = {other for others in finding.expansions.values() for other in others}
    for clause in finding.query.clauses:
        for term in clause.alternatives:
            if clause.negated or term.as_one or term.typed in spellings:
                continue
            # Words one by one are found at once, a phrase that nobody wrote is looked for long.
            missing = [
                typed
                for typed, word in zip(tokens(term.typed), term.words, strict=True)
                if len(term.words) == 1 or not _is_held(connection, finding.index, Term((word,)))
            ]
            if missing and not _is_held(connection, finding.index, term):
                yield from missing


def _is_held(connection: Connection, index: Index, term: Term) -> bool:
    """Say whether any item holds the term: words once indexed are remembered when they are gone."""
    query = spell_out(connection, Query((Clause((term,)),)))
    return index.holds(connection, query)
