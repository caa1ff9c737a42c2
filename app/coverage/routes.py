"""/v1/coverage: what the record does and does not hold."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.coverage.queries import get_coverage
from app.coverage.schemas import Coverage
from app.dependencies import Record
from app.lists.filters import NoFilters
from app.web.answers import model
from app.web.responses import documented

router = APIRouter(prefix="/v1/coverage", tags=["coverage"])


@router.get(
    "",
    operation_id="getCoverage",
    summary="Which days are held",
    response_model=Coverage,
    responses=documented(),
)
async def get_one(record: Record, _: Annotated[NoFilters, Query()]) -> Response:
    """The days held and missing from day 1 to today, and how fresh the record is."""
    coverage, tag = await record.fetch(get_coverage)
    return model(coverage, tag, coverage.today.day)
