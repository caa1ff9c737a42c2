"""Actors, speakers and categories: the names the record knows, and what a name may mean."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import chain
from typing import Any

from anyascii import anyascii
from babel import Locale
from sqlalchemy import Connection, insert, select
from sqlmodel import col

from app.document import Document
from app.models import Actor, ActorAlias, Category, Speaker, SpeakerAlias
from app.suggestions import did_you_mean, hint, nearest
from app.text.analyser import fold
from app.validation import Fault

LANGUAGES = ("en", "uk", "ru", "be", "id")
"""The languages in which Babel names the territories for us."""

UNKNOWN_KIND = "unknown"
"""The kind of a speaker whom only a document has named so far."""


@dataclass
class Vocabulary:
    """What a document may name. Grows by the speakers that its documents bring.

    `words` are those that this vocabulary's documents have brought to the index already.
    """

    actors: frozenset[str]
    actor_names: dict[str, tuple[str, ...]]
    categories: frozenset[str]
    speakers: dict[str, tuple[str, ...]]
    speaker_names: dict[str, str]
    new_speakers: dict[str, dict[str, Any]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)

    def faults(self, document: Document) -> Iterator[Fault]:
        """Yield every name in the document that the vocabulary does not know."""
        for n, event in enumerate(document.events):
            if event.category not in self.categories:
                known = f": choose from {', '.join(sorted(self.categories))}"
                told = f"is not a known category{hint(event.category, self.categories) or known}"
                yield Fault(f"/events/{n}/category", f"{event.category!r} {told}")
            for m, slug in enumerate(event.actors):
                yield from self._unknown_actor(f"/events/{n}/actors/{m}", slug)
            if event.claimed_by is not None:
                yield from self._unknown_actor(f"/events/{n}/claimed_by", event.claimed_by)
        for n, quote in enumerate(document.quotes):
            yield from self._unknown_actor(f"/quotes/{n}/actor", quote.actor)
            for m, slug in enumerate(quote.about):
                yield from self._unknown_actor(f"/quotes/{n}/about/{m}", slug)
            meant = self._meant(quote.speaker)
            if len(meant) > 1:
                yield Fault(f"/quotes/{n}/speaker", f"may be any of {self._tell_apart(meant)}")
            elif not meant and not fold(quote.speaker):
                yield Fault(f"/quotes/{n}/speaker", "has no letter or digit: name the speaker")

    def knows_speaker(self, name: str) -> bool:
        """Tell whether a quote's speaker is known by this name."""
        return bool(self._meant(name))

    def speaker_slug(self, name: str, actor: str) -> str:
        """Return the slug of the speaker of that name; a name never heard makes a speaker."""
        meant = self._meant(name)
        if meant:
            return meant[0]
        slug = self._free_slug(name)
        self.speakers[fold(name)] = (slug,)
        self.speaker_names[slug] = name
        self.new_speakers[slug] = {
            "slug": slug,
            "kind": UNKNOWN_KIND,
            "name": name,
            "actor": actor,
            "merged_into": None,
        }
        return slug

    def _unknown_actor(self, pointer: str, slug: str) -> Iterator[Fault]:
        if slug not in self.actors:
            # A document names actors by their slugs; readers may ask by any of their names.
            meant = self.actor_names.get(fold(slug)) or nearest(slug, self.actors)
            yield Fault(pointer, f"{slug!r} is not a known actor{did_you_mean(meant)}")

    def _meant(self, name: str) -> tuple[str, ...]:
        folded = fold(name)
        meant = self.speakers.get(folded, ())
        if len(meant) < 2:
            return meant
        exact = tuple(slug for slug in meant if fold(self.speaker_names[slug]) == folded)
        return exact or meant

    def _tell_apart(self, slugs: tuple[str, ...]) -> str:
        """Return the names of several speakers, and what to do where only one can be meant."""
        names = sorted(self.speaker_names[slug] for slug in slugs)
        if len(set(map(fold, names))) == len(names):
            return f"{', '.join(names)}: write one in full"
        told = ", ".join(f"{self.speaker_names[slug]} ({slug})" for slug in sorted(slugs))
        return f"{told}: give one of them another name"

    def _free_slug(self, name: str) -> str:
        slug = slug_for(name)
        taken, n = slug, 2
        while taken in self.speaker_names:
            taken, n = f"{slug}-{n}", n + 1
        return taken


def slug_for(name: str) -> str:
    """Return the slug of a speaker of whom nothing but the name is known, where it is free."""
    return "-".join(fold(anyascii(name)).split())[:70].rstrip("-") or "speaker"


def read_vocabulary(connection: Connection) -> Vocabulary:
    """Return the vocabulary as the record has it now."""
    actor_names = _read_names(connection, ActorAlias)
    return Vocabulary(
        actors=frozenset(chain.from_iterable(actor_names.values())),
        actor_names=actor_names,
        categories=frozenset(connection.scalars(select(col(Category.slug)))),
        speakers=_read_names(connection, SpeakerAlias),
        speaker_names=dict(connection.execute(select(col(Speaker.slug), col(Speaker.name))).all()),
    )


def _read_names(
    connection: Connection, aliases: type[ActorAlias | SpeakerAlias]
) -> dict[str, tuple[str, ...]]:
    """Return the slugs that each name means, by the name as it is compared."""
    names: dict[str, tuple[str, ...]] = {}
    for folded, slug in connection.execute(
        select(col(aliases.folded), col(aliases.slug)).order_by(col(aliases.slug))
    ):
        names[folded] = (*names.get(folded, ()), slug)
    return names


def save_new_speakers(connection: Connection, vocabulary: Vocabulary) -> None:
    """Write the speakers that documents brought, under the one name they are known by."""
    new = list(vocabulary.new_speakers.values())
    vocabulary.new_speakers.clear()
    if new:
        connection.execute(insert(Speaker), new)
        connection.execute(
            insert(SpeakerAlias),
            [row for each in new for row in alias_rows(each["slug"], [[each["name"]]])],
        )


def load_builtin(connection: Connection) -> bool:
    """Write the vocabularies that come with Daybook into a record that has none yet."""
    if connection.scalar(select(col(Actor.slug)).limit(1)) is not None:
        return False
    actors = read_builtin("actors")
    speakers = read_builtin("speakers")
    connection.execute(insert(Category), read_builtin("categories"))
    names = {each["slug"]: _names(each) for each in actors}
    connection.execute(
        insert(Actor),
        [
            {**{k: each[k] for k in ("slug", "kind", "name")}, "names": names[each["slug"]]}
            for each in actors
        ],
    )
    connection.execute(
        insert(ActorAlias),
        [
            row
            for each in actors
            for row in alias_rows(
                each["slug"], _grouped([each["name"], *names[each["slug"]].values()], each)
            )
        ],
    )
    connection.execute(
        insert(Speaker),
        [
            {**{k: each[k] for k in ("slug", "kind", "name", "actor")}, "merged_into": None}
            for each in speakers
        ],
    )
    connection.execute(
        insert(SpeakerAlias),
        [
            row
            for each in speakers
            for row in alias_rows(each["slug"], _grouped([each["name"]], each))
        ],
    )
    return True


def alias_rows(slug: str, groups: Iterable[Iterable[str]]) -> list[dict[str, Any]]:
    """Return the alias rows of one actor or speaker; a spelling belongs to its first group."""
    rows: dict[str, dict[str, Any]] = {}
    for number, group in enumerate(groups):
        for alias in group:
            folded = fold(alias)
            row = {"folded": folded, "slug": slug, "alias": alias, "name_group": number}
            rows.setdefault(folded, row)
    return list(rows.values())


def _grouped(names: list[str], entry: dict[str, Any]) -> list[list[str]]:
    """Return the entry's alias groups, its own names joined to the group that spells them."""
    folded = {fold(name) for name in names}
    own, others = list(names), []
    for group in entry["aliases"]:
        if folded & {fold(alias) for alias in group}:
            own += group
        else:
            others.append(group)
    return [own, *others, [entry["slug"]]]


def _names(entry: dict[str, Any]) -> dict[str, str]:
    names: dict[str, str] = dict(entry["names"])
    if entry["territory"]:
        for language in LANGUAGES:
            known = Locale(language).territories.get(entry["territory"])
            if known:
                names[language] = names.get(language, str(known))
    return {language: names[language] for language in sorted(names)}


def read_builtin(name: str) -> list[dict[str, Any]]:
    """Return the actors, speakers or categories that come with Daybook."""
    text = (files("app") / "data" / f"{name}.json").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = json.loads(text)
    return entries
