"""/v1/feed.atom and /v1/feed.json: the days changed lately, for feed readers."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from app.caching.layer import CACHE_HEADERS
from app.dependencies import Record
from app.feed.formats import atom, json_feed
from app.feed.queries import read_feed
from app.feed.schemas import FeedFilters, JsonFeed
from app.record.writer import etag_of
from app.web.answers import refuse_repeated
from app.web.responses import documented

router = APIRouter(prefix="/v1", tags=["changes"])

ATOM = "application/atom+xml"
JSON_FEED = "application/feed+json"


class AtomResponse(Response):
    media_type = ATOM


class JsonFeedResponse(JSONResponse):
    media_type = JSON_FEED


@router.get(
    "/feed.atom",
    operation_id="getAtomFeed",
    summary="The days changed lately, as Atom",
    response_class=AtomResponse,
    responses=documented(),
)
async def get_atom(
    request: Request, record: Record, asked: Annotated[FeedFilters, Query()]
) -> Response:
    """Days added or corrected, the latest first; a corrected day keeps its id, a deleted goes."""
    refuse_repeated(request, asked)
    feed = await record.fetch(read_feed, asked.limit)
    return _answer(atom(feed, _base(request)), ATOM)


@router.get(
    "/feed.json",
    operation_id="getJsonFeed",
    summary="The days changed lately, as JSON Feed",
    response_model=JsonFeed,
    response_class=JsonFeedResponse,
    responses=documented(),
)
async def get_json(
    request: Request, record: Record, asked: Annotated[FeedFilters, Query()]
) -> Response:
    """The same days, for readers that take JSON Feed 1.1."""
    refuse_repeated(request, asked)
    feed = await record.fetch(read_feed, asked.limit)
    return _answer(json_feed(feed, _base(request)).model_dump_json().encode(), JSON_FEED)


def _answer(body: bytes, media_type: str) -> Response:
    headers = {
        # Of the text itself: another version of Daybook may write the same days otherwise, and
        # feed readers, which come back for years, would never see it.
        "ETag": f'"{etag_of(body.decode())}"',
        **CACHE_HEADERS,
        # The links begin with the address that was asked: the answer is for that address alone.
        "Vary": "Host",
    }
    return Response(body, media_type=media_type, headers=headers)


def _base(request: Request) -> str:
    """Return the public address of this server, without a slash at its end."""
    public: str | None = request.app.state.settings.public_url
    return (public or str(request.base_url)).rstrip("/")
