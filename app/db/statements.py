"""Statements that are written once for each shape, and then only run.

Putting a statement of a list together and finding its text again costs five times as much as the
database takes to answer it. What changes from request to request are the parameters alone.
"""

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Executable, SelectBase, TableValuedAlias, bindparam, func
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter, SQLCoreOperations
from sqlalchemy.sql.functions import FunctionElement

_texts: dict[tuple[str, Hashable], tuple[str, Mapping[str, Any], Sequence[str] | None]] = {}
"""By database and shape: the driver's SQL, what every run gives it, and its parameters in order."""

MOST_TEXTS = 2_000
"""Some hundreds are in use. But a query of 32 clauses has a shape for each choice of those that are
phrases: so many that somebody who asks for all of them would fill the memory."""


def given(name: str) -> BindParameter[Any]:
    """Return the place of a parameter that `run` is given."""
    return bindparam(name, None)


class as_stored(FunctionElement[Any]):  # noqa: N801 - SQLAlchemy's functions have small names
    """A text as the driver can give it for least: SQLite's as the bytes of its UTF-8.

    What goes out as it is need not be a string in between: for a page of 400 kB, reading it into
    one and writing it out of one took longer than the rest.
    """

    name = "as_stored"
    inherit_cache = True

    def __init__(self, text: SQLCoreOperations[Any]) -> None:
        super().__init__(text)


@compiles(as_stored)
def _text(element: as_stored, compiler: SQLCompiler, **more: Any) -> str:
    return compiler.process(element.clauses, **more)


@compiles(as_stored, "sqlite")
def _bytes(element: as_stored, compiler: SQLCompiler, **more: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **more)} AS BLOB)"


def given_rows(connection: Connection, name: str, kind: Any) -> TableValuedAlias:
    """Return rows of the values that are given under a name, in the column `value`."""
    if connection.dialect.name == "sqlite":
        return func.json_each(given(name)).table_valued("value")
    array = sql_cast(given(name), ARRAY(kind))
    return func.unnest(array).table_valued("value").render_derived()


def as_values(connection: Connection, values: Sequence[Any]) -> Any:
    """Return values as the one parameter that `given_rows` has: there may be thousands."""
    return json.dumps(values) if connection.dialect.name == "sqlite" else list(values)


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
        if len(_texts) >= MOST_TEXTS:
            _texts.clear()  # those in use are soon there again
        compiled = build().compile(dialect=connection.dialect)
        known = _texts[key] = (compiled.string, dict(compiled.params), compiled.positiontup)
    text, fixed, names = known
    if names is None:
        return ask(connection, text, {**fixed, **parameters})
    values = tuple(parameters[name] if name in parameters else fixed[name] for name in names)
    return ask(connection, text, values)


def ask(
    connection: Connection, text: str, values: Mapping[str, Any] | Sequence[Any]
) -> Sequence[tuple[Any, ...]]:
    """Give the driver a statement and return its rows; errors are SQLAlchemy's.

    SQLAlchemy's own way to the driver and back costs 60 us, ten times what a key's row does.
    """
    if not connection.in_transaction():
        connection.begin()
    driver: Any = connection.connection.dbapi_connection
    errors: Any = connection.dialect.loaded_dbapi
    try:
        rows: Sequence[tuple[Any, ...]] = driver.execute(text, values).fetchall()
    except errors.Error as error:
        raise DBAPIError.instance(
            text, None, error, errors.Error, dialect=connection.dialect
        ) from error
    return rows
