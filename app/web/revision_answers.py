"""What the histories of days, actors and speakers share: their numbers, pages and headers."""

from typing import Annotated, Any

from fastapi import Path, Request
from pydantic import BaseModel
from starlette.responses import Response

from app.caching.layer import CACHE_HEADERS
from app.record.revisions import RevisionPage
from app.record.writer import etag_of
from app.web.answers import model, resource

FOR_GOOD = dict.fromkeys(CACHE_HEADERS, "public, max-age=31536000, immutable")
"""A revision never changes."""

N = Annotated[
    int, Path(ge=1, le=2**31 - 1, description="The revision, counted from 1", examples=[1])
]


def revision_list(
    kind: type[BaseModel], found: RevisionPage[Any], address: str, limit: int
) -> Response:
    """Return some revisions as the `kind` of list that they are, and where the next are."""
    following = None
    if found.next_below is not None:
        following = f"{address}?limit={limit}&cursor={found.next_below}"
    answer = kind(items=found.items, total=found.total, next=following)
    response = model(answer, found.tag)
    if following is not None:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def revision(body: str) -> Response:
    """Return what a revision left, which stays so."""
    return resource(body, etag_of(body), FOR_GOOD)


def revision_of_name(request: Request, body: str, address: str) -> Response:
    """Return what a revision left of the actor or speaker whose `address` it is.

    It stays so at that address; another name may mean another one tomorrow.
    """
    headers = FOR_GOOD if request.url.path == address else {}
    return resource(body, etag_of(body), {**headers, "Content-Location": address})
