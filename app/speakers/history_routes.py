"""/v1/speakers/{ref}/revisions: every change to a speaker, kept."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.actors.schemas import NameRevisionList
from app.dependencies import Record
from app.lists.filters import NoFilters
from app.name_history import get_name_revision, list_name_revisions
from app.names.meanings import SPEAKER
from app.speakers.schemas import PastSpeaker
from app.updates.schemas import RevisionPaging
from app.web.answers import refuse_repeated
from app.web.responses import NAME_GONE, PAGED, PLACED, UNKNOWN, documented
from app.web.revision_answers import N, revision_list, revision_of_name

router = APIRouter(prefix="/v1/speakers/{ref}/revisions", tags=["history"])

Ref = Annotated[
    str,
    Path(
        description="The slug; any name of one speaker alone finds it too",
        max_length=200,
        openapi_examples={"slug": {"value": "volodymyr-zelenskyy"}},
    ),
]


@router.get(
    "",
    operation_id="listSpeakerRevisions",
    summary="Who changed a speaker, when and why",
    response_model=NameRevisionList,
    responses=documented(UNKNOWN, headers=PAGED),
)
async def list_all(
    ref: Ref, request: Request, record: Record, asked: Annotated[RevisionPaging, Query()]
) -> Response:
    """A speaker's revisions, the newest first, its deletion among them.

    What Daybook or a day brought and nobody has changed has none. Its first change makes two: how
    it was before, by `daybook`, and the change. A speaker that was merged into another keeps its
    history here: it ends with the merge, which is a revision of the other's too.
    """
    refuse_repeated(request, asked)
    slug, found = await record.fetch(list_name_revisions, SPEAKER, ref, asked.cursor, asked.limit)
    return revision_list(NameRevisionList, found, f"/v1/speakers/{slug}/revisions", asked.limit)


@router.get(
    "/{n}",
    operation_id="getSpeakerRevision",
    summary="A speaker as one revision left it",
    response_model=PastSpeaker,
    responses=documented(UNKNOWN, NAME_GONE, headers=PLACED),
)
async def get_one(
    ref: Ref, n: N, request: Request, record: Record, _: Annotated[NoFilters, Query()]
) -> Response:
    """All that was said of the speaker then: sent by `PUT`, it is said again.

    `Content-Location` has the slug. One that was merged then has `merged_into`, which `PUT` does
    not take: its names are that one's, and a merge brings it back. A revision that deleted the
    speaker is a 410 that says so.
    """
    address, body = await record.fetch(get_name_revision, SPEAKER, ref, n)
    return revision_of_name(request, body, address)
