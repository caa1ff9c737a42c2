"""Probes: does the process answer, and can it read a record of its own schema."""

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from app import __version__
from app.db.schema import current_revision, newest_revision
from app.dependencies import Record
from app.web.problems import MEDIA_TYPE, example, problem
from app.web.responses import PROBLEM, documented

_ONLY = "Only GET and HEAD"
_SHOWN = {**PROBLEM, "example": example(405, _ONLY)}

router = APIRouter(tags=["probes"])

_UNCACHED = {"Cache-Control": "no-store"}


class Health(BaseModel):
    status: str
    version: str


class Readiness(BaseModel):
    status: str
    schema_revision: str


@router.get(
    "/healthz",
    operation_id="getHealth",
    summary="Is the process alive",
    responses={405: {"description": _ONLY, "content": {MEDIA_TYPE: _SHOWN}}},
)
async def get_health(response: Response) -> Health:
    """Answers without touching the record."""
    response.headers.update(_UNCACHED)
    return Health(status="alive", version=__version__)


@router.get(
    "/readyz",
    operation_id="getReadiness",
    summary="Can the record be read",
    response_model=Readiness,
    responses=documented(),
)
async def get_readiness(request: Request, record: Record) -> Response:
    """Ready when the database answers and its schema is the one this version needs."""
    current = await record.fetch(current_revision)
    if current != newest_revision():
        detail = f"The schema is at {current}, this version needs {newest_revision()}: migrate."
        return problem(request.scope, 503, detail, code="schema-behind", title="Not migrated")
    ready = Readiness(status="ready", schema_revision=current or "")
    return Response(ready.model_dump_json(), media_type="application/json", headers=_UNCACHED)
