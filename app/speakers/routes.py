"""/v1/speakers: who is quoted, under whichever spelling of the name."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from app.dependencies import Record
from app.lists.filters import NoFilters
from app.speakers.queries import find_speakers, list_speakers
from app.speakers.schemas import FoundSpeaker, SpeakerChoice, SpeakerList
from app.web.answers import choice, model
from app.web.responses import MOVED, UNKNOWN, documented

router = APIRouter(prefix="/v1/speakers", tags=["speakers"])

Ref = Annotated[
    str,
    Path(
        description="The slug or any alias, in any case, with or without marks, also as archives "
        "write it where only one speaker fits (V. Putin, or Putin, Vladimir)",
        max_length=200,
        openapi_examples={
            "slug": {"value": "volodymyr-zelenskyy"},
            "spelling": {"summary": "Another spelling", "value": "Zelenskiy"},
            "ukrainian": {"summary": "In Ukrainian", "value": "Зеленський"},
        },
    ),
]


@router.get(
    "",
    operation_id="listSpeakers",
    summary="Every speaker",
    response_model=SpeakerList,
    responses=documented(),
)
async def list_all(record: Record, _: Annotated[NoFilters, Query()]) -> Response:
    """All speakers with their spellings, the most often quoted first."""
    found, tag = await record.fetch(list_speakers)
    return model(SpeakerList(items=found, total=len(found), next=None), tag)


@router.get(
    "/{ref}",
    operation_id="getSpeaker",
    summary="One speaker, by slug or alias",
    response_model=FoundSpeaker,
    responses=documented(
        UNKNOWN, MOVED, choice=(SpeakerChoice, "Several speakers share this name: all of them")
    ),
)
async def get_one(ref: Ref, record: Record, _: Annotated[NoFilters, Query()]) -> Response:
    """A speaker, how often and since when quoted, and which alias matched.

    The slug of a speaker that was merged into another redirects there.
    """
    found, tag = await record.fetch(find_speakers, ref)
    return model(found[0], tag) if len(found) == 1 else choice(SpeakerChoice(items=found), tag)
