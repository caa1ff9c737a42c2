"""Quotes that resemble one: the same words said again, or another outlet's translation."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Subquery, select
from sqlmodel import col

from app.fulltext.language import Clause, Query, Term, make_term
from app.fulltext.store import index_of
from app.head import Tag, held_days, read_tag
from app.lists.selection import Ground
from app.models import Quote
from app.text.analyser import GAP, Passage, analyse

CANDIDATES = 500
WORDS = 12
"""The longest words of the quote; a quote that shares none of them is not looked at."""
THIRDS = 3
"""The longest words in so many parts: a quote that shares a word of each is looked at first."""

LOWEST_SCORE = 0.5
"""Half of all words in common. In the built-in record every pair above it says the same, but for
one of seven words about good news; below it are quotes that share small words."""


@dataclass(frozen=True)
class Resemblance:
    """A quote's JSON, and how much it resembles the one asked for: 1 is the same words."""

    score: float
    body: str


def find_similar(connection: Connection, quote: str, limit: int) -> tuple[list[Resemblance], Tag]:
    """Return the quotes most like one, given as its JSON, the likest first."""
    from rapidfuzz.distance import Indel  # 3 MB that other answers do without

    asked = json.loads(quote)
    stems = _sorted_stems(asked)
    found: list[tuple[float, int, str]] = []
    for key, body in _candidates(connection, asked["text"]).items():
        item = json.loads(body)
        if item["id"] != asked["id"]:
            score = round(Indel.normalized_similarity(stems, _sorted_stems(item)), 3)
            if score >= LOWEST_SCORE:
                found.append((-score, -key, body))
    found.sort()
    return [Resemblance(-score, body) for score, _, body in found[:limit]], read_tag(connection)


def _sorted_stems(quote: dict[str, Any]) -> list[str]:
    """Return the stems of a quote's words, sorted: translations put the same words elsewhere."""
    terms = analyse(Passage(quote["text"], quote["language"]))
    pairs = zip(terms.words, terms.stems, strict=True)
    return sorted(word if stem == GAP else stem for word, stem in pairs)


def _candidates(connection: Connection, text: str) -> dict[int, str]:
    """Return the newest quotes that share words with a text, those that share several first."""
    words = set(analyse(Passage(text, None)).words) - {GAP}
    longest = sorted(words, key=lambda word: (-len(word), word))[:WORDS]
    terms = list(filter(None, map(make_term, longest)))
    bodies: dict[int, str] = {}
    if len(terms) >= 2 * THIRDS:
        bodies = _newest(connection, [terms[part::THIRDS] for part in range(THIRDS)])
    if terms and len(bodies) < CANDIDATES:
        bodies |= _newest(connection, [terms])
    return bodies


def _newest(connection: Connection, groups: Sequence[Sequence[Term]]) -> dict[int, str]:
    """Return the newest quotes with a word of each group, by key."""
    query = Query(tuple(Clause(tuple(group)) for group in groups))
    index = index_of(connection, "quote")

    def bodies(keys: Subquery) -> Select[Any]:
        return select(keys.c.key, col(Quote.body)).join(Quote, col(Quote.key) == keys.c.key)

    held = held_days(connection)
    ground = Ground("quote", index.table, index.key, (None, None), (), index, query, held=held)
    return dict(map(tuple, ground.read(connection, bodies, CANDIDATES)))
