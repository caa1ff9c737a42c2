"""F: FastAPI routes with validated parameters that return finished bytes: no work but FastAPI's.

Under `uvicorn --factory tests.benchmarks.peers.fastapi_route:create`, with BENCH_ANSWERS.
"""

import os
from typing import Annotated

from fastapi import FastAPI, Query, Response

from tests.benchmarks.prefetch import read_answers

_JSON = "application/json"


def create() -> FastAPI:
    """Return the app with every answer in memory."""
    answers = {each.request: each.body for each in read_answers(os.environ["BENCH_ANSWERS"])}
    updates = {each.first: body for each, body in answers.items() if each.kind == "one"}
    lists = {
        (each.first, each.last): body for each, body in answers.items() if each.kind == "list50"
    }
    searches = {each.word: body for each, body in answers.items() if each.kind == "search"}
    app = FastAPI()

    @app.get("/v1/updates/{day}")
    async def get_update(day: int) -> Response:
        return Response(updates[day], media_type=_JSON)

    @app.get("/v1/updates")
    async def list_updates(
        actor: str, first: Annotated[int, Query(alias="from")], to: int, limit: int
    ) -> Response:
        return Response(lists[first, to], media_type=_JSON)

    @app.get("/v1/quotes")
    async def find_quotes(q: str, limit: int) -> Response:
        return Response(searches[q], media_type=_JSON)

    return app
