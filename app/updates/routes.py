"""/v1/updates: the days themselves."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.dependencies import Record, record_of
from app.document import Document
from app.moments import AsOfQuery
from app.record.writer import etag_of
from app.updates.as_of import PastUpdate, get_update_as_of
from app.updates.queries import HeldUpdate, get_latest_update, get_update, select_updates
from app.updates.refs import Ref, day_of_ref
from app.updates.schemas import FoundUpdate, UpdateFilters, UpdateList
from app.web.answers import refuse_repeated, resource
from app.web.lists import answer_list
from app.web.responses import NOT_HELD, UNKNOWN, documented

router = APIRouter(prefix="/v1/updates", tags=["updates"])

_PLACE = {
    "Content-Location": "The day's one address; with `as_of` that of its revision",
    "Link": "The days before and after it that are held, as rel=prev and rel=next",
}


@router.get(
    "/{ref}",
    operation_id="getUpdate",
    summary="One day of the record",
    response_model=Document,
    responses=documented(NOT_HELD, headers=_PLACE),
)
async def get_one(ref: Ref, request: Request, asked: Annotated[AsOfQuery, Query()]) -> Response:
    """The day's document, with links to the previous and next day held.

    A day has one canonical address, told in `Content-Location`. A day that is not held is a 404
    that names the nearest days that are; a day that was deleted is a 410 that says when and why.
    With `as_of` it is the document as it stood; `Content-Location` then names its revision.
    """
    refuse_repeated(request, asked)
    record = record_of(request)
    if asked.as_of is not None:
        day = None if ref == "latest" else day_of_ref(ref, or_latest=True)
        return _past(await record.fetch(get_update_as_of, day, asked.as_of))
    if ref == "latest":
        held = await get_latest_update(record)
    else:
        held = await get_update(record, day_of_ref(ref, or_latest=True))
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


def _past(past: PastUpdate) -> Response:
    headers = {
        "Content-Location": f"/v1/updates/{past.day}/revisions/{past.n}",
        **_links(past.previous, past.following, f"?as_of={past.seq}"),
    }
    return resource(past.body, etag_of(past.body), headers)


def _headers(held: HeldUpdate) -> dict[str, str]:
    headers = {"Content-Location": f"/v1/updates/{held.day}"}
    return {**headers, **_links(held.previous, held.following)}


def _links(previous: int | None, following: int | None, then: str = "") -> dict[str, str]:
    links = [
        f'</v1/updates/{day}{then}>; rel="{relation}"'
        for day, relation in ((previous, "prev"), (following, "next"))
        if day is not None
    ]
    return {"Link": ", ".join(links)} if links else {}
