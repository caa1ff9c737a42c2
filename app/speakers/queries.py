"""Questions about speakers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import col

from app.actors.queries import span
from app.errors import MergedError
from app.head import Tag, read_tag
from app.models import Quote, SpeakerAlias, UpdateSpeaker
from app.models import Speaker as SpeakerRow
from app.names.meanings import SPEAKER, meanings, redirect_of
from app.speakers.schemas import FoundSpeaker, Speaker

_COLUMNS = (
    col(SpeakerRow.slug),
    col(SpeakerRow.kind),
    col(SpeakerRow.name),
    col(SpeakerRow.actor),
)


def list_speakers(connection: Connection) -> tuple[list[Speaker], Tag]:
    """Return every speaker, the most often quoted first."""
    statement = select(*_COLUMNS).where(col(SpeakerRow.merged_into).is_(None))
    rows = connection.execute(statement).mappings().all()
    found = [Speaker(**fields) for fields in _described(connection, rows, None)]
    found.sort(key=lambda speaker: (-speaker.quotes, speaker.slug))
    return found, read_tag(connection)


def find_speakers(connection: Connection, ref: str) -> tuple[list[FoundSpeaker], Tag]:
    """Return the speakers that `ref` may mean, mostly one.

    UnknownNameError for none, MergedError when it is the slug of one merged into another.
    """
    # First, as it takes a text of any kind: PostgreSQL looks for none that has a NUL.
    meant = {meaning.slug: meaning.alias for meaning in meanings(connection, SPEAKER, ref)}
    if into := redirect_of(connection, ref):
        raise MergedError(ref, into)
    statement = select(*_COLUMNS).where(col(SpeakerRow.slug).in_(meant))
    rows = connection.execute(statement.order_by(col(SpeakerRow.slug))).mappings().all()
    described = _described(connection, rows, list(meant))
    found = [FoundSpeaker(**fields, matched_alias=meant[fields["slug"]]) for fields in described]
    return found, read_tag(connection)


def _described(
    connection: Connection, rows: Sequence[Any], only: list[str] | None
) -> list[dict[str, Any]]:
    """Return the answer's fields for speaker rows, counted in one statement per table."""

    def narrowed(statement: Any, name: Any) -> Any:
        return connection.execute(statement if only is None else statement.where(name.in_(only)))

    name = col(Quote.speaker)
    quotes = dict(narrowed(select(name, func.count()).group_by(name), name).all())
    name, day = col(UpdateSpeaker.speaker), col(UpdateSpeaker.day)
    counted = select(name, func.count(), func.min(day), func.max(day)).group_by(name)
    spans = {slug: tuple(rest) for slug, *rest in narrowed(counted, name)}
    aliases: dict[str, list[str]] = {}
    name = col(SpeakerAlias.slug)
    ordered = select(name, col(SpeakerAlias.alias)).order_by(
        name, col(SpeakerAlias.name_group), col(SpeakerAlias.folded)
    )
    for slug, alias in narrowed(ordered, name):
        aliases.setdefault(slug, []).append(alias)
    return [
        {
            **row,
            "aliases": aliases.get(row["slug"], []),
            "quotes": quotes.get(row["slug"], 0),
            **span(*spans.get(row["slug"], (0, None, None))),
        }
        for row in rows
    ]
