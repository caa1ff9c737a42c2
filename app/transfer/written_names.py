"""What actors and speakers are beyond those of a fresh record: lines at the head of an export."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Connection, and_, func, select
from sqlmodel import col

from app.models import Quote, Revision, SpeakerAlias, UpdateSpeaker, table
from app.names.aliases import read_groups
from app.names.meanings import ACTOR, SPEAKER, NameKind
from app.names.vocabulary import read_builtin, slug_for
from app.text.analyser import fold

Rows = dict[str, dict[str, Any]]
"""Actors or speakers as the table has them, by slug."""


def export_names(connection: Connection) -> Iterator[str]:
    """Yield a line for each actor and speaker whom the days alone would not bring as it is.

    In an order in which a record takes them: actors, speakers, merges, and what was deleted.
    """
    actors, speakers = _held(connection, ACTOR), _held(connection, SPEAKER)
    wrote_actors, wrote_speakers = _written(connection, ACTOR), _written(connection, SPEAKER)
    builtin_actors, builtin_speakers = _builtin(ACTOR), _builtin(SPEAKER)
    for slug in sorted(wrote_actors & actors.keys()):
        yield _line(connection, ACTOR, actors[slug])

    brought = speakers.keys() - builtin_speakers - wrote_speakers
    said = (wrote_speakers & speakers.keys()) | _made_otherwise(connection, speakers, brought)
    into = {slug: speakers[slug]["merged_into"] for slug in said}
    merged = {slug for slug in said if into[slug] is not None}
    whole = {into[slug] for slug in merged}
    # Whom others went into must be there before them, and has its names only after them.
    for slug in sorted(said - merged - (whole & builtin_speakers)):
        yield _line(connection, SPEAKER, speakers[slug])
    for slug in [*sorted(merged), *sorted(whole)]:
        yield _line(connection, SPEAKER, speakers[slug])

    for slug in sorted((builtin_speakers & wrote_speakers) - speakers.keys()):
        yield _dump(SPEAKER, {"slug": slug, "deleted": True})
    for slug in sorted((builtin_actors & wrote_actors) - actors.keys()):
        yield _dump(ACTOR, {"slug": slug, "deleted": True})


def _held(connection: Connection, kind: NameKind) -> Rows:
    rows = connection.execute(select(table(kind.table))).mappings()
    return {row["slug"]: dict(row) for row in rows}


def _written(connection: Connection, kind: NameKind) -> set[str]:
    """Return the slugs that somebody wrote, merged or deleted."""
    mine = select(col(Revision.subject_id)).where(col(Revision.subject) == kind.word)
    return set(connection.scalars(mine.distinct()))


def _builtin(kind: NameKind) -> set[str]:
    return {each["slug"] for each in read_builtin(f"{kind.word}s")}


def _made_otherwise(connection: Connection, speakers: Rows, brought: set[str]) -> set[str]:
    """Return those of the speakers brought by days whom these, in their order, would not bring.

    A day that was corrected leaves its speaker behind, and the days may have been written in any
    order: the first that is written gives a speaker its slug, its spelling and its actor.
    """
    name, day = col(UpdateSpeaker.speaker), col(UpdateSpeaker.day)
    first = select(name, func.min(day).label("day")).group_by(name).subquery()
    mine = and_(first.c.speaker == col(Quote.speaker), first.c.day == col(Quote.day))
    quotes = select(col(Quote.speaker), col(Quote.actor), col(Quote.body)).join(first, mine)
    bringing: dict[str, tuple[str, str]] = {}
    for slug, actor, body in connection.execute(quotes.order_by(col(Quote.position))):
        if slug in brought and slug not in bringing:
            bringing[slug] = actor, json.loads(body)["speaker"]
    spelled = select(col(SpeakerAlias.folded)).group_by(col(SpeakerAlias.folded))
    shared = set(connection.scalars(spelled.having(func.count() > 1)))

    def is_as_made(row: dict[str, Any]) -> bool:
        return (
            bringing.get(row["slug"]) == (row["actor"], row["name"])
            and row["slug"] == slug_for(row["name"])
            and fold(row["name"]) not in shared
        )

    return {slug for slug in brought if not is_as_made(speakers[slug])}


def _line(connection: Connection, kind: NameKind, row: dict[str, Any]) -> str:
    told = {name: value for name, value in row.items() if name != "merged_into"}
    if row.get("merged_into") is not None:
        told["merged_into"] = row["merged_into"]
    else:
        told["aliases"] = read_groups(connection, kind, row["slug"])
    return _dump(kind, told)


def _dump(kind: NameKind, told: dict[str, Any]) -> str:
    return to_json({kind.word: told}).decode()
