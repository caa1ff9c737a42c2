"""Statements by their shape: their texts are kept, and not without end."""

import pytest
from sqlalchemy import Integer, select

from app.db import statements
from app.db.engine import Database
from app.db.statements import given, run


def test_shapes_without_end_fill_no_memory(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "_texts", {})
    monkeypatch.setattr(statements, "MOST_TEXTS", 3)
    with empty.read() as connection:
        for number in range(10):
            question = select(given("n").cast(Integer).label(f"column_{number}"))
            for n in (1, 2):
                rows = run(connection, ("of its own", number), lambda: question, {"n": n})  # noqa: B023 - run here
                assert rows == [(n,)]
            assert 1 <= len(statements._texts) <= 3
