"""The names that a query has, of actors, speakers, places and others, in any form."""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import Connection, select
from sqlmodel import col

from app.fulltext.language import Query, name_words
from app.fulltext.spellings import spelled
from app.head import Remembered
from app.models import ActorAlias, SpeakerAlias
from app.text.analyser import MEANT, fold, stem_of, tokens
from app.text.stems import CYRILLIC

LONGEST_NAME = 6
"""Words of the longest name that is looked for in a query."""

_SHORT_BUT_NO_WORDS = frozenset(map(fold, ("EU", "ЕС", "ЄС", "UN", "UK", "РФ")))
"""Names of two letters that are words of no text: US, AS, IN, IT and NO are, and those are looked
for where they are typed, but not where another name of theirs is."""

_SHORTEST_INFLECTED = 4
_BEGINNING = 2
"""Letters that the forms of a name have in common at least: Київ and Києва."""


class _Word(NamedTuple):
    """A word of the query, and its stems by language; no stems where it is looked for as it is."""

    folded: str
    stems: frozenset[str]


class _Alias(NamedTuple):
    slug: str
    group: int
    alias: str
    folded: str


class _Listed(NamedTuple):
    """A name of the lists that come with Daybook."""

    alias: str
    folded: str
    group: int


def name_groups(connection: Connection, query: Query) -> list[Sequence[str]]:
    """Return the spellings of every name in the query, its case form as it is typed included."""
    words = _words_of(query)
    names = {
        " ".join(word.folded for word in words[first : first + length])
        for length in range(1, LONGEST_NAME + 1)
        for first in range(len(words) - length + 1)
    }
    names.update(MEANT[name] for name in names & MEANT.keys())
    beginnings = {word.folded[:_BEGINNING] for word in words if word.stems}
    return [
        *_actors_and_speakers(connection, words, names, beginnings),
        *_listed(words, names, beginnings),
    ]


def _words_of(query: Query) -> list[_Word]:
    return [
        _Word(word, frozenset(stems[at] for stems in term.stems if _is_inflected(word)))
        for clause in query.clauses
        for term in clause.alternatives
        if not term.as_one  # it would stand between the words of a longer name
        for at, word in enumerate(name_words(term))
    ]


def _is_inflected(word: str) -> bool:
    """Say whether a folded word may be a case form: names in Latin letters have none here."""
    return len(word) >= _SHORTEST_INFLECTED and not word.isascii()


def _forms(alias: str, words: Sequence[_Word]) -> Iterator[str]:
    """Give the case forms of a name that stand in the query: Зеленського of Зеленський."""
    stems = _stems(alias)
    for at in range(len(words) - len(stems) + 1):
        run = words[at : at + len(stems)]
        if all(word.stems & there for word, there in zip(run, stems, strict=True)):
            yield " ".join(word.folded for word in run)


@lru_cache(maxsize=1 << 14)
def _stems(alias: str) -> list[frozenset[str]]:
    return [frozenset(stem_of(token, language) for language in CYRILLIC) for token in tokens(alias)]


def _actors_and_speakers(
    connection: Connection, words: Sequence[_Word], names: set[str], beginnings: set[str]
) -> Iterator[Sequence[str]]:
    for known in _HELD.of(connection, (ActorAlias, SpeakerAlias)):
        typed: dict[tuple[str, int], list[str]] = {}
        for alias in known.alike(names, beginnings):
            forms = [] if alias.folded in names else list(_forms(alias.alias, words))
            if forms or alias.folded in names:
                typed.setdefault((alias.slug, alias.group), []).extend(forms)
        for (slug, group), found in typed.items():
            others = [
                alias.alias
                for alias in known.by_slug[slug]
                if alias.group == group and _may_be_meant(alias.folded, names)
            ]
            yield [*found, *others]


def names_of_speakers(connection: Connection, names: Sequence[str]) -> list[str]:
    """Return all folded names of the speakers who have one of some folded names."""
    [_, known] = _HELD.of(connection, (ActorAlias, SpeakerAlias))
    slugs = {known.sorted[at].slug for name in names for at in known.by_name.get(name, ())}
    return [fold(alias.alias) for slug in sorted(slugs) for alias in known.by_slug[slug]]


def _may_be_meant(folded: str, typed: set[str]) -> bool:
    """Say whether a spelling may be looked for where another was typed."""
    return len(folded) > 2 or folded in typed or folded in _SHORT_BUT_NO_WORDS


@dataclass(frozen=True)
class _Names:
    """The names of all actors, or of all speakers, sorted by folded spelling and slug."""

    sorted: list[_Alias]
    by_slug: dict[str, list[_Alias]]
    by_name: dict[str, list[int]]
    """Where a folded spelling stands in `sorted`."""

    def alike(self, names: set[str], beginnings: set[str]) -> list[_Alias]:
        """Return those that are one of some folded names or begin in one of some ways, in order."""
        places = {at for name in names for at in self.by_name.get(name, ())}
        for start in beginnings:
            first = bisect_left(self.sorted, start, key=_folded)
            places.update(range(first, bisect_left(self.sorted, f"{start}\U0010ffff", key=_folded)))
        return [self.sorted[at] for at in sorted(places)]


_folded = attrgetter("folded")


def _read_names(connection: Connection, table: type[ActorAlias | SpeakerAlias]) -> _Names:
    rows = connection.execute(select(col(table.slug), col(table.name_group), col(table.alias)))
    # Not as the table has them folded: US in capitals is not us.
    found = (_Alias(slug, group, alias, spelled(alias)) for slug, group, alias in rows)
    aliases = sorted(found, key=attrgetter("folded", "slug"))
    by_slug: dict[str, list[_Alias]] = defaultdict(list)
    by_name: dict[str, list[int]] = defaultdict(list)
    for at, alias in enumerate(aliases):
        by_slug[alias.slug].append(alias)
        by_name[alias.folded].append(at)
    return _Names(aliases, dict(by_slug), dict(by_name))


def _read_all(
    connection: Connection, tables: tuple[type[ActorAlias | SpeakerAlias], ...]
) -> list[_Names]:
    return [_read_names(connection, table) for table in tables]


_HELD = Remembered(_read_all)
"""Asking the database for the names of a query took longer than all else that a search does."""


def _listed(
    words: Sequence[_Word], names: set[str], beginnings: set[str]
) -> Iterator[Sequence[str]]:
    groups, by_name, by_beginning = _listed_names()
    found: dict[int, list[str]] = {by_name[each]: [] for each in sorted(names) if each in by_name}
    for place in (each for start in sorted(beginnings) for each in by_beginning.get(start, ())):
        if place.folded not in names:
            for form in _forms(place.alias, words):
                found.setdefault(place.group, []).append(form)
    for group, forms in found.items():
        yield [*groups[group], *forms]


@cache
def _listed_names() -> tuple[list[list[str]], dict[str, int], dict[str, list[_Listed]]]:
    """Return groups of spellings, the group of each folded one, and all by their beginning."""
    data = files("app") / "data"
    groups: list[list[str]] = []
    for file in ("places.json", "other_names.json"):
        groups += json.loads((data / file).read_text(encoding="utf-8"))
    by_beginning: dict[str, list[_Listed]] = defaultdict(list)
    listed = [_Listed(alias, fold(alias), n) for n, group in enumerate(groups) for alias in group]
    for each in listed:
        by_beginning[each.folded[:_BEGINNING]].append(each)
    return groups, {each.folded: each.group for each in listed}, by_beginning
