"""/v1/updates/{ref}/revisions: every change to a day, kept."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.dependencies import Record
from app.document import Document
from app.lists.filters import NoFilters
from app.updates.history import get_diff, get_revision, list_revisions
from app.updates.refs import DayRef, day_of_ref
from app.updates.schemas import RevisionPaging, UpdateRevisionList
from app.web.answers import refuse_repeated
from app.web.responses import NOT_HELD, PAGED, documented
from app.web.revision_answers import N, revision, revision_list

router = APIRouter(prefix="/v1/updates/{ref}/revisions", tags=["history"])

JSON_PATCH = "application/json-patch+json"
_OPERATION = {
    "type": "object",
    "required": ["op", "path"],
    "properties": {
        "op": {"type": "string", "enum": ["add", "remove", "replace", "move", "copy", "test"]},
        "path": {"type": "string", "description": "A JSON pointer, RFC 6901"},
        "from": {"type": "string", "description": "A JSON pointer; only of `move` and `copy`"},
        "value": {"description": "What to put there; not of `remove`, `move` and `copy`"},
    },
}
_DIFF: dict[int | str, dict[str, Any]] = {
    200: {"content": {JSON_PATCH: {"schema": {"type": "array", "items": _OPERATION}}}}
}


@router.get(
    "",
    operation_id="listRevisions",
    summary="Who changed a day, when and why",
    response_model=UpdateRevisionList,
    responses=documented(NOT_HELD, headers=PAGED),
)
async def list_all(
    ref: DayRef, request: Request, record: Record, asked: Annotated[RevisionPaging, Query()]
) -> Response:
    """A day's revisions, the newest first, deletions among them."""
    refuse_repeated(request, asked)
    day = day_of_ref(ref)
    found = await record.fetch(list_revisions, day, asked.cursor, asked.limit)
    return revision_list(UpdateRevisionList, found, f"/v1/updates/{day}/revisions", asked.limit)


@router.get(
    "/{n}",
    operation_id="getRevision",
    summary="A day as one revision left it",
    response_model=Document,
    responses=documented(NOT_HELD),
)
async def get_one(ref: DayRef, n: N, record: Record, _: Annotated[NoFilters, Query()]) -> Response:
    """The document then. A revision that deleted the day is a 410 that says when and why."""
    return revision(await record.fetch(get_revision, day_of_ref(ref), n))


@router.get(
    "/{n}/diff",
    operation_id="getRevisionDiff",
    summary="What one revision changed",
    response_model=None,
    responses={**documented(NOT_HELD), **_DIFF},
)
async def get_changes(
    ref: DayRef, n: N, record: Record, _: Annotated[NoFilters, Query()]
) -> Response:
    """A JSON Patch (RFC 6902) that makes this revision of the one before.

    Where the day was not held, before its first revision or after a deletion, the document that
    the patch is from, or to, is null.
    """
    response = revision(await record.fetch(get_diff, day_of_ref(ref), n))
    response.headers["Content-Type"] = JSON_PATCH
    return response
