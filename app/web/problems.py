"""Every error as RFC 9457 problem details: one body, one table from errors to statuses."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import compile_path

from app import errors
from app.db.engine import is_unavailable, told_in_log
from app.logs import logger
from app.redaction import without_keys
from app.validation import FAULTS_TOLD, DocumentError, explain, pointer_to

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:daybook:problem:"

PARAMETERS_TOLD = 100
"""No address takes so many; one made of nothing else was answered with forty times its bytes."""

STATUS: dict[type[errors.DaybookError], int] = {
    errors.DayNotHeldError: 404,
    errors.DayDeletedError: 410,
    errors.EmptyRecordError: 404,
    errors.ItemNotHeldError: 404,
    errors.UnknownNameError: 404,
    errors.TooManyDownloadsError: 503,
    errors.InvalidParameterError: 422,
    errors.NameDeletedError: 410,
    errors.MergedError: 308,
    errors.ConflictError: 409,
    errors.StaleError: 412,
    errors.UnconditionalError: 428,
    errors.KeyNeededError: 401,
    errors.ScopeNeededError: 403,
    errors.TooManyWrongKeysError: 429,
    errors.ReasonNeededError: 422,
    errors.ImportRefusedError: 422,
}

_HTTP = {
    400: ("bad-request", "The request cannot be read"),
    404: ("not-found", "There is nothing at this address"),
    405: ("method-not-allowed", "This address does not take that method"),
    413: ("body-too-large", "The request body is too large"),
    415: ("unsupported-media-type", "The request body is of a type that is not read here"),
    422: ("invalid-request", "The request is not right"),
    500: ("internal-error", "Daybook failed to answer"),
    503: ("database-unavailable", "The record cannot be reached right now"),
}


class ProblemItem(BaseModel):
    """One thing that is wrong with the request."""

    place: str = Field(
        serialization_alias="in",
        description="Where: path, query, header or body",
        examples=["query"],
    )
    name: str | None = Field(default=None, description="The parameter", examples=["from"])
    pointer: str | None = Field(
        default=None,
        description="The place in the body, a JSON pointer",
        examples=["/events/3/sources/0"],
    )
    line: int | None = Field(default=None, description="The line of an NDJSON body, from 1")
    detail: str = Field(description="What is wrong, and what would be right")


class Problem(BaseModel):
    """Problem details, RFC 9457."""

    type: str = Field(examples=["urn:daybook:problem:day-not-held"])
    title: str = Field(examples=["The record does not hold this day"])
    status: int = Field(examples=[404])
    detail: str = Field(
        examples=["Day 400 (2023-03-30) is not in the record; the nearest days held are …"]
    )
    instance: str = Field(description="The path that was asked", examples=["/v1/updates/400"])
    request_id: str | None = Field(default=None, description="Also in the X-Request-ID header")
    errors: list[ProblemItem] = Field(default=[], description="All that is wrong, with its place")
    suggestions: list[str] = Field(default=[], description="What may have been meant instead")


def problem(
    scope: Any,
    status: int,
    detail: str,
    *,
    code: str | None = None,
    title: str | None = None,
    items: list[ProblemItem] | None = None,
    suggestions: list[str] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """Return the problem response for a request, given by its ASGI scope."""
    known_code, known_title = _HTTP.get(status, ("http-error", "The request failed"))
    body = Problem(
        type=TYPE_PREFIX + (code or known_code),
        title=title or known_title,
        status=status,
        detail=detail,
        instance=scope.get("path", ""),
        request_id=scope.get("state", {}).get("request_id"),
        errors=items or [],
        suggestions=suggestions or [],
    )
    return Response(
        without_keys(body.model_dump_json(by_alias=True, exclude_none=True)),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def example(
    status: int, detail: str, kind: type[errors.DaybookError] | None = None
) -> dict[str, Any]:
    """Return a problem as the contract shows it: of a `kind`, or of the status's first."""
    kinds = {each: (error.code, error.title) for error, each in reversed(STATUS.items())}
    known = {**kinds, **_HTTP, 404: kinds[404]}
    code, title = (kind.code, kind.title) if kind else known[status]
    told = {"type": TYPE_PREFIX + code, "title": title, "status": status, "detail": detail}
    return {**told, "instance": "/v1/…"}


def failed(scope: Any, error: Exception) -> Response:
    """Return the problem for an error nobody foresaw: logged in full, told in general."""
    if is_unavailable(error):
        logger.error("database unavailable", **told_in_log(error))
        return _come_again(scope)
    logger.error("unexpected error", exc_info=error, database=isinstance(error, DBAPIError))
    return problem(scope, 500, "The error is in the server's log under this request id.")


def stopped(scope: Any) -> Response:
    """Return the problem for a request that took longer than a server that stops can wait."""
    title = "The server was stopped before it could answer"
    return _come_again(scope, code="server-stopped", title=title)


def _come_again(scope: Any, code: str | None = None, title: str | None = None) -> Response:
    again = {"Retry-After": "5"}
    return problem(scope, 503, "Try again in a moment.", code=code, title=title, headers=again)


def add_handlers(app: FastAPI) -> None:
    """Answer every error that a route raises with problem details."""
    app.add_exception_handler(errors.DaybookError, _daybook)  # type: ignore[arg-type]  # Starlette types handlers for Exception only
    app.add_exception_handler(DocumentError, _document)  # type: ignore[arg-type]  # as above
    app.add_exception_handler(RequestValidationError, _validation)  # type: ignore[arg-type]  # as above
    app.add_exception_handler(HTTPException, _http)  # type: ignore[arg-type]  # as above


async def _daybook(request: Request, error: errors.DaybookError) -> Response:
    items = []
    if isinstance(error, errors.InvalidParameterError):
        items = [ProblemItem(place=error.place, name=error.name, detail=error.reason)]
    if isinstance(error, errors.ImportRefusedError):
        items = [
            ProblemItem(place="body", pointer=fault.pointer, line=line, detail=fault.detail)
            for line, fault in error.told
        ]
    return problem(
        request.scope,
        STATUS[type(error)],
        error.detail,
        code=error.code,
        title=error.title,
        items=items,
        suggestions=error.suggestions,
        headers=_headers(error),
    )


def _headers(error: errors.DaybookError) -> dict[str, str]:
    """Return what an error says to programs beside its body (RFC 6750, 9110, 6585)."""
    match error:
        case errors.TooManyDownloadsError():
            return {"Retry-After": "30"}
        case errors.MergedError():
            return {"Location": f"/v1/speakers/{error.into}"}
        case errors.StaleError(etag=str(etag)) | errors.UnconditionalError(etag=etag):
            return {"ETag": etag}
        case errors.KeyNeededError():
            wrong = f', error="invalid_token", error_description="{error.detail}"'
            return {"WWW-Authenticate": f'Bearer realm="daybook"{wrong if error.wrong else ""}'}
        case errors.ScopeNeededError():
            told = f'error="insufficient_scope", scope="{error.scope}"'
            return {"WWW-Authenticate": f'Bearer realm="daybook", {told}'}
        case errors.TooManyWrongKeysError():
            return {"Retry-After": str(error.retry_after_seconds)}
    return {}


async def _document(request: Request, error: DocumentError) -> Response:
    items = [
        ProblemItem(place="body", pointer=fault.pointer, detail=fault.detail)
        for fault in error.faults[:FAULTS_TOLD]
    ]
    more = " or more" if len(items) == FAULTS_TOLD else ""
    return problem(
        request.scope,
        422,
        f"The document has {len(items)} fault{'s' if len(items) > 1 else ''}{more}.",
        code="invalid-document",
        title="The document breaks the record's rules",
        items=items,
    )


async def _validation(request: Request, error: RequestValidationError) -> Response:
    # A parameter that may be left out tells, beside its fault, that it is not left out either.
    found = [each for each in error.errors() if each["type"] != "none_required"]
    items = [_item(each) for each in found[:PARAMETERS_TOLD]]
    more = [f"and {len(found) - len(items)} more"] if len(found) > len(items) else []
    return problem(
        request.scope,
        422,
        "; ".join([*map(_told, items), *more]),
        items=items,
    )


def _told(item: ProblemItem) -> str:
    """Return a fault with its place; one of the parameters together names them itself."""
    place = item.name or item.pointer or (item.place if item.place == "body" else "")
    return f"{place}: {item.detail}" if place else item.detail


def _item(error: Any) -> ProblemItem:
    place, *location = error["loc"]
    detail = explain(error)
    if error["type"] == "extra_forbidden":
        detail = "is not a parameter of this address: remove it or correct its name"
    if place == "body":
        return ProblemItem(place="body", pointer=pointer_to(tuple(location)), detail=detail)
    name = str(location[0]) if location else None
    return ProblemItem(place=str(place), name=name, detail=detail)


async def _http(request: Request, error: HTTPException) -> Response:
    detail = {
        404: f"No such address: {request.url.path}. The addresses are listed at /docs.",
        405: f"{request.method} is not possible at {request.url.path}.",
    }.get(error.status_code, str(error.detail))
    if error.status_code == 404 and request.url.path == "/metrics":
        detail = "Requests are not counted here: DAYBOOK_METRICS=true switches it on."
    headers = dict(error.headers or {})
    allowed = set(headers.pop("Allow", headers.pop("allow", "")).split(", ")) - {""}
    if error.status_code == 405:
        allowed |= _methods_at(request)
    if "GET" in allowed:
        allowed.add("HEAD")  # the response cache answers it
    if allowed:
        headers["Allow"] = ", ".join(sorted(allowed | {"OPTIONS"}))
    if allowed and request.method == "OPTIONS":
        return Response(status_code=204, headers=headers)
    if allowed:
        detail = detail.removesuffix(".") + f"; it takes {headers['Allow']}."
    return problem(request.scope, error.status_code, detail, headers=headers)


def _methods_at(request: Request) -> set[str]:
    """Return every method of an address: the framework names those of its first route alone."""
    for path, operations in request.app.openapi()["paths"].items():
        if compile_path(path)[0].match(request.url.path):
            return {method.upper() for method in operations}
    return set()
