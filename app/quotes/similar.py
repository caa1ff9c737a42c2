"""Quotes that resemble a quote: the same words said again, or another outlet's translation."""

import json
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import Connection, select
from sqlmodel import col

from app.models import Quote
from app.pagination import Tag, read_tag
from app.search.language import Clause, Query, make_term
from app.search.store import index_of
from app.text import fold

CANDIDATES = 500
WORDS = 12
"""The longest words of the quote; a quote that shares none of them is not looked at."""

LOWEST_SCORE = 0.6
"""Below this two quotes share a subject at most: seen on the built-in record."""


@dataclass(frozen=True)
class Resemblance:
    """A quote's JSON, and how much it resembles the one asked for: 1 is the same words."""

    score: float
    body: str


def find_similar(connection: Connection, quote: str, limit: int) -> tuple[list[Resemblance], Tag]:
    """Return the quotes most like one, given as its JSON, the likest first."""
    asked = json.loads(quote)
    text = fold(asked["text"])
    longest = sorted(set(text.split()), key=lambda word: (-len(word), word))[:WORDS]
    terms = tuple(filter(None, map(make_term, longest)))
    if not terms:
        return [], read_tag(connection)
    index = index_of(connection, "quote")
    candidates = connection.execute(
        select(index.key, col(Quote.body))
        .join(Quote, col(Quote.key) == index.key)
        .where(index.matches(Query((Clause(terms),))))
        .order_by(index.key.desc())
        .limit(CANDIDATES)
    )
    bodies = {key: body for key, body in candidates if json.loads(body)["id"] != asked["id"]}
    texts = {key: fold(json.loads(body)["text"]) for key, body in bodies.items()}
    scored = process.extract(
        text, texts, scorer=fuzz.token_sort_ratio, limit=None, score_cutoff=100 * LOWEST_SCORE
    )
    likest = sorted((-score, -key) for _, score, key in scored)[:limit]
    found = [Resemblance(round(-score / 100, 3), bodies[-key]) for score, key in likest]
    return found, read_tag(connection)
