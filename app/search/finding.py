"""A reader's query against the record: read, widened to other spellings, and shown in the hits."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from app.errors import InvalidParameterError
from app.models import ActorAlias, SearchWord, SpeakerAlias
from app.search.highlight import highlights, snippet
from app.search.language import Query, QueryError, parse
from app.search.passages import PASSAGES, Passages
from app.search.ranking import CANDIDATES
from app.search.spellings import expand, nearest, spellings_of

LONGEST_NAME = 6
"""Words of the longest name that is looked for in a query."""

SUGGESTIONS = 5

SNIPPETS = 5
"""Fields of one hit that are shown; a day can match in each of its lines."""


@dataclass(frozen=True)
class Finding:
    """A query ready for one subject's index, and how its hits are shown.

    `expansions` gives, for each name as typed, the other spellings that were looked for too.
    """

    query: Query
    expansions: dict[str, list[str]]
    passages: Callable[[Mapping[str, Any]], Passages]


def find(connection: Connection, subject: str, text: str | None) -> Finding | None:
    """Return what `text` looks for, if there is any; InvalidParameterError tells what is wrong."""
    if text is None:
        return None
    query, expansions = read_query(connection, text)
    return Finding(query, expansions, PASSAGES[subject])


def read_query(connection: Connection, text: str) -> tuple[Query, dict[str, list[str]]]:
    """Return the query widened to the other spellings of the names in it, and which those are."""
    try:
        query = parse(text)
    except QueryError as error:
        raise InvalidParameterError("q", str(error)) from None
    return expand(query, spellings_of(_name_groups(connection, query)))


def shown(body: str, finding: Finding) -> str:
    """Return a hit's JSON with where it matches, in fields and offsets, and a snippet."""
    item = json.loads(body)
    found = []
    for pointer, passage in finding.passages(item):
        spans = highlights(finding.query, passage.text, passage.language)
        if spans:
            found.append(
                {
                    "pointer": pointer,
                    "spans": [list(span) for span in spans],
                    "snippet": snippet(passage.text, spans),
                }
            )
        if len(found) == SNIPPETS:
            break
    item["matches"] = found
    return json.dumps(item, ensure_ascii=False, separators=(",", ":"))


def told_of(connection: Connection, finding: Finding, order: str, total: int) -> dict[str, Any]:
    """Return what an answer says of its search: what was looked for beside what was typed."""
    told: dict[str, Any] = {"expansions": finding.expansions}
    if order == "relevance":
        told["ranked_candidates"] = CANDIDATES
    if not total:
        told["did_you_mean"] = did_you_mean(connection, finding.query)
    return told


def did_you_mean(connection: Connection, query: Query) -> list[str]:
    """Return indexed words that look like those of the query that the index does not have."""
    word = col(SearchWord.word)
    typed = [
        each
        for clause in query.clauses
        if not clause.negated
        for each in clause.alternatives[0].words
    ]
    known = set(connection.scalars(select(word).where(word.in_(typed))))
    suggestions: list[str] = []
    for missing in dict.fromkeys(typed):
        if missing not in known:
            # Misspellings rarely begin wrong, and the whole vocabulary need not be read.
            first = missing[0]
            alike = connection.scalars(
                select(word).where(word >= first, word < chr(ord(first) + 1))
            )
            suggestions += nearest(missing, alike, SUGGESTIONS)
    return suggestions[:SUGGESTIONS]


def _name_groups(connection: Connection, query: Query) -> list[Sequence[str]]:
    """Return the spellings of every name that stands somewhere in the query."""
    words = [
        word
        for clause in query.clauses
        for alternative in clause.alternatives
        for word in alternative.words
    ]
    names = {
        " ".join(words[first : first + length])
        for length in range(1, LONGEST_NAME + 1)
        for first in range(len(words) - length + 1)
    }
    groups: list[Sequence[str]] = []
    for aliases in (ActorAlias, SpeakerAlias):
        mine = select(col(aliases.slug), col(aliases.name_group)).where(
            col(aliases.folded).in_(names)
        )
        spelled: dict[tuple[str, int], list[str]] = {}
        for slug, number in connection.execute(mine):
            spelled[slug, number] = []
        if not spelled:
            continue
        of_slugs = select(
            col(aliases.slug), col(aliases.name_group), col(aliases.alias), col(aliases.folded)
        ).where(col(aliases.slug).in_({slug for slug, _ in spelled}))
        for slug, number, alias, folded in connection.execute(
            of_slugs.order_by(col(aliases.folded))
        ):
            # US and AS are words of many texts: typed they are looked for, meant they are not.
            if (slug, number) in spelled and (len(folded) > 2 or folded in names):
                spelled[slug, number].append(alias)
        groups += spelled.values()
    return groups
