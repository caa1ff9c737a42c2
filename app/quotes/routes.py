"""/v1/quotes: who said what, to whom, on which day, by which source."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.dependencies import Record, record_of
from app.document import QuoteId
from app.lists.filters import NoFilters
from app.quotes.queries import get_quote, get_random_quote, select_quotes
from app.quotes.schemas import (
    FoundQuote,
    Quote,
    QuoteFilters,
    QuoteList,
    RandomQuoteFilters,
    SimilarFilters,
    SimilarQuotes,
)
from app.quotes.similar import find_similar
from app.record.writer import etag_of
from app.web.answers import JSON, collection, refuse_repeated, resource
from app.web.lists import answer_list
from app.web.responses import NOT_HELD, UNKNOWN, documented

router = APIRouter(prefix="/v1/quotes", tags=["quotes"])


@router.get(
    "",
    operation_id="listQuotes",
    summary="Quotes, filtered",
    response_model=QuoteList,
    responses=documented(UNKNOWN, streams=True),
)
async def list_quotes(
    request: Request, record: Record, asked: Annotated[QuoteFilters, Query()]
) -> Response:
    """What was said, each quote with its speaker, to whom it was said, and its sources in full."""
    return await answer_list(request, record, select_quotes, asked, FoundQuote)


@router.get(
    "/random",
    operation_id="getRandomQuote",
    summary="Any quote",
    response_model=Quote,
    responses=documented({404: "No quote is chosen by the filters, or a name is not known"}),
)
async def get_random(
    request: Request, record: Record, asked: Annotated[RandomQuoteFilters, Query()]
) -> Response:
    """One quote of those that the filters choose: another one each time, or that of a `seed`."""
    refuse_repeated(request, asked)
    body = await record.fetch(get_random_quote, asked)
    if asked.seed is not None:
        return resource(body, etag_of(body))
    headers = {"ETag": f'"{etag_of(body)}"', "Cache-Control": "no-store"}
    return Response(body, media_type=JSON, headers=headers)


@router.get(
    "/{id}/similar",
    operation_id="listSimilarQuotes",
    summary="Quotes like this one",
    response_model=SimilarQuotes,
    responses=documented(NOT_HELD),
)
async def list_similar(
    quote_id: Annotated[QuoteId, Path(alias="id", examples=["327-q2"])],
    request: Request,
    record: Record,
    asked: Annotated[SimilarFilters, Query()],
) -> Response:
    """The same words said again, or told by another outlet in other words, the likest first.

    The score is the part of both texts that the other has too, by words in any of their forms and
    in any order: 1 for the same words. Compared are the newest 500 quotes that share several of
    the longer words with this one, and the newest 500 that share one.
    """
    refuse_repeated(request, asked)
    found, tag = await record.fetch(find_similar, await get_quote(record, quote_id), asked.limit)
    items = ",".join(f'{{"score":{each.score},"quote":{each.body}}}' for each in found)
    return collection(f'{{"items":[{items}]}}', tag)


@router.get(
    "/{id}",
    operation_id="getQuote",
    summary="One quote",
    response_model=Quote,
    responses=documented(NOT_HELD),
)
async def get_one(
    quote_id: Annotated[QuoteId, Path(alias="id", examples=["325-q1"])],
    request: Request,
    _: Annotated[NoFilters, Query()],
) -> Response:
    """A quote by its id, which it keeps through every correction of its day."""
    body = await get_quote(record_of(request), quote_id)
    return resource(body, etag_of(body))
