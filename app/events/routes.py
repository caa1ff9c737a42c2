"""/v1/events: the facts of the days."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.dependencies import Record, record_of
from app.document import EventId
from app.events.queries import get_event, select_events
from app.events.schemas import Event, EventFilters, EventList, FoundEvent
from app.lists.filters import NoFilters
from app.record.writer import etag_of
from app.web.answers import resource
from app.web.lists import answer_list
from app.web.responses import NOT_HELD, UNKNOWN, documented

router = APIRouter(prefix="/v1/events", tags=["events"])


@router.get(
    "",
    operation_id="listEvents",
    summary="Events, filtered",
    response_model=EventList,
    responses=documented(UNKNOWN, streams=True),
)
async def list_events(
    request: Request, record: Record, asked: Annotated[EventFilters, Query()]
) -> Response:
    """What happened, each event with who claims it and its sources in full."""
    return await answer_list(request, record, select_events, asked, FoundEvent)


@router.get(
    "/{id}",
    operation_id="getEvent",
    summary="One event",
    response_model=Event,
    responses=documented(NOT_HELD),
)
async def get_one(
    event_id: Annotated[EventId, Path(alias="id", examples=["325-e5"])],
    request: Request,
    _: Annotated[NoFilters, Query()],
) -> Response:
    """An event by its id, which it keeps through every correction of its day."""
    body = await get_event(record_of(request), event_id)
    return resource(body, etag_of(body))
