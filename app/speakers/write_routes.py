"""/v1/speakers/{ref}: keeping the speakers, with a key."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.auth import Admin, Writer
from app.dependencies import Keeping
from app.document import Slug
from app.preconditions import Seen
from app.speakers.schemas import FoundSpeaker, MergeDraft, SpeakerDraft
from app.speakers.writes import merge_speaker, put_speaker, remove_speaker
from app.web.answers import written
from app.web.bodies import JSON, documented_body, parse_model, read_body
from app.web.responses import CREATED, DELETES, IN_THE_WAY, MERGES, UNKNOWN, WRITES, documented

router = APIRouter(prefix="/v1/speakers", tags=["writing"])

SpeakerSlug = Annotated[
    Slug,
    Path(description="The slug", openapi_examples={"person": {"value": "alexander-lukashenko"}}),
]

_DRAFT = {
    "schema": {"$ref": "#/components/schemas/SpeakerDraft"},
    "example": {
        "kind": "person",
        "name": "Alexander Lukashenko",
        "actor": "belarus",
        "aliases": [
            ["Alexander Lukashenko", "Aliaksandr Lukashenka", "Александр Лукашенко"],
            ["Lukashenko", "Lukashenka", "Лукашенко", "Лукашэнка"],
        ],
    },
}
_MERGE = {
    "schema": {"$ref": "#/components/schemas/MergeDraft"},
    "example": {"into": "volodymyr-zelenskyy"},
}


@router.put(
    "/{ref}",
    operation_id="putSpeaker",
    summary="Create or replace a speaker",
    response_model=FoundSpeaker,
    responses=documented(CREATED, IN_THE_WAY, WRITES),
    openapi_extra=documented_body({JSON: _DRAFT}, "All that is said of the speaker"),
)
async def put_one(
    ref: SpeakerSlug, request: Request, keeping: Keeping, author: Writer, seen: Seen
) -> Response:
    """Names and aliases are those given and no others; a name that quotes are by cannot go.

    Quotes are assigned by the names that they carry: a name given here brings its quotes along.
    A speaker that was merged into another is taken apart again, with the names given.
    """
    draft = parse_model(SpeakerDraft, await read_body(request, JSON))
    done = await keeping.change(put_speaker, ref, draft, author, seen)
    return written(done.answer, done.tag, f"/v1/speakers/{ref}", done.created)


@router.delete(
    "/{ref}",
    operation_id="deleteSpeaker",
    summary="Delete a speaker whom nothing quotes",
    status_code=204,
    responses=documented(UNKNOWN, IN_THE_WAY, DELETES),
)
async def delete_one(ref: SpeakerSlug, keeping: Keeping, author: Admin, seen: Seen) -> Response:
    """Needs the scope admin and a reason."""
    removed = await keeping.change(remove_speaker, ref, author, seen)
    return Response(status_code=204, headers={"Daybook-Seq": str(removed.seq)})


@router.post(
    "/{ref}/merge",
    operation_id="mergeSpeaker",
    summary="Make two speakers one",
    response_model=FoundSpeaker,
    responses=documented(UNKNOWN, IN_THE_WAY, MERGES),
    openapi_extra=documented_body({JSON: _MERGE}, "The speaker that stays"),
)
async def merge_one(
    ref: SpeakerSlug, request: Request, keeping: Keeping, author: Admin, seen: Seen
) -> Response:
    """Needs the scope admin. The names of one become names of the other, its address redirects.

    What days say is not changed: their quotes are assigned anew. It takes nothing away, so it
    needs no `If-Match`, and obeys one that is given. Merging again changes nothing; `PUT` of the
    old slug takes the two apart.
    """
    draft = parse_model(MergeDraft, await read_body(request, JSON))
    done = await keeping.change(merge_speaker, ref, draft.into, author, seen)
    return written(done.answer, done.tag, f"/v1/speakers/{draft.into}", done.created)
