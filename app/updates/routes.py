"""/v1/updates: the days themselves."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.answers import resource
from app.contract import NOT_HELD, UNKNOWN, documented
from app.dependencies import Record, record_of
from app.document import Document
from app.errors import InvalidParameterError
from app.filters import parse_day
from app.lists import answer_list
from app.updates.queries import HeldUpdate, get_latest_update, get_update, select_updates
from app.updates.schemas import FoundUpdate, UpdateFilters, UpdateList

router = APIRouter(prefix="/v1/updates", tags=["updates"])

Ref = Annotated[
    str,
    Path(
        description="A day number, a date, or `latest`",
        max_length=20,
        openapi_examples={
            "day": {"summary": "Day 325", "value": "325"},
            "date": {"summary": "The same day by its date", "value": "2023-01-14"},
            "latest": {"summary": "The newest day held", "value": "latest"},
        },
    ),
]


@router.get(
    "/{ref}",
    operation_id="getUpdate",
    summary="One day of the record",
    response_model=Document,
    responses=documented(NOT_HELD),
)
async def get_one(ref: Ref, request: Request) -> Response:
    """The day's document, with links to the previous and next day held.

    A day has one canonical address, told in `Content-Location`. A day that is not held is a 404
    that names the nearest days that are; a day that was deleted is a 410 that says when and why.
    """
    record = record_of(request)
    if ref == "latest":
        held = await get_latest_update(record)
    else:
        held = await get_update(record, _day(ref))
    return resource(held.body, held.etag, _headers(held))


@router.get(
    "",
    operation_id="listUpdates",
    summary="Days of the record, filtered",
    response_model=UpdateList,
    responses=documented(UNKNOWN, streams=True),
)
async def list_updates(
    request: Request, record: Record, asked: Annotated[UpdateFilters, Query()]
) -> Response:
    """The documents of the days that mention all that is asked, whichever line mentions it."""
    return await answer_list(request, record, select_updates, asked, FoundUpdate)


def _day(ref: str) -> int:
    try:
        day = parse_day(ref)
    except ValueError as error:
        detail = f"{error}; `latest` is the newest day"
        raise InvalidParameterError("ref", detail, place="path") from None
    if day < 1:
        detail = f"{ref} is before day 1, 2022-02-24"
        raise InvalidParameterError("ref", detail, place="path")
    return day


def _headers(held: HeldUpdate) -> dict[str, str]:
    links = [
        f'</v1/updates/{day}>; rel="{relation}"'
        for day, relation in ((held.previous, "prev"), (held.following, "next"))
        if day is not None
    ]
    headers = {"Content-Location": f"/v1/updates/{held.day}"}
    return {**headers, "Link": ", ".join(links)} if links else headers
