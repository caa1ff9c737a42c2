"""/v1/updates/{ref}: keeping the days, with a key."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.auth import Writer
from app.dependencies import Keeping
from app.document import Document
from app.preconditions import Seen
from app.record.writer import Written, etag_of
from app.updates.refs import DayRef, day_of_ref
from app.updates.schemas import Tombstone
from app.updates.writes import parse_for, patch_update, put_update, remove_update
from app.web.answers import JSON as JSON_TYPE
from app.web.bodies import JSON, MERGE_PATCH, documented_body, parse_object, read_body
from app.web.responses import CREATED, DELETES, NOT_HELD, WRITES, documented

router = APIRouter(prefix="/v1/updates", tags=["writing"])

_UNSTORED = {"Cache-Control": "no-store"}
_DOCUMENT = {"schema": {"$ref": "#/components/schemas/DocumentDraft"}}
_PATCH = {
    # Without the second word a generated TypeScript client takes no field at all.
    "schema": {"type": "object", "additionalProperties": True},
    "example": {"headline": "Missiles injure 17 in Kharkiv; Zelenskyy appeals to allies in Davos"},
}


@router.put(
    "/{ref}",
    operation_id="putUpdate",
    summary="Create or replace a day",
    response_model=Document,
    responses=documented(CREATED, WRITES),
    openapi_extra=documented_body({JSON: _DOCUMENT}, "The whole document of the day"),
)
async def put_one(
    ref: DayRef, request: Request, keeping: Keeping, author: Writer, seen: Seen
) -> Response:
    """The document goes in whole, by the same rules as an import.

    A day that exists is changed only with the ETag of the version that is changed, in `If-Match`.
    Events and quotes keep the ids that they carry; one without is known by its text, or else
    numbered anew. A document that is already held makes no revision. A correction of a day older
    than a week needs its reason, in `X-Change-Reason`; a new day more than a year ahead is refused.
    """
    document = parse_for(day_of_ref(ref), await read_body(request, JSON))
    return _written(await keeping.change(put_update, document, author, seen))


@router.patch(
    "/{ref}",
    operation_id="patchUpdate",
    summary="Correct some fields of a day",
    response_model=Document,
    responses=documented(NOT_HELD, WRITES),
    openapi_extra=documented_body({MERGE_PATCH: _PATCH}, "A merge patch, RFC 7396"),
)
async def patch_one(
    ref: DayRef, request: Request, keeping: Keeping, author: Writer, seen: Seen
) -> Response:
    """Fields that the patch names are replaced, those it sets to null removed.

    A list is replaced whole: its events and quotes keep their ids by carrying them, or by their
    text.
    """
    patch = parse_object(await read_body(request, MERGE_PATCH))
    return _written(await keeping.change(patch_update, day_of_ref(ref), patch, author, seen))


@router.delete(
    "/{ref}",
    operation_id="deleteUpdate",
    summary="Delete a day",
    response_model=Tombstone,
    responses=documented(NOT_HELD, DELETES),
)
async def delete_one(ref: DayRef, keeping: Keeping, author: Writer, seen: Seen) -> Response:
    """The day is answered with 410 from then on, saying when and why; its history stays.

    The reason, in `X-Change-Reason`, is needed.
    """
    deleted = await keeping.change(remove_update, day_of_ref(ref), author, seen)
    tombstone = Tombstone(
        day=deleted.day,
        seq=deleted.seq,
        n=deleted.n,
        at=deleted.at,
        by=author.name,
        reason=author.reason or "",
    )
    headers = {**_UNSTORED, "Daybook-Seq": str(deleted.seq)}
    return Response(tombstone.model_dump_json(), media_type=JSON_TYPE, headers=headers)


def _written(written: Written) -> Response:
    body = written.text
    address = f"/v1/updates/{written.day}"
    headers = {
        **_UNSTORED,
        "ETag": f'"{etag_of(body)}"',
        "Content-Location": address,
        "Daybook-Seq": str(written.seq),
    }
    if written.change == "create":
        headers["Location"] = address
    status = 201 if written.change == "create" else 200
    return Response(body, status_code=status, media_type=JSON_TYPE, headers=headers)
