"""One way to answer every list: a page of JSON, or the whole as an NDJSON or CSV stream."""

import contextlib
from collections.abc import Callable
from typing import Any, TypeVar

import anyio.to_thread
from fastapi import Request
from pydantic import BaseModel
from sqlalchemy import Connection
from starlette.responses import Response

from app.caching.layer import CACHE_HEADERS, collection_tag
from app.db.engine import Database
from app.errors import InvalidParameterError
from app.fulltext.finding import told_of
from app.head import read_tag
from app.lists.effort import candidates
from app.lists.facets import count_facets
from app.lists.filters import Listed
from app.lists.items import Selection
from app.lists.pagination import Page, count_all, read_page, stream_all
from app.lists.quick import is_quick
from app.web.answers import Download, chosen_fields, csv_rows, page, pick, refuse_repeated

Asked = TypeVar("Asked", bound=Listed)
Select = Callable[[Connection, Asked], Selection]

_MEDIA_TYPES = {"ndjson": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}


async def answer_list(
    request: Request, record: Database, select: Select[Asked], asked: Asked, item: type[BaseModel]
) -> Response:
    """Return the list that `select` chooses, in the format asked for; `item` is its model."""
    refuse_repeated(request, asked)
    if asked.format != "json":
        return await anyio.to_thread.run_sync(_stream, record, select, asked, item)

    def read_if_quick(connection: Connection) -> Page | None:
        selection = select(connection, asked)
        return read_all(connection, selection) if is_quick(selection, asked) else None

    def read(connection: Connection) -> Page:
        return read_all(connection, select(connection, asked))

    def read_all(connection: Connection, selection: Selection) -> Page:
        found = read_page(connection, selection, asked, record.texts)
        if asked.facets:
            found.told["facets"] = count_facets(connection, selection, asked.facets)
        if selection.finding is not None:
            is_ranked = asked.order == "relevance"
            ranked = candidates(selection.ground) if is_ranked else None
            told = told_of(connection, selection.finding, found.total, ranked)
            found.told["search"] = told
        return found

    found = record.fetch_here(read_if_quick)
    if found is None:
        found = await record.fetch(read)
    return page(request, found, asked, item)


def _stream(
    record: Database, select: Select[Any], asked: Listed, item: type[BaseModel]
) -> Response:
    for name in ("limit", "cursor"):
        if name in asked.model_fields_set:
            raise InvalidParameterError(name, f"a {asked.format} stream is whole: leave it out")
    with contextlib.ExitStack() as held:
        connection = held.enter_context(record.download())
        selection = select(connection, asked)
        total, tag = count_all(connection, selection), read_tag(connection)
        bodies = stream_all(connection, selection, asked)
        if asked.order == "relevance" or asked.facet:
            detail = f"a {asked.format} stream is in the order of days and has no facets"
            raise InvalidParameterError("format", detail)
        columns = list(item.model_fields)
        if asked.fields is not None:
            columns = chosen_fields(asked.fields, item)
            bodies = pick(bodies, columns)
        is_csv = asked.format == "csv"
        return Download(
            csv_rows(bodies, columns) if is_csv else (f"{body}\n" for body in bodies),
            # The snapshot that was counted is the one that is sent: the count cannot be wrong.
            held.pop_all(),
            media_type=_MEDIA_TYPES[asked.format],
            headers={
                "ETag": collection_tag(tag, asked.format),
                **CACHE_HEADERS,
                "Daybook-Row-Count": str(total),
            },
        )
