"""Many rows at once: whatever stands in them arrives, and what may not stand is refused."""

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.db.bulk import insert_rows
from app.db.engine import Database
from app.models import ActorAlias, Citation, table

AWKWARD = ["a\tb", "a\\b", "\\N", "\\.", "a\nb\r\n", "", "'); DROP TABLE x", "Київ 🇺🇦", ":name %s"]


def test_rows_arrive_as_they_are_given(empty: Database) -> None:
    aliases = table(ActorAlias)
    rows = [
        {"alias": text, "slug": "ukraine", "folded": f"row {n}", "name_group": n}
        for n, text in enumerate(AWKWARD)
    ]
    with empty.write() as connection:
        insert_rows(connection, aliases, rows)
        stored = connection.execute(
            select(aliases.c.alias).where(aliases.c.folded.like("row %")).order_by("name_group")
        ).all()
    assert [alias for (alias,) in stored] == AWKWARD


def test_dates_and_nulls_are_what_they_are_by_any_other_way(record: Database) -> None:
    citations = table(Citation)
    with record.write() as connection:
        held = connection.execute(select(citations).order_by("day", "position")).mappings().all()
        day = held[0]["day"]
        rows = [{**row, "position": row["position"] + 100} for row in held if row["day"] == day]
        rows += [{**rows[0], "position": 200, "title": None, "published_on": None}]
        rows += [{**rows[0], "position": 201, "published_on": dt.date(2501, 3, 20)}]
        insert_rows(connection, citations, rows)
        stored = connection.execute(
            select(citations)
            .where(citations.c.day == day, citations.c.position >= 100)
            .order_by("position")
        ).mappings()
        assert list(stored) == rows


def test_no_rows_are_nothing(empty: Database) -> None:
    with empty.write() as connection:
        insert_rows(connection, table(ActorAlias), [])


@pytest.mark.parametrize("slug", ["nobody", "a\0b"])
def test_what_the_database_refuses_is_an_error_of_sqlalchemy(empty: Database, slug: str) -> None:
    row = {"folded": "x", "slug": slug, "alias": "x", "name_group": 0}
    with pytest.raises(DBAPIError) as refused, empty.write() as connection:
        insert_rows(connection, table(ActorAlias), [row])
    if slug == "nobody":
        assert isinstance(refused.value, IntegrityError)
    with empty.read() as connection:
        aliases = table(ActorAlias)
        assert connection.scalar(select(aliases.c.slug).where(aliases.c.folded == "x")) is None
