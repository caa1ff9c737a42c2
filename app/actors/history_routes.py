"""/v1/actors/{ref}/revisions: every change to an actor, kept."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.actors.schemas import NameRevisionList, PastActor
from app.dependencies import Record
from app.lists.filters import NoFilters
from app.name_history import get_name_revision, list_name_revisions
from app.names.meanings import ACTOR
from app.updates.schemas import RevisionPaging
from app.web.answers import refuse_repeated
from app.web.responses import NAME_GONE, PAGED, PLACED, UNKNOWN, documented
from app.web.revision_answers import N, revision_list, revision_of_name

router = APIRouter(prefix="/v1/actors/{ref}/revisions", tags=["history"])

Ref = Annotated[
    str,
    Path(
        description="The slug; any name of one actor alone finds it too",
        max_length=200,
        openapi_examples={"slug": {"value": "belarus"}},
    ),
]


@router.get(
    "",
    operation_id="listActorRevisions",
    summary="Who changed an actor, when and why",
    response_model=NameRevisionList,
    responses=documented(UNKNOWN, headers=PAGED),
)
async def list_all(
    ref: Ref, request: Request, record: Record, asked: Annotated[RevisionPaging, Query()]
) -> Response:
    """An actor's revisions, the newest first, its deletion among them.

    What Daybook brought and nobody has changed has none. Its first change makes two: how it was
    before, by `daybook`, and the change.
    """
    refuse_repeated(request, asked)
    slug, found = await record.fetch(list_name_revisions, ACTOR, ref, asked.cursor, asked.limit)
    return revision_list(NameRevisionList, found, f"/v1/actors/{slug}/revisions", asked.limit)


@router.get(
    "/{n}",
    operation_id="getActorRevision",
    summary="An actor as one revision left it",
    response_model=PastActor,
    responses=documented(UNKNOWN, NAME_GONE, headers=PLACED),
)
async def get_one(
    ref: Ref, n: N, request: Request, record: Record, _: Annotated[NoFilters, Query()]
) -> Response:
    """All that was said of the actor then: sent by `PUT`, it is said again.

    `Content-Location` has the slug. A revision that deleted the actor is a 410 that says so.
    """
    address, body = await record.fetch(get_name_revision, ACTOR, ref, n)
    return revision_of_name(request, body, address)
