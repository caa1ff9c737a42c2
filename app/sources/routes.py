"""/v1/sources: which outlets the record rests on."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.dependencies import Record
from app.lists.filters import Filters
from app.sources.queries import list_sources
from app.sources.schemas import SourceList
from app.web.answers import model, refuse_repeated
from app.web.responses import documented

router = APIRouter(prefix="/v1/sources", tags=["sources"])


@router.get(
    "",
    operation_id="listSources",
    summary="Every outlet cited",
    response_model=SourceList,
    responses=documented(),
)
async def list_all(
    request: Request, record: Record, asked: Annotated[Filters, Query()]
) -> Response:
    """The outlets, how often each is cited, and which others it re-reports."""
    refuse_repeated(request, asked)
    found, tag = await record.fetch(list_sources, asked)
    return model(SourceList(items=found, total=len(found), next=None), tag)
