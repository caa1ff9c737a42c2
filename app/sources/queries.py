"""Questions about sources: which outlets the record cites, and whom they relay."""

from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import col

from app.actors.queries import span
from app.head import Tag, read_tag
from app.lists.filters import Filters
from app.models import Citation
from app.sources.schemas import Outlet, Relay


def list_sources(connection: Connection, asked: Filters) -> tuple[list[Outlet], Tag]:
    """Return the outlets cited on the days asked for, the most often cited first."""
    outlet, day = col(Citation.outlet), col(Citation.day)

    def grouped(*columns: Any) -> Any:
        return select(outlet, *columns).where(*asked.days(day)).group_by(outlet)

    via = col(Citation.via)
    relays: dict[str, list[Relay]] = {}
    relayed = grouped(via, func.count()).where(via.is_not(None)).group_by(via)
    for name, original, citations in connection.execute(relayed):
        relays.setdefault(name, []).append(Relay(outlet=original, citations=citations))
    for each in relays.values():
        # Sorted here, not there: a PostgreSQL may order letters by the rules of some language.
        each.sort(key=lambda relay: (-relay.citations, relay.outlet))
    languages: dict[str, list[str]] = {}
    language = col(Citation.language)
    for name, code in sorted(connection.execute(grouped(language).group_by(language))):
        languages.setdefault(name, []).append(code)
    counted = grouped(func.count(), func.count(day.distinct()), func.min(day), func.max(day))
    found = [
        Outlet(
            outlet=name,
            citations=citations,
            languages=languages[name],
            relays=relays.get(name, []),
            **span(days, first, last),
        )
        for name, citations, days, first, last in connection.execute(counted)
    ]
    found.sort(key=lambda each: (-each.citations, each.outlet))
    return found, read_tag(connection)
