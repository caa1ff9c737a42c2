"""A phrase of a day is one of its heading, an event or a quote, whichever database is asked."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Select, Subquery, select

from app.db.engine import Database
from app.document import Document
from app.fulltext.engines import era
from app.fulltext.language import parse
from app.fulltext.store import index_of
from app.names.vocabulary import read_vocabulary
from app.record.writer import Author, write_updates
from app.text.analyser import MOST_POSITIONS
from app.updates.queries import select_updates
from app.updates.schemas import UpdateFilters
from tests.factories import event, parsed, quote


def write(database: Database, days: Sequence[Document]) -> None:
    with database.write() as connection:
        write_updates(connection, days, read_vocabulary(connection), Author("tests"))


def found(database: Database, asked: str, newest: bool = True) -> list[int]:
    """Return the days that a list gives."""

    def keys(some: Subquery) -> Select[tuple[int]]:
        return select(some.c.key)

    with database.read() as connection:
        ground = select_updates(connection, UpdateFilters(q=asked)).ground
        return [day for (day,) in ground.read(connection, keys, 1_000, newest)]


def found_whole(database: Database, asked: str) -> list[int]:
    """Return the days that the whole query finds, asked as one condition."""
    with database.read() as connection:
        ground = select_updates(connection, UpdateFilters(q=asked)).ground
        days = ground.source.select().with_only_columns(ground.key)
        return list(connection.scalars(days.where(*ground.all_conditions()).order_by(ground.key)))


@pytest.mark.parametrize(
    "asked",
    [
        '"air raid"',
        '"eastern ukraine" "air raid"',
        '"air raid" kyiv -soledar',
        '"air raid" or "nuclear power"',
        'soledar or "air raid"',
        '"eastern ukr"* missile',
        '-"air raid" missile',
        '"air raid" -"power plant"',
    ],
)
def test_a_list_finds_what_the_whole_query_finds(shared: Database, asked: str) -> None:
    expected = found_whole(shared, asked)
    assert expected
    assert found(shared, asked, newest=False) == expected
    assert found(shared, asked) == expected[::-1]


def test_every_text_of_a_day_has_its_phrases(empty: Database) -> None:
    days = [
        parsed(400, headline="Grey heron seen"),
        parsed(401, summary="There was a grey heron."),
        parsed(402, events=[event("A grey heron stood there."), event("A white stork.")]),
        parsed(403, events=[event(place="Grey Heron")]),
        parsed(404, quotes=[quote("I saw a grey heron, and a white stork.")]),
        parsed(405, quotes=[quote(role="keeper of the grey heron")]),
        parsed(406, headline="All is grey", summary="Heron seen"),
        parsed(407, events=[event("All is grey."), event("Heron seen.")]),
    ]
    write(empty, days)
    assert found(empty, "grey heron", newest=False) == [*range(400, 408)]
    assert found(empty, '"grey heron"', newest=False) == [*range(400, 406)]
    assert found(empty, '"grey heron" "white stork"', newest=False) == [402, 404]
    assert found(empty, '"grey heron" -"white stork"', newest=False) == [400, 401, 403, 405]
    assert found(empty, '"grey her"* or "white storks"', newest=False) == [*range(400, 406)]


def test_a_phrase_behind_all_words_that_a_day_can_hold_is_not_the_days(empty: Database) -> None:
    filler = " ".join(["filler"] * 600)
    count = MOST_POSITIONS // 600 + 1
    lines = [event(f"{filler} {number}") for number in range(count)]
    write(empty, [parsed(400, headline="Heron, grey", events=[*lines, event("A grey heron.")])])
    assert found(empty, "grey heron") == [400]
    assert found(empty, '"grey heron"') == []


def test_only_the_phrases_that_a_day_must_have_are_looked_for_in_its_parts(
    shared: Database,
) -> None:
    query = parse('"air raid" -"last night" drone "power plant"')
    with shared.read() as connection:
        index = index_of(connection, "update")
        needles = index.needles(query, (), [era(6, 4)])
        of_events = index_of(connection, "event").needles(query)
        if index.is_sqlite:
            assert list(needles) == list(of_events) == ["match"]
            return
    phrases = ["phrase0", "phrase0_apart", "phrase3", "phrase3_apart"]
    assert list(needles) == ["eras", "match", *phrases, "checked"]
    assert "'air' <-> 'raid'" in needles["phrase0"]
    assert "'power' & 'plant'" in needles["phrase3_apart"]
    assert list(of_events) == ["match", "checked"]
