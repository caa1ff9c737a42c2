"""Turns what a query found into a response: finished bytes, tags and links."""

import contextlib
import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import anyio
import anyio.to_thread
from fastapi import Request
from pydantic import BaseModel
from pydantic_core import to_json
from starlette.responses import Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from app.caching.layer import CACHE_HEADERS, PIECES, collection_tag
from app.errors import InvalidParameterError
from app.head import Tag
from app.lists.filters import Listed
from app.lists.pagination import Page

JSON = "application/json"

STALLED_SECONDS = 60.0
"""How long a reader may take nothing of a long answer before it is given up."""


class Download(StreamingResponse):
    """A long answer, a piece at a time, and what is `held` open for it until it is over.

    However it is over: a connection that a reader who went away left behind stayed taken until
    Python next looked for garbage, which may be hours.
    """

    def __init__(
        self,
        pieces: Iterator[str] | Iterator[bytes],
        held: contextlib.ExitStack,
        media_type: str,
        headers: Mapping[str, str],
    ) -> None:
        super().__init__(pieces, media_type=media_type, headers=headers)
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_in_time(message: Message) -> None:
            with anyio.fail_after(STALLED_SECONDS):
                await send(message)

        try:
            if scope.get("asked_method") == "HEAD":
                # To have the body dropped on its way would read the whole list.
                start = {"type": "http.response.start", "status": self.status_code}
                await send({**start, "headers": self.raw_headers})
                await send({"type": "http.response.body", "body": b""})
                return
            # The server closes a connection whose answer was not finished.
            with contextlib.suppress(TimeoutError):
                await super().__call__(scope, receive, send_in_time)
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(self._held.close)


class PiecedResponse(Response):
    """A body that is made of texts which other answers are made of too: it is kept as they are.

    ASGI has no such message: the response cache takes it, which stands before every GET.
    """

    def __init__(self, pieces: Sequence[bytes], headers: Mapping[str, str]) -> None:
        length = {"Content-Length": str(sum(map(len, pieces)))}
        super().__init__(media_type=JSON, headers={**headers, **length})
        self._pieces = tuple(pieces)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        await send({"type": "http.response.body", PIECES: self._pieces})


def resource(body: str, etag: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return one resource whose tag is its content's own."""
    return Response(
        body,
        media_type=JSON,
        headers={"ETag": f'"{etag}"', **CACHE_HEADERS, **(headers or {})},
    )


def model(answer: BaseModel, tag: Tag, *more: object) -> Response:
    """Return an answer computed from the whole record."""
    return collection(answer.model_dump_json(by_alias=True, exclude_unset=True), tag, *more)


def collection(body: str | bytes, tag: Tag, *more: object) -> Response:
    """Return an answer made of many parts of the record, tagged by the record's state."""
    return Response(body, media_type=JSON, headers=_collection_headers(tag, *more))


def _collection_headers(tag: Tag, *more: object) -> dict[str, str]:
    return {"ETag": collection_tag(tag, *more), **CACHE_HEADERS}


def choice(answer: BaseModel, tag: Tag) -> Response:
    """Return all that an ambiguous name may mean: several resources, none of them guessed."""
    response = model(answer, tag)
    response.status_code = 300
    return response


def written(answer: BaseModel, tag: Tag, address: str, created: bool) -> Response:
    """Return what a write made of an actor or speaker, and where it is to be read."""
    response = model(answer, tag)
    del response.headers["CDN-Cache-Control"]
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Location"] = address
    response.headers["Daybook-Seq"] = str(tag.seq)
    if created:
        response.status_code = 201
        response.headers["Location"] = address
    return response


def page(request: Request, found: Page, listed: Listed, item: type[BaseModel]) -> Response:
    """Return a page of a list, its next address in the body and in the Link header."""
    bodies: Iterable[str | bytes] = found.bodies
    if listed.fields is not None:
        bodies = pick(bodies, chosen_fields(listed.fields, item))
    following = None
    if found.next_cursor is not None:
        asked = [pair for pair in request.query_params.multi_items() if pair[0] != "cursor"]
        asked.append(("cursor", found.next_cursor))
        following = f"{request.scope['path']}?{urlencode(asked)}"
    rest: dict[str, Any] = {"total": found.total}
    if found.total_is_lower_bound:
        rest["total_is_lower_bound"] = True
    rest["next"] = following
    rest.update(found.told)
    items = [each.encode() if isinstance(each, str) else each for each in bodies]
    head, tail = b'{"items":[', b"]," + to_json(rest)[1:]
    pieces = [b","] * (2 * len(items) + 1)
    pieces[1::2] = items
    pieces[0], pieces[-1] = head, (tail if items else head + tail)
    if found.are_shared and listed.fields is None:
        response: Response = PiecedResponse(pieces, _collection_headers(found.tag))
    else:
        # Joined once: each time, a page is copied whole.
        response = collection(b"".join(pieces), found.tag)
    if following is not None:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def refuse_repeated(request: Request, asked: BaseModel) -> None:
    """Refuse a parameter given twice that is taken once: one of the two would be passed over."""
    names = [name for name, _ in request.query_params.multi_items()]
    if len(set(names)) == len(names):
        return
    fields = type(asked).model_fields
    many = {f.alias or name for name, f in fields.items() if isinstance(getattr(asked, name), list)}
    names = [name for name in names if name not in many]
    for name in names:
        if names.count(name) > 1:
            raise InvalidParameterError(name, "is taken once here: give it one value")


def chosen_fields(fields: str, item: type[BaseModel]) -> list[str]:
    """Return the fields that a list of names chooses, in the items' own order."""
    wanted = [name.strip() for name in fields.split(",")]
    known = item.model_fields
    for name in wanted:
        if name not in known:
            raise InvalidParameterError(
                "fields", f"{name[:80]!r} is not a field here; choose from {', '.join(known)}"
            )
    return [name for name in known if name in wanted]


def pick(bodies: Iterable[str | bytes], fields: Iterable[str]) -> Iterator[str]:
    """Yield the bodies with only these fields."""
    for body in bodies:
        whole = json.loads(body)
        yield json.dumps(
            {name: whole[name] for name in fields if name in whole},
            ensure_ascii=False,
            separators=(",", ":"),
        )


def csv_rows(bodies: Iterable[str], columns: Iterable[str]) -> Iterator[str]:
    """Yield CSV lines, the header first; lists and objects are JSON in their cell."""
    names = list(columns)
    yield _csv_line(names)
    for body in bodies:
        whole = json.loads(body)
        yield _csv_line([_cell(whole.get(name)) for name in names])


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return value


def _csv_line(values: list[Any]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()
