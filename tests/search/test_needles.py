"""What PostgreSQL's index is asked, in parts: which eras, which words, and what is left to rows."""

from typing import Any

import pytest
from sqlalchemy import Select, Subquery, select

from app.db import Database
from app.events.queries import select_events
from app.events.schemas import EventFilters
from app.search.engines import era
from app.search.language import parse
from app.search.names import named
from app.search.store import index_of


def test_a_phrase_is_asked_of_rows_and_its_words_of_the_index(shared: Database) -> None:
    query = parse('"air raid" -"last night" -drone')
    with shared.read() as connection:
        index = index_of(connection, "event")
        parts = index.needles(query, named("actor", [["russia"]]), [era(6, 4)])
        if index.is_sqlite:
            assert list(parts) == ["match"]
            return
    assert list(parts) == ["eras", "match", "checked"]
    assert "<->" in parts["checked"]
    assert "'air' & 'raid'" in parts["match"]
    assert "night" not in parts["match"]  # a row may have both words, only not in this order
    assert "drone" in parts["match"]
    assert "russia" in parts["match"]


def test_eras_are_a_part_of_their_own(shared: Database) -> None:
    with shared.read() as connection:
        index = index_of(connection, "event")
        parts = index.needles(parse("drone kyiv"), (), [era(6, 4)])
        expected = ["match"] if index.is_sqlite else ["eras", "match"]
        assert list(parts) == expected


@pytest.mark.parametrize("asked", ["drone kyiv", "missile -kyiv", '"air raid"', "drone or missile"])
def test_parts_find_what_the_whole_finds(shared: Database, asked: str) -> None:
    """Of every stretch: the first of a record as short as the built-in one has eras too."""
    with shared.read() as connection:
        ground = select_events(connection, EventFilters(q=asked)).ground

        def keys(found: Subquery) -> Select[Any]:
            return select(found.c.key)

        for newest in (True, False):
            rows = ground.read(connection, keys, 1_000, newest)
            whole = connection.execute(
                ground.source.select().with_only_columns(ground.key).where(*ground.all_conditions())
            )
            assert [key for (key,) in rows] == sorted(whole.scalars(), reverse=newest)
            assert rows
