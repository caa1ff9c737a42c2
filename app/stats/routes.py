"""/v1/stats: series and rankings ready to plot."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.dependencies import Record
from app.stats.queries import count_actors, count_co_mentions, count_daily, count_speakers
from app.stats.schemas import (
    ActorCounts,
    CoMentions,
    Daily,
    DailyFilters,
    SpeakerCounts,
    StatsFilters,
)
from app.web.answers import model, refuse_repeated
from app.web.responses import UNKNOWN, documented

router = APIRouter(prefix="/v1/stats", tags=["stats"])


@router.get(
    "/daily",
    operation_id="getDailyStats",
    summary="Events and quotes a day",
    response_model=Daily,
    responses=documented(UNKNOWN),
)
async def daily(
    request: Request, record: Record, asked: Annotated[DailyFilters, Query()]
) -> Response:
    """Columns of counts, one place for each day held; with `by`, a series for each name."""
    refuse_repeated(request, asked)
    return model(*await record.fetch(count_daily, asked))


@router.get(
    "/actors",
    operation_id="getActorStats",
    summary="Actors by how often they are named",
    response_model=ActorCounts,
    responses=documented(UNKNOWN),
)
async def actors(
    request: Request, record: Record, asked: Annotated[StatsFilters, Query()]
) -> Response:
    """How many of the chosen events name each actor, and how many quotes are spoken for it."""
    refuse_repeated(request, asked)
    items, tag = await record.fetch(count_actors, asked)
    return model(ActorCounts(items=items), tag)


@router.get(
    "/speakers",
    operation_id="getSpeakerStats",
    summary="Speakers by how often they are quoted",
    response_model=SpeakerCounts,
    responses=documented(UNKNOWN),
)
async def speakers(
    request: Request, record: Record, asked: Annotated[StatsFilters, Query()]
) -> Response:
    """How many of the chosen quotes each speaker said, and on which first and last day."""
    refuse_repeated(request, asked)
    items, tag = await record.fetch(count_speakers, asked)
    return model(SpeakerCounts(items=items), tag)


@router.get(
    "/co-mentions",
    operation_id="getCoMentionStats",
    summary="Actors named together",
    response_model=CoMentions,
    responses=documented(UNKNOWN),
)
async def co_mentions(
    request: Request, record: Record, asked: Annotated[StatsFilters, Query()]
) -> Response:
    """How many of the chosen events name both actors of each pair."""
    refuse_repeated(request, asked)
    items, tag = await record.fetch(count_co_mentions, asked)
    return model(CoMentions(items=items), tag)
