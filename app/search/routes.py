"""/v1/search: one query over the whole record."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.dependencies import Record
from app.search.queries import search_all
from app.search.schemas import SearchFilters, SearchHit, SearchList
from app.web.answers import page, refuse_repeated
from app.web.responses import PAGED, UNKNOWN, documented

router = APIRouter(prefix="/v1/search", tags=["search"])


@router.get(
    "",
    operation_id="search",
    summary="Find words anywhere in the record",
    response_model=SearchList,
    responses=documented(UNKNOWN, headers=PAGED),
)
async def search(
    request: Request, record: Record, asked: Annotated[SearchFilters, Query()]
) -> Response:
    """Updates, events and quotes in one list, each hit with its day, its address and its words.

    A day is a hit when its words stand anywhere in it, its events and quotes included.
    """
    refuse_repeated(request, asked)
    return page(request, await record.fetch(search_all, asked), asked, SearchHit)
