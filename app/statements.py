"""Statements that are written once for each shape, and then only run.

Putting a statement of a list together and finding its text again costs five times as much as the
database takes to answer it. What changes from request to request are the parameters alone.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Executable, SelectBase, bindparam
from sqlalchemy.sql.elements import BindParameter

_texts: dict[tuple[str, Hashable], tuple[str, Mapping[str, Any], Sequence[str] | None]] = {}
"""By database and shape: the driver's SQL, what every run gives it, and its parameters in order."""


def given(name: str) -> BindParameter[Any]:
    """Return the place of a parameter that `run` is given."""
    return bindparam(name, None)


def run(
    connection: Connection,
    shape: Hashable | None,
    build: Callable[[], SelectBase],
    parameters: Mapping[str, Any],
) -> Sequence[Any]:
    """Run the statement that `build` makes, and return its rows.

    Statements of one shape must have one text; a shape of None is put together each time. Values
    are the driver's: for columns of numbers and texts alone.
    """
    if shape is None:
        return connection.execute(cast("Executable", build()), dict(parameters)).all()
    key = (connection.dialect.name, shape)
    known = _texts.get(key)
    if known is None:
        compiled = build().compile(dialect=connection.dialect)
        known = _texts[key] = (compiled.string, dict(compiled.params), compiled.positiontup)
    text, fixed, names = known
    if names is None:
        return connection.exec_driver_sql(text, {**fixed, **parameters}).all()
    values = tuple(parameters[name] if name in parameters else fixed[name] for name in names)
    return connection.exec_driver_sql(text, values).all()
