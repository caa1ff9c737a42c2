"""/v1/actors: who acts in the record, under whichever name."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from app.actors.queries import find_actors, list_actors
from app.actors.schemas import ActorChoice, ActorList, FoundActor
from app.dependencies import Record
from app.lists.filters import NoFilters
from app.web.answers import choice, model
from app.web.responses import UNKNOWN, documented

router = APIRouter(prefix="/v1/actors", tags=["actors"])

Ref = Annotated[
    str,
    Path(
        description="The slug or any alias, in any case, with or without marks",
        max_length=200,
        openapi_examples={
            "slug": {"value": "belarus"},
            "alias": {"summary": "An Indonesian alias of Russia", "value": "Moskow"},
            "ukrainian": {"summary": "The Ukrainian name of Belarus", "value": "Білорусь"},
        },
    ),
]


@router.get(
    "",
    operation_id="listActors",
    summary="Every actor",
    response_model=ActorList,
    responses=documented(),
)
async def list_all(record: Record, _: Annotated[NoFilters, Query()]) -> Response:
    """All actors with their names and aliases, the most often named first."""
    found, tag = await record.fetch(list_actors)
    return model(ActorList(items=found, total=len(found), next=None), tag)


@router.get(
    "/{ref}",
    operation_id="getActor",
    summary="One actor, by slug or alias",
    response_model=FoundActor,
    responses=documented(
        UNKNOWN, choice=(ActorChoice, "Several actors share this name: all of them")
    ),
)
async def get_one(ref: Ref, record: Record, _: Annotated[NoFilters, Query()]) -> Response:
    """An actor, how often and since when it is named, and which alias matched."""
    found, tag = await record.fetch(find_actors, ref)
    return model(found[0], tag) if len(found) == 1 else choice(ActorChoice(items=found), tag)
