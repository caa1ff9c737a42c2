"""What PostgreSQL's index is asked, in parts: which eras, which words, and what is left to rows."""

from typing import Any

import pytest
from sqlalchemy import Select, Subquery, select

from app.db.engine import Database
from app.events.queries import select_events
from app.events.schemas import EventFilters
from app.fulltext.engines import era
from app.fulltext.language import parse
from app.fulltext.names import named
from app.fulltext.store import index_of


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


@pytest.mark.parametrize("asked", ["missile -kyiv", 'drone -"power plant"', "war -missile -drone"])
def test_what_is_asked_of_a_few_days_is_what_the_whole_finds(shared: Database, asked: str) -> None:
    found = 0
    with shared.read() as connection:
        for day in range(300, 341):
            of_days = EventFilters.model_validate({"q": asked, "from": day, "to": day + 1})
            ground = select_events(connection, of_days).ground
            rows = ground.read(connection, lambda keys: select(keys.c.key), 1_000, newest=False)
            whole = ground.source.select().with_only_columns(ground.key)
            expected = sorted(connection.scalars(whole.where(*ground.all_conditions())))
            assert [key for (key,) in rows] == expected
            found += len(rows)
    assert found


def test_names_that_are_left_out_are_looked_for_alone_in_a_few_days(shared: Database) -> None:
    left_out = named("actor", [["russia"]], "none")
    with shared.read() as connection:
        index = index_of(connection, "event")
        needles = index.needles(parse("drone -kyiv"), left_out, of_few=True)
        if index.is_sqlite:
            assert list(needles) == ["match", "without"]
            assert "kyiv" in needles["without"]
            assert "russia" in needles["without"]
            assert "NOT" not in needles["match"]
            assert list(index.needles(parse("drone"), (), of_few=True)) == ["match"]
