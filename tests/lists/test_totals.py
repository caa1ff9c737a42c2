"""Totals of whole lists, however they are counted."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel

from app.db.engine import Database
from app.events.queries import select_events
from app.events.schemas import EventFilters
from app.lists.totals import count_rows
from app.models import Event, Quote, Update, table
from app.quotes.queries import select_quotes
from app.quotes.schemas import QuoteFilters
from app.updates.queries import select_updates
from app.updates.schemas import UpdateFilters

LISTS: dict[str, tuple[Any, Any, type[SQLModel]]] = {
    "update": (select_updates, UpdateFilters, Update),
    "event": (select_events, EventFilters, Event),
    "quote": (select_quotes, QuoteFilters, Quote),
}


@pytest.mark.parametrize("subject", LISTS)
@pytest.mark.parametrize("bounds", [{}, {"from": 312}, {"to": 340}, {"from": 312, "to": 340}])
@pytest.mark.parametrize("difference", [-1, 0, 1, 100])
def test_a_total_is_exact_up_to_its_bound(
    shared: Database,
    subject: str,
    bounds: dict[str, int],
    difference: int,
) -> None:
    choose, filters, model = LISTS[subject]
    asked = filters.model_validate(bounds)
    day = table(model).c.day
    with shared.read() as connection:
        within = select(func.count()).where(*asked.days(day))
        there = connection.execute(within.select_from(table(model))).scalar_one()
        assert there > 10
        limit = there + difference + 1
        counted = count_rows(connection, choose(connection, asked).ground, limit)
    assert counted == min(there, limit)


def test_days_that_hold_little_are_counted_row_by_row(
    shared: Database,
) -> None:
    """The first few days have fewer quotes than the bound: what they hold is not all there is."""
    with shared.read() as connection:
        there = connection.execute(select(func.count()).select_from(table(Quote))).scalar_one()
        days = connection.execute(select(func.count()).select_from(table(Update))).scalar_one()
        bound = days - 2  # more days are there than rows are counted up to
        ground = select_quotes(connection, QuoteFilters()).ground
        assert count_rows(connection, ground, bound) == min(there, bound)
