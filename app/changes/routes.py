"""/v1/changes and /v1/stream: every change to the record, polled or live."""

from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Header, Query, Request
from pydantic.json_schema import SkipJsonSchema
from starlette.responses import Response

from app.caching.layer import collection_tag
from app.changes.queries import ChangePage, Wanted, find_actors
from app.changes.schemas import ChangeFilters, ChangeList, StreamFilters
from app.changes.stream import BEGIN, MEDIA_TYPE, ChangeStream
from app.db.engine import Database
from app.dependencies import Broadcast, Record
from app.lists.filters import Seq
from app.models import CHANGES
from app.web.answers import JSON, refuse_repeated
from app.web.responses import UNKNOWN, documented

router = APIRouter(prefix="/v1", tags=["changes"])

LastEventId = Annotated[
    Seq | SkipJsonSchema[None],
    Header(
        alias="Last-Event-ID",
        description="The last `id` that was seen; goes before `since`",
        examples=[100],
    ),
]

_STREAM = {
    "schema": {"type": "string"},
    # OpenAPI 3.2 calls it itemSchema; in a 3.1 document validators refuse that word.
    "x-itemSchema": {
        "type": "object",
        "required": ["id", "event", "data"],
        "properties": {
            "id": {"type": "string", "description": "The change's `seq`"},
            "event": {"type": "string", "enum": [BEGIN, *CHANGES]},
            "data": {
                "type": "string",
                "contentMediaType": "application/json",
                "contentSchema": {
                    "anyOf": [
                        {"$ref": "#/components/schemas/Change"},
                        {
                            "type": "object",
                            "description": f"Of `{BEGIN}`: the change after which it begins",
                            "required": ["seq"],
                            "properties": {"seq": {"type": "integer"}},
                        },
                    ]
                },
            },
        },
    },
    "example": """id: 131
event: create
data: {"seq":131,"at":"2026-11-22T19:04:05.827184Z","change":"create","subject":"update",\
"subject_id":"1586","day":1586,"date":"2026-06-28","n":1,"by":"daybook","reason":null,\
"url":"/v1/updates/1586"}

""",
}


class EventStream(Response):
    """For the contract: the media type of the stream."""

    media_type = MEDIA_TYPE


@router.get(
    "/changes",
    operation_id="listChanges",
    summary="Every change after a given one",
    response_model=ChangeList,
    responses=documented(UNKNOWN, headers={"Link": "What comes after, as rel=next"}),
)
async def list_changes(
    request: Request,
    record: Record,
    broadcaster: Broadcast,
    asked: Annotated[ChangeFilters, Query()],
) -> Response:
    """Creates, corrections and deletions in the order of their `seq`, none missing, none twice.

    Follow `next` for ever: it is always given, and leads to what came after this page. With
    `wait` the answer to a question that has none yet comes with the next change, or empty after
    that many seconds; such an answer is never cached. A `since` that is yet to come, as a replica
    that lags sees it, is waited for.
    """
    refuse_repeated(request, asked)
    wanted = await _wanted(record, asked)
    if asked.wait:
        page = await broadcaster.wait(asked.since, asked.limit, wanted, asked.wait)
    else:
        page = await broadcaster.read(asked.since, asked.limit, wanted)
    return _answer(request, page, live=bool(asked.wait))


@router.get(
    "/stream",
    operation_id="streamChanges",
    summary="Every change as it happens, as server-sent events",
    response_class=EventStream,
    responses=documented(UNKNOWN) | {200: {"content": {MEDIA_TYPE: _STREAM}}},
)
async def stream_changes(
    request: Request,
    record: Record,
    broadcaster: Broadcast,
    asked: Annotated[StreamFilters, Query()],
    last_event_id: LastEventId = None,
) -> Response:
    """An open stream: `id` is the change's `seq`, `event` its kind, `data` the change as JSON.

    A stream that is not told where to begin, by `since` or by `Last-Event-ID`, begins now: its
    first event, `begin`, has the `seq` of the last change before it.

    A browser's `EventSource` resumes by itself: with `Last-Event-ID` the stream begins right
    after that change, without a gap or a repetition, whichever server answers. Comments keep a
    silent stream alive. The server ends a stream after an hour, or when its reader lags too far
    behind: connect again.
    """
    refuse_repeated(request, asked)
    wanted = await _wanted(record, asked)
    since = asked.since if last_event_id is None else last_event_id
    head = await broadcaster.head()
    return ChangeStream(broadcaster, request.app.state.settings, wanted, since, head)


async def _wanted(record: Database, asked: StreamFilters) -> Wanted:
    actors = await record.fetch(find_actors, asked.actor) if asked.actor else frozenset()
    return Wanted(*asked.bounds(), actors)


def _answer(request: Request, page: ChangePage, live: bool) -> Response:
    asked = [pair for pair in parse_qsl(request.url.query) if pair[0] != "since"]
    following = f"{request.url.path}?{urlencode([*asked, ('since', page.position)])}"
    items = ",".join(change.body for change in page.changes)
    more = "true" if page.more else "false"
    body = f'{{"items":[{items}],"more":{more},"next":"{following}"}}'
    headers = {"Link": f'<{following}>; rel="next"', "Cache-Control": "no-store"}
    if not live:
        # Asked anew each time, a 304 mostly: whoever polls wants no answer of a minute ago.
        headers |= {"ETag": collection_tag(page.tag), "Cache-Control": "public, no-cache"}
    return Response(body, media_type=JSON, headers=headers)
