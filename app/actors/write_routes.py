"""/v1/actors/{ref}: keeping the actors, with a key."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.actors.schemas import ActorDraft, FoundActor
from app.actors.writes import put_actor, remove_actor
from app.auth import Admin, Writer
from app.dependencies import Keeping
from app.document import Slug
from app.preconditions import Seen
from app.web.answers import written
from app.web.bodies import JSON, documented_body, parse_model, read_body
from app.web.responses import CREATED, DELETES, IN_THE_WAY, UNKNOWN, WRITES, documented

router = APIRouter(prefix="/v1/actors", tags=["writing"])

ActorSlug = Annotated[
    Slug, Path(description="The slug", openapi_examples={"new": {"value": "iran"}})
]

_DRAFT = {
    "schema": {"$ref": "#/components/schemas/ActorDraft"},
    "example": {
        "kind": "country",
        "name": "Iran",
        "names": {"en": "Iran", "id": "Iran", "uk": "Іран"},
        "aliases": [["Tehran", "Teheran", "Тегеран"]],
    },
}


@router.put(
    "/{ref}",
    operation_id="putActor",
    summary="Create or replace an actor",
    response_model=FoundActor,
    responses=documented(CREATED, WRITES),
    openapi_extra=documented_body({JSON: _DRAFT}, "All that is said of the actor"),
)
async def put_one(
    ref: ActorSlug, request: Request, keeping: Keeping, author: Writer, seen: Seen
) -> Response:
    """Names and aliases are those given and no others; what days say is not touched.

    `If-Match` takes the ETag of any answer about this actor since it last changed.
    """
    draft = parse_model(ActorDraft, await read_body(request, JSON))
    done = await keeping.change(put_actor, ref, draft, author, seen)
    return written(done.answer, done.tag, f"/v1/actors/{ref}", done.created)


@router.delete(
    "/{ref}",
    operation_id="deleteActor",
    summary="Delete an actor that nothing names",
    status_code=204,
    responses=documented(UNKNOWN, IN_THE_WAY, DELETES),
)
async def delete_one(ref: ActorSlug, keeping: Keeping, author: Admin, seen: Seen) -> Response:
    """Needs the scope admin and a reason. Russia, Belarus and Ukraine are always there."""
    removed = await keeping.change(remove_actor, ref, author, seen)
    return Response(status_code=204, headers={"Daybook-Seq": str(removed.seq)})
